import ArgumentParser
import Knotwork
import KnotworkFitting
import KnotworkFormats

/// `knotwork report`.
struct ReportVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Fits, compares, takes apart and explains a table in one HTML file that stands alone, without scripts.",
    discussion: """
      The same fit as knotwork fit, with pictures and a table behind each of them. --json gives the figures instead.

      EXAMPLES
        knotwork report Examples/hinge.csv --hidden 4 -o r.html && wc r.html
        knotwork report Examples/longley.csv --hidden 4 --folds 4 --json
      """)

  @OptionGroup var table: TableArguments
  @OptionGroup var training: TrainingFlags

  @Option(help: "Compare on this many folds; 0 for no comparison.")
  var folds = 5

  @Option(help: ArgumentHelp("A CSV file with the fold of each row: columns row (from 0) and fold.", valueName: "file"))
  var split: String?

  @OptionGroup var format: FormatOptions

  func validate() throws {
    if folds < 0 || folds == 1 { throw ValidationError("--folds: \(folds); expected 0 for none, or at least 2") }
    if table.path == "-", split == "-" {
      throw ValidationError("only one of table and split can come from standard input")
    }
  }

  func run() throws {
    let (table, notes) = try Tables.load(table.path, table.options)
    for note in notes { Messages.write("note: \(note)") }
    let options = try training.options
    let chosen = try Tables.folds(table, count: folds, split: split, seed: options.seed)
    let output = try Output(format.output)
    let progress = TrainingProgress()
    CrossValidation.expect(table, folds: chosen?.names.count ?? 0, options: options, progress: progress)
    let start = ContinuousClock.now
    let report = try Interrupts.during(stop: { progress.cancel() }) {
      try ProgressDisplay.during(progress) {
        let trainer = Trainer(options, progress: progress)
        return try FitReport(table, folds: chosen, threads: options.threads, keep: { _ in }) { rows, label in
          try trainer.fit(rows, label: label)
        }
      }
    }
    let seconds = (ContinuousClock.now - start).seconds
    if format.json {
      try output.write(FitJSON.document(report, seconds: format.timing ? seconds : nil))
    } else {
      let effects = try InputEffect.strongest(report, count: 6)
      try output.write(ReportHTML.document(report, effects, notes: notes, seed: options.seed))
    }
    try output.close()
    if !report.isComplete {
      throw Failure(.interrupted, "stopped early; the report holds what was found so far")
    }
  }
}
