import Dispatch
import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry

// Measures full dissections and counts over [−1, 1]ᵈ, one and two threads, and where a Python with regioncam and affinitree is
// named in KNOTWORK_PEER_PYTHON and a script that runs them in KNOTWORK_PEER_SCRIPT, prints how many times the regions per
// second of the peer that is: regioncam in the plane, affinitree in more dimensions.

/// The best time of some ways to do the same work, in seconds: of three rounds, or of as many as take eight seconds, up to a
/// hundred. Each round tries them all, so that a spell in which the machine is slow strikes them alike.
func bestTimes(_ ways: [() throws -> Void]) throws -> [Double] {
  var best = [Double](repeating: .infinity, count: ways.count)
  let first = ContinuousClock.now
  for round in 0..<100 where round < 3 || ContinuousClock.now - first < .seconds(8) {
    for (index, work) in ways.enumerated() {
      let start = ContinuousClock.now
      try work()
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
  "| network | regions | dissect ms | 2 threads | count ms | 2 threads | 2 counts at once | peer ms | dissect ratio "
    + "| count ratio | peak MiB |"
)
print("|---|---|---|---|---|---|---|---|---|---|---|")
for (name, network, file) in networks {
  let inputs = network.inputCount
  let domain = Domain.box(try Box(-1...1, dimension: inputs))
  @Sendable func count(threads: Int) throws -> Int {
    try network.regionCount(over: domain, within: Budget(threads: threads))
  }
  func dissect(threads: Int) throws -> Int {
    try Dissection(of: network, over: domain, within: Budget(threads: threads)).regions.count
  }
  // What the machine gives to two threads that have nothing to do with each other.
  func countTwice() { DispatchQueue.concurrentPerform(iterations: 2) { _ in _ = try! count(threads: 1) } }
  var regions = 0
  let counts = try bestTimes([
    { regions = try count(threads: 1) }, { regions = try count(threads: 2) }, countTwice,
  ])
  let dissections = try bestTimes([{ regions = try dissect(threads: 1) }, { regions = try dissect(threads: 2) }])
  var row = [name, String(regions)] + (dissections + counts).map(milliseconds)
  if let peer = try peerSeconds(file, inputs: inputs) {
    let rate = peer.regions / peer.seconds
    let ratios = [dissections[0], counts[0]].map { String(format: "%.1f", Double(regions) / $0 / rate) }
    row += [milliseconds(peer.seconds)] + ratios
  } else {
    row += ["-", "-", "-"]
  }
  print("| \((row + [String(peakMemory())]).joined(separator: " | ")) |")
}
