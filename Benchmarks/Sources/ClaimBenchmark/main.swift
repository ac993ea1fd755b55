import Foundation
import Knotwork
import KnotworkClaims
import KnotworkFormats
import KnotworkGeometry

// Decides the claims of folders as the verification competitions have them (instances.csv: network, claim, seconds) and compares with
// truth.csv beside it.
//
//   ClaimBenchmark FOLDER… [--limit SECONDS] [--threads N] [--every N] [--only TEXT] [--quiet]
//   ClaimBenchmark NETWORK.json… [--gap GAP]     least and greatest value over the ranges in the file, or [-1, 1]

struct Options {
  var folders: [String] = []
  var limit = 20.0
  var threads = 2
  var every = 1
  var only = ""
  var isQuiet = false
  var gap = 1e-6
}

func options() -> Options {
  var options = Options()
  var arguments = CommandLine.arguments.dropFirst().makeIterator()
  while let argument = arguments.next() {
    switch argument {
    case "--limit": options.limit = arguments.next().flatMap(Double.init) ?? options.limit
    case "--threads": options.threads = arguments.next().flatMap(Int.init) ?? options.threads
    case "--every": options.every = arguments.next().flatMap(Int.init) ?? options.every
    case "--only": options.only = arguments.next() ?? ""
    case "--gap": options.gap = arguments.next().flatMap(Double.init) ?? options.gap
    case "--quiet": options.isQuiet = true
    default: options.folders.append(argument)
    }
  }
  return options
}

func rows(of file: URL) -> [[String]] {
  ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(whereSeparator: \.isNewline).map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

func seconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

func text(_ seconds: Double) -> String { String(format: "%.4f", seconds) }

struct Networks {
  private var known: [String: Network] = [:]

  mutating func network(_ file: URL) throws -> Network {
    if let network = known[file.path] { return network }
    let network = try ONNX.decode([UInt8](Data(contentsOf: file))).network
    known[file.path] = network
    return network
  }
}

func run(_ folder: String, _ options: Options) throws {
  let base = URL(filePath: folder)
  var truths: [String: String] = [:]
  for row in rows(of: base.appending(path: "truth.csv")).dropFirst() where row.count > 3 {
    truths[row[0] + "," + row[1]] = row[3]
  }
  var networks = Networks()
  var times: [Double] = []
  var (solved, wrong, count) = (0, 0, 0)
  for (index, row) in rows(of: base.appending(path: "instances.csv")).enumerated() where row.count >= 2 {
    guard index % options.every == 0, options.only.isEmpty || "\(row[0]) \(row[1])".contains(options.only) else {
      continue
    }
    count += 1
    let network = try networks.network(base.appending(path: row[0]))
    let claim = try VNNLIB.decode([UInt8](Data(contentsOf: base.appending(path: row[1])))).claim
    let truth = truths[row[0] + "," + row[1]] ?? "?"
    let budget = Budget(threads: options.threads, limits: Limits(duration: .seconds(options.limit)))
    let processor = clock()
    let start = ContinuousClock.now
    let verdict = try claim.verdict(on: [network], within: budget)
    let elapsed = seconds(ContinuousClock.now - start)
    let processorTime = Double(clock() - processor) / Double(CLOCKS_PER_SEC)
    let (name, detail) =
      switch verdict {
      case .holds(let proof): ("unsat", "\(proof.parts) boxes, \(proof.programs) programs")
      case .fails: ("sat", "")
      case .undecided(let open): ("unknown", "\(open)")
      }
    if name != "unknown" {
      times.append(elapsed)
      if truth == "sat" && name == "unsat" || truth == "unsat" && name == "sat" {
        wrong += 1
      } else {
        solved += 1
      }
    }
    if !options.isQuiet || name == "unknown" || elapsed > 1 {
      print("\(row[0]) \(row[1]): \(name) (\(truth)) \(text(elapsed)) s, cpu \(text(processorTime)) s \(detail)")
    }
  }
  times.sort()
  let mean = times.reduce(0, +) / Double(max(1, times.count))
  print(
    "\(base.lastPathComponent): \(solved) of \(count) solved, \(wrong) wrong; median \(text(times.isEmpty ? 0 : times[times.count / 2])), "
      + "mean \(text(mean)), most \(text(times.last ?? 0)) s")
}

/// The range of the first output of a network file, over the ranges in the file or [-1, 1].
func range(of file: String, _ options: Options) throws {
  let read = try NetworkFile([UInt8](Data(contentsOf: URL(filePath: file))), name: file)
  let box = try read.box ?? Box(-1...1, dimension: read.network.inputCount)
  let budget = Budget(threads: options.threads, limits: Limits(duration: .seconds(options.limit)))
  let processor = clock()
  let start = ContinuousClock.now
  let range = try read.network.range(over: try Polytope(box), gap: options.gap, within: budget)
  let elapsed = seconds(ContinuousClock.now - start)
  let processorTime = Double(clock() - processor) / Double(CLOCKS_PER_SEC)
  let ends =
    range.map { "[\($0.minimum.value), \($0.maximum.value)], gaps \($0.minimum.gap), \($0.maximum.gap)" } ?? "none"
  print("\(file): \(text(elapsed)) s, cpu \(text(processorTime)) s, \(ends)\(range?.cause.map { ", \($0)" } ?? "")")
}

let chosen = options()
for folder in chosen.folders {
  if folder.hasSuffix(".json") { try range(of: folder, chosen) } else { try run(folder, chosen) }
}
