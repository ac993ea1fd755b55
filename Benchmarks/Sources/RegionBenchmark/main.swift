import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry

// Measures full dissections and counts over [−1, 1]ᵈ, one and two threads, and where a Python with regioncam and affinitree is
// named in KNOTWORK_PEER_PYTHON and a script that runs them in KNOTWORK_PEER_SCRIPT, prints how many times the regions per
// second of the peer that is: regioncam in the plane, affinitree in more dimensions.

/// The best time for each number of threads, in seconds: of three rounds, or of as many as take two seconds, up to twenty.
/// Each round runs them all, so that a spell in which the machine is slow strikes them alike.
func bestTimes(_ threads: [Int], _ work: (Int) throws -> Void) rethrows -> [Double] {
  var best = [Double](repeating: .infinity, count: threads.count)
  let first = ContinuousClock.now
  for round in 0..<20 where round < 3 || ContinuousClock.now - first < .seconds(2) {
    for (index, count) in threads.enumerated() {
      let start = ContinuousClock.now
      try work(count)
      best[index] = min(best[index], (ContinuousClock.now - start) / .seconds(1))
    }
  }
  return best
}

/// The peer's seconds for a network file; nil where no peer is installed.
func peerSeconds(_ file: String, inputs: Int) throws -> (seconds: Double, regions: Double)? {
  let environment = ProcessInfo.processInfo.environment
  guard let python = environment["KNOTWORK_PEER_PYTHON"], let script = environment["KNOTWORK_PEER_SCRIPT"] else {
    return nil
  }
  let process = Process()
  process.executableURL = URL(filePath: python)
  process.arguments = [script, inputs > 2 ? "affinitree" : "regioncam", file, "--repeat", inputs > 2 ? "1" : "3"]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let text = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  // The last line is the answer; peers print before it what they like.
  let answer = try JSONValue(parsing: [UInt8](text.split(separator: UInt8(ascii: "\n")).last ?? Data()))
  guard let seconds = answer["seconds"]?.number, let regions = answer["regions"]?.number else { return nil }
  return (seconds, regions)
}

func milliseconds(_ seconds: Double) -> String { String(format: "%.2f", seconds * 1000) }

/// Peak memory of this process so far, in MiB; 0 where the system does not tell.
func peakMemory() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
  return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1024
}

let given = CommandLine.arguments.dropFirst()
var networks: [(name: String, network: Network, file: String)] = []
let scratch = FileManager.default.temporaryDirectory.appending(path: "knotwork-benchmark-\(getpid())")
try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: scratch) }
// Networks by name, or all that have one, and those in files.
for argument in given.isEmpty ? Networks.names : Array(given) {
  if let network = try Networks.named(argument) {
    let file = scratch.appending(path: "\(argument).json")
    try Data(NetworkJSON.encode(network)).write(to: file)
    networks.append((argument, network, file.path))
  } else if let bytes = FileManager.default.contents(atPath: argument) {
    let name = URL(filePath: argument).deletingPathExtension().lastPathComponent
    networks.append((name, try NetworkJSON.decode([UInt8](bytes)), argument))
  } else {
    print("\(argument): neither a file nor one of \(Networks.names.joined(separator: ", "))")
    exit(64)
  }
}
print(
  "| network | regions | dissect ms | 2 threads | count ms | 2 threads | peer ms | dissect ratio | count ratio | peak MiB |"
)
print("|---|---|---|---|---|---|---|---|---|---|")
for (name, network, file) in networks {
  var regions = 0
  let inputs = network.inputCount
  let box = try Box(-1...1, dimension: inputs)
  let polytope = try Polytope(box)
  let counts = try bestTimes([1, 2]) { threads in
    regions =
      try inputs > 2
      ? network.regionCount(over: polytope, threads: threads) : network.regionCount(over: box, threads: threads)
  }
  let dissections = try bestTimes([1, 2]) { threads in
    regions =
      try inputs > 2
      ? SpaceDissection(of: network, over: polytope, threads: threads).regions.count
      : Dissection(of: network, over: box, threads: threads).regions.count
  }
  var row = [name, String(regions)] + [dissections[0], dissections[1], counts[0], counts[1]].map(milliseconds)
  if let peer = try peerSeconds(file, inputs: inputs) {
    let rate = peer.regions / peer.seconds
    let ratios = [dissections[0], counts[0]].map { String(format: "%.1f", Double(regions) / $0 / rate) }
    row += [milliseconds(peer.seconds)] + ratios
  } else {
    row += ["-", "-", "-"]
  }
  print("| \((row + [String(peakMemory())]).joined(separator: " | ")) |")
}
