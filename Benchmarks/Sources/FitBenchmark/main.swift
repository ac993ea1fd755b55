import Foundation
import Knotwork
@_spi(Benchmarks) import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

// Measures training (rows × epochs per second, single precision, Adam, 10,000 rows) and prediction (rows per second, a
// million rows), and where KNOTWORK_PEER_PYTHON and KNOTWORK_PEERS (the folder of train.py and predict.py) are given, the same
// with JAX and ONNX Runtime in the same run. Arguments: number of threads, seconds per measurement.

let threads = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 1 : 1
let patience = CommandLine.arguments.count > 2 ? Double(CommandLine.arguments[2]) ?? 2 : 2
let rows = 10_000

func seconds(_ work: () throws -> Void) rethrows -> Double {
  let elapsed = try ContinuousClock().measure(work).components
  return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
}

/// The rows per second of a peer; nil where there is none.
func peer(_ script: String, _ arguments: [String]) throws -> Double? {
  let environment = ProcessInfo.processInfo.environment
  guard let python = environment["KNOTWORK_PEER_PYTHON"], let folder = environment["KNOTWORK_PEERS"] else { return nil }
  let process = Process()
  // One thread means one processor, whatever the peer makes of its settings.
  process.executableURL = URL(filePath: "/usr/bin/env")
  let pin = threads == 1 && FileManager.default.fileExists(atPath: "/usr/bin/taskset") ? ["taskset", "-c", "0"] : []
  process.arguments = pin + [python, "\(folder)/\(script)"] + arguments + ["--threads", String(threads)]
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = FileHandle.nullDevice
  try process.run()
  let text = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
  guard process.terminationStatus == 0, let last = lines.last else { return nil }
  return try JSONValue(parsing: Array(last.utf8))["rows_per_second"]?.number
}

struct Generator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) << 32 | (state &* 0x9E37_79B9_7F4A_7C15) >> 32
  }
}

func table(inputs: Int) -> DataTable {
  var generator = Generator(state: 1)
  func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) } }
  let columns = (0..<inputs).map { _ in (0..<rows).map { _ in normal() } }
  let target = (0..<rows).map { sin(2 * columns[0][$0]) + columns[inputs - 1][$0].magnitude + 0.1 * normal() }
  return DataTable(inputNames: columns.indices.map { "x\($0)" }, columns: columns, targetName: "y", target: target)
}

func row(_ name: String, _ rate: Double, _ peer: Double?) {
  let peerText = peer.map { String(format: "%.3g", $0 / 1e6) } ?? "-"
  let ratio = peer.map { String(format: "%.2f", rate / $0) } ?? "-"
  print("| \(name) | \(String(format: "%.3g", rate / 1e6)) | \(peerText) | \(ratio) |")
}

print("\(threads) thread(s), millions of rows per second\n\n| training | Knotwork | JAX | ratio |\n|---|---|---|---|")
for widths in ["2-2-1", "2-16-1", "8-64-64-1", "13-128-128-1"] {
  for batch in ["32", "full"] {
    let sizes = widths.split(separator: "-").compactMap { Int($0) }
    var probe = TrainingProbe(
      table(inputs: sizes[0]), widths: sizes, batch: Int(batch) ?? rows, rate: batch == "full" ? 3e-3 : 1e-3,
      threads: threads)
    _ = probe.epoch()
    var (epochs, elapsed) = (0, 0.0)
    while elapsed < patience {
      elapsed += seconds { for _ in 0..<10 { _ = probe.epoch() } }
      epochs += 10
    }
    let found = try peer("train.py", ["jax", widths, batch, "--seconds", String(patience)])
    row("\(widths), batch \(batch)", Double(epochs * rows) / elapsed, found)
  }
}
print("\n| prediction | Knotwork | ONNX Runtime | ratio |\n|---|---|---|---|")
var generator = Generator(state: 2)
let count = 1_000_000
let inputs = (0..<8 * count).map { _ in Float.random(in: -1.7...1.7, using: &generator) }
let sizes = [8, 64, 64, 1]
let network = try Network(
  layers: zip(sizes, sizes.dropFirst()).enumerated().map { index, pair in
    Layer(
      weights: Matrix(
        rows: pair.1, columns: pair.0,
        elements: (0..<pair.0 * pair.1).map { _ in Double.random(in: -1...1, using: &generator) / 4 }),
      bias: [Double](repeating: 0, count: pair.1), activation: index == 2 ? .linear : .relu)
  })
let best = (0..<5).map { _ in seconds { _ = network.predictions(single: inputs, threads: threads) } }.min() ?? 1
row("8-64-64-1", Double(count) / best, try peer("predict.py", ["onnxruntime", "8-64-64-1"]))
