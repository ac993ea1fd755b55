import Foundation
import Knotwork
import KnotworkFitting
import KnotworkFormats

// Fits every table of a folder with default settings on its fixed folds (NAME.csv with the target last, splits/NAME.csv with
// the columns row and fold), and prints the mean test RMSE beside linear regression and the best neural baseline of the
// folder's BASELINES.md. Arguments: the folder, and names of tables; all of BASELINES.md unless given.

struct Baseline {
  let name: String
  let linear: Double
  let neural: Double
}

/// Rows "| name (n, inputs) | linear | MLP | torch | …".
func baselines(in folder: URL) throws -> [Baseline] {
  let text = try String(contentsOf: folder.appending(path: "BASELINES.md"), encoding: .utf8)
  return text.split(separator: "\n").compactMap { line in
    let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    guard cells.count > 5, cells[0].contains("("), let linear = Double(cells[1]), let first = Double(cells[2]),
      let second = Double(cells[3])
    else { return nil }
    return Baseline(
      name: String(cells[0].prefix { $0 != " " }), linear: linear, neural: min(first, second))
  }
}

func split(_ file: URL, rows: Int) throws -> [Int] {
  var reader = InputReader(names: ["row", "fold"])
  var pairs = try reader.read(Data(contentsOf: file))
  pairs += try reader.finish()
  var folds = [Int](repeating: 0, count: rows)
  for pair in pairs { folds[Int(pair[0])] = Int(pair[1]) }
  return folds
}

guard CommandLine.arguments.count > 1 else {
  print("usage: AccuracyBenchmark FOLDER [NAME …]")
  exit(64)
}
let folder = URL(filePath: CommandLine.arguments[1])
let names = CommandLine.arguments.dropFirst(2)
var options = TrainingOptions()
options.threads = ProcessInfo.processInfo.activeProcessorCount
let trainer = Trainer(options)
var (wins, count) = (0, 0)
print("| data | network | ± | linear | best neural baseline | ratio | seconds |\n|---|---|---|---|---|---|---|")
for baseline in try baselines(in: folder) where names.isEmpty || names.contains(baseline.name) {
  var reader = TableReader(source: baseline.name)
  try reader.read(Data(contentsOf: folder.appending(path: "\(baseline.name).csv")))
  let table = try reader.finish()
  let folds = try split(folder.appending(path: "splits/\(baseline.name).csv"), rows: table.rowCount)
  let start = ContinuousClock.now
  let comparison = try CrossValidation(
    table, split: folds, names: Set(folds).sorted().map(String.init), threads: options.threads
  ) { rows, label in
    let fitted = try FittedNetwork(trainer, rows.copied(), label: label)
    return (fitted.network, fitted.line?.fit.line)
  }
  let seconds = (ContinuousClock.now - start).components.seconds
  guard let network = comparison.summary(of: .network, { $0.rmse }),
    let linear = comparison.summary(of: .linear, { $0.rmse })
  else { continue }
  count += 1
  if network.mean <= baseline.neural { wins += 1 }
  let numbers = [network.mean, network.error ?? 0, linear.mean, baseline.neural].map { String(format: "%.4g", $0) }
  let ratio = String(format: "%.3f", network.mean / baseline.neural)
  print("| \(baseline.name) | \(numbers.joined(separator: " | ")) | \(ratio) | \(seconds) |")
}
print("\nNo worse than the best neural baseline on \(wins) of \(count) tables.")
