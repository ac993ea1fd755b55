import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry

// Measures how long an ONNX file takes to load and how much memory. Without a file, one of 10 MB is written first and a second
// process reads it, so that the memory of writing is not counted. Where KNOTWORK_PEER_PYTHON names a Python with onnx, onnx.load
// and the conversion of all its weights to NumPy are timed in the same run.

/// A number of this process in MiB; 0 where the system does not tell.
func memory(_ key: String) -> Double {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix(key) } ?? ""
  return Double(line.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1024
}

func seconds(_ work: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try work()
  let elapsed = (ContinuousClock.now - start).components
  return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
}

func run(_ executable: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(filePath: executable)
  process.arguments = arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let text = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: text, as: UTF8.self)
}

/// A dense network whose weights are floats.
func largeNetwork() throws -> Network {
  var state: UInt64 = 1
  func weight() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(Float(Int32(truncatingIfNeeded: state >> 32)) / 0x1p36)
  }
  let sizes = [784, 1500, 900, 10]
  let layers = zip(sizes, sizes.dropFirst()).enumerated().map { index, shape in
    Layer(
      weights: Matrix(rows: shape.1, columns: shape.0, elements: (0..<shape.0 * shape.1).map { _ in weight() }),
      bias: (0..<shape.1).map { _ in weight() }, activation: index == 2 ? .linear : .relu)
  }
  return try Network(layers: layers)
}

let peer = """
  import sys, time, onnx
  from onnx import numpy_helper
  best = 1e9
  for _ in range(5):
      start = time.perf_counter()
      [numpy_helper.to_array(t).astype("float64") for t in onnx.load(sys.argv[1]).graph.initializer]
      best = min(best, time.perf_counter() - start)
  print(best)
  """

if let file = CommandLine.arguments.dropFirst().first {
  let before = memory("VmRSS:")
  var size = 0
  var times: [Double] = []
  for round in 0..<5 {
    times.append(
      try seconds {
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: file)))
        size = bytes.count
        let folder = ExternalDataFolder(path: URL(filePath: file).deletingLastPathComponent().path)
        _ = try ONNX.decode(bytes, externalData: folder.read).network
      })
    if round == 0 {
      let megabytes = Double(size) / 1_048_576
      let peak = memory("VmHWM:") - before
      print(
        String(
          format: "%.1f MiB: peak memory %.1f MiB above the start, %.1f times the file", megabytes, peak,
          peak / megabytes))
    }
  }
  let best = times.min() ?? 0
  print(String(format: "loads in %.1f ms, best of 5; the first time %.1f ms", best * 1000, times[0] * 1000))
  if let python = ProcessInfo.processInfo.environment["KNOTWORK_PEER_PYTHON"] {
    let other = Double(try run(python, ["-c", peer, file]).trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    print(String(format: "onnx.load and NumPy: %.1f ms, %.2f times as long", other * 1000, other / best))
  }
} else {
  let file = FileManager.default.temporaryDirectory.appending(path: "knotwork-benchmark-\(getpid()).onnx")
  defer { try? FileManager.default.removeItem(at: file) }
  try Data(ONNX.encode(largeNetwork(), precision: .float)).write(to: file)
  print(try run(CommandLine.arguments[0], [file.path]), terminator: "")
}
