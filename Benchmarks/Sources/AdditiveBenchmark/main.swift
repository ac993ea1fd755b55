import Foundation
import Knotwork
import KnotworkFitting
import KnotworkFormats

// Fits sums of broken lines to every table of a folder on its fixed folds (NAME.csv with the target last, splits/NAME.csv with the
// columns row and fold), and prints the mean test RMSE beside earth of degree 1 and aplr from the folder's BASELINES.md; with
// `--pairs N` beside earth of degree 2 and aplr with interactions. `--best` takes the most accurate form instead of the smallest within
// one standard error. Arguments: the folder, and names of tables; all unless given.

struct Baseline {
  let name: String
  /// nil where a method was not run.
  let earth: Double?
  let other: Double?
}

/// Rows "| name | earth 1 | aplr | earth 2 | aplr with interactions |".
func baselines(in folder: URL, pairs: Bool) throws -> [Baseline] {
  let text = try String(contentsOf: folder.appending(path: "BASELINES.md"), encoding: .utf8)
  return text.components(separatedBy: "| data | earth 1 |").last?.split(separator: "\n").compactMap { line in
    let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    guard cells.count == 5, !cells[0].hasPrefix("-"), cells[0].first?.isLetter == true else { return nil }
    guard Double(cells[1]) != nil else { return nil }
    return Baseline(
      name: cells[0], earth: Double(cells[pairs ? 3 : 1]), other: Double(cells[pairs ? 4 : 2]))
  } ?? []
}

func split(_ file: URL, rows: Int) throws -> [Int] {
  var reader = InputReader(names: ["row", "fold"])
  var pairs = try reader.read(Data(contentsOf: file))
  pairs += try reader.finish()
  var folds = [Int](repeating: 0, count: rows)
  for pair in pairs { folds[Int(pair[0])] = Int(pair[1]) }
  return folds
}

var arguments = Array(CommandLine.arguments.dropFirst())
var options = AdditiveOptions()
options.threads = ProcessInfo.processInfo.activeProcessorCount
if let place = arguments.firstIndex(of: "--pairs"), place + 1 < arguments.count, let pairs = Int(arguments[place + 1]) {
  options.pairs = pairs
  arguments.removeSubrange(place...place + 1)
}
if let place = arguments.firstIndex(of: "--best") {
  options.prefersSmall = false
  arguments.remove(at: place)
}
guard let first = arguments.first else {
  print("usage: AdditiveBenchmark FOLDER [--pairs N] [--best] [NAME …]")
  exit(64)
}
let folder = URL(filePath: first)
let names = arguments.dropFirst()
var (wins, count) = (0, 0)
let peers = options.pairs > 0 ? "earth 2 | aplr with interactions" : "earth 1 | aplr"
print("| data | additive | ± | \(peers) | terms | knots | seconds |\n|---|---|---|---|---|---|---|---|")
for baseline in try baselines(in: folder, pairs: options.pairs > 0) where names.isEmpty || names.contains(baseline.name)
{
  var reader = TableReader(source: baseline.name)
  try reader.read(Data(contentsOf: folder.appending(path: "\(baseline.name).csv")))
  let table = try reader.finish()
  let folds = try split(folder.appending(path: "splits/\(baseline.name).csv"), rows: table.rowCount)
  let start = ContinuousClock.now
  var (terms, knots): ([Int], [Int]) = ([], [])
  let comparison = try CrossValidation(table, split: folds, names: Set(folds).sorted().map(String.init)) { rows, _ in
    let fit = try AdditiveFit(rows, options)
    terms.append(fit.termCount)
    knots.append(fit.knotCount + fit.hingeCount)
    return (fit.network, nil)
  }
  let seconds = Double((ContinuousClock.now - start).components.seconds)
  guard let additive = comparison.summary(of: .network, { $0.rmse }) else { continue }
  count += 1
  if let least = [baseline.earth, baseline.other].compactMap({ $0 }).min(), additive.mean <= least { wins += 1 }
  func text(_ value: Double?) -> String { value.map { String(format: "%.4g", $0) } ?? "–" }
  func mean(_ values: [Int]) -> String { text(Double(values.reduce(0, +)) / Double(max(1, values.count))) }
  print(
    "| \(baseline.name) | \(text(additive.mean)) | \(text(additive.error)) | \(text(baseline.earth)) | \(text(baseline.other)) "
      + "| \(mean(terms)) | \(mean(knots)) | \(seconds) |")
}
print("\nNo worse than the better of both on \(wins) of \(count) tables.")
