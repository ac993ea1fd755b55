import Foundation
import KnotworkFitting

// Sums of broken lines for every table of a folder on its fixed folds (NAME.csv with the target last, splits/NAME.csv with the columns
// row and fold), with default settings and with `--best`, beside earth of degree 1 and aplr from the folder's BASELINES.md; with `--pairs N`
// beside earth of degree 2 and aplr with interactions. `--peers FILE` reads the folds of peers (R/earth.R, Python/aplr_folds.py), and
// adds their terms and the standard error of the difference. `--simulate RUNS` measures on tables with a known truth instead.
// Arguments: the folder, and names of tables; all unless given.

var arguments = Array(CommandLine.arguments.dropFirst())
@MainActor func take(_ name: String) -> String? {
  guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else { return nil }
  defer { arguments.removeSubrange(place...place + 1) }
  return arguments[place + 1]
}
var options = AdditiveOptions()
options.pairs = take("--pairs").flatMap(Int.init) ?? 0
options.threads = take("--threads").flatMap(Int.init) ?? 1
let runs = take("--simulate").flatMap(Int.init)
var files: [String] = []
while let file = take("--peers") { files.append(file) }
if let runs {
  try Simulation(runs: runs, threads: options.threads).print()
  exit(0)
}
guard let first = arguments.first else {
  print("usage: AdditiveBenchmark FOLDER [--pairs N] [--threads N] [--peers FILE …] [NAME …]")
  print("       AdditiveBenchmark --simulate RUNS [--threads N]")
  exit(64)
}
let folder = URL(filePath: first)
let names = arguments.dropFirst()
let peers = try PeerFolds(files)
let labels = options.pairs > 0 ? ("earth 2", "aplr with interactions") : ("earth 1", "aplr")
func text(_ value: Double?) -> String { value.map { String(format: "%.4g", $0) } ?? "–" }

print(
  "| data | default | ± | --best | ± | \(labels.0) | \(labels.1) | --best less the better peer | ± | terms | of --best | for earth's error | of earth | of aplr | s |"
)
print("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|")
var (wins, near, fewer, asGood, withTerms, count) = (0, 0, 0, 0, 0, 0)
for baseline in try Baseline.all(in: folder, pairs: options.pairs > 0)
where names.isEmpty || names.contains(baseline.name) {
  let (table, folds) = try folder.table(baseline.name)
  // With pairs --best alone, since that takes long.
  let usual = options.pairs > 0 ? nil : try Measurement(table, folds, options)
  var best = options
  best.prefersSmall = false
  let accurate = try Measurement(table, folds, best)
  let (own, other) = (usual.map { Mean($0.errors) }, Mean(accurate.errors))
  count += 1
  var difference: Mean?
  if let least = baseline.least {
    let method = baseline.earth == least ? labels.0 : labels.1
    difference = peers.errors(baseline.name, method, folds: accurate.errors.count).map { errors in
      Mean(zip(accurate.errors, errors).map { $0 - $1 })
    }
    // Baselines have four digits.
    let value = Double(String(format: "%.4g", other.value)) ?? other.value
    if value <= least { wins += 1 }
    if value <= least + other.error { near += 1 }
  }
  var reaching: Double?
  if let earth = baseline.earth, options.pairs == 0 {
    reaching = try Measurement.terms(table, folds, reaching: earth)
  }
  if let terms = peers.terms(baseline.name, labels.0) {
    if let reaching, reaching < terms { asGood += 1 }
    withTerms += 1
    if Mean((usual ?? accurate).terms).value < terms { fewer += 1 }
  }
  let shrunk = accurate.shrunk > 0 ? " (\(accurate.shrunk))" : ""
  let cells = [
    baseline.name, text(own?.value), text(own?.error), text(other.value) + shrunk, text(other.error),
    text(baseline.earth),
    text(baseline.aplr), text(difference?.value), text(difference?.error), text(usual.map { Mean($0.terms).value }),
    text(Mean(accurate.terms).value), text(reaching), text(peers.terms(baseline.name, labels.0)),
    text(peers.terms(baseline.name, labels.1)), text((usual?.seconds ?? 0) + accurate.seconds),
  ]
  print("| \(cells.joined(separator: " | ")) |")
  fflush(nil)
}
print("\n--best no worse than the better of both on \(wins) of \(count) tables, within one standard error on \(near).")
if withTerms > 0 {
  print("Fewer terms than earth\(options.pairs > 0 ? "" : " by default") on \(fewer) of \(withTerms).")
  if options.pairs == 0 { print("Fewer terms than earth for no larger error on \(asGood) of \(withTerms).") }
}
