import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats

/// `knotwork report`.
struct ReportVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Fits, compares, takes apart and explains a table in one HTML file that stands alone.",
    discussion: """
      The same fit as knotwork fit, with pictures and a table behind each of them, and networks that are smaller, with proved \
      errors: how many pieces are worth having? Those are looked for a few seconds at most. --json gives the figures of the \
      fit instead.

      EXAMPLES
        knotwork report Examples/hinge.csv --hidden 4 -o r.html && wc r.html
        knotwork report Examples/longley.csv --hidden 4 --folds 4 --json
      """)

  @OptionGroup var table: TableArguments
  @OptionGroup var training: TrainingFlags

  @Option(help: "Compare on this many folds; 0 for no comparison.", transform: WholeNumber.from(0...1_000_000))
  var folds = 5

  @Option(help: ArgumentHelp("A CSV file with the fold of each row: columns row (from 0) and fold.", valueName: "file"))
  var split: String?

  @Flag(help: "End with the network to point at, as knotwork page shows it; this part needs script.")
  var interactive = false

  @OptionGroup var format: FormatOptions

  func validate() throws {
    try check { try choice.validate() }
    if interactive, format.json { throw ValidationError("--interactive is of the page; --json gives the figures") }
    if table.path == "-", split == "-" {
      throw ValidationError("only one of table and split can come from standard input")
    }
  }

  private var choice: FoldChoice {
    if let split { return .given(.file(split)) }
    return folds == 0 ? .none : .random(folds)
  }

  func run() throws {
    try format.check(reading: table.path, split ?? "-")
    let loaded = try LoadedTable(table.source, options: table.options)
    let options = try training.options
    let (folds, notes) = try choice.folds(of: loaded.table, seed: options.seed)
    for note in loaded.notes + notes { Messages.write("note: \(note)") }
    let request = FitRequest(options, folds: folds)
    try check { try request.validate(for: loaded.table) }
    let progress = TrainingProgress(timeLimit: training.time.duration)
    let (fit, work) = try timed {
      try Interrupts.during(stop: { progress.cancel() }) {
        try ProgressDisplay.during(progress) { try request.answer(about: loaded.table, progress: progress) }
      }
    }
    var report = ReportAnswer(fit, notes: loaded.notes, seed: options.seed)
    if !format.json { report.simplification = try simplification(of: fit, threads: options.threads, after: work) }
    if interactive, fit.stop == nil {
      report.page = try ReportAnswer.pageRequest(for: fit).answer(about: fit.network)
    }
    try format.write(report, work: work)
  }

  /// Smaller networks, for a few seconds, and no longer than --time-limit leaves.
  private func simplification(of fit: FitAnswer, threads: Int, after work: Duration) throws -> SimplifyAnswer? {
    let progress = Budget.Progress()
    let limits = Limits(duration: training.time.duration.map { max(.zero, $0 - work) })
    return try Interrupts.during(stop: { progress.cancel() }) {
      try ReportAnswer.simplification(of: fit, within: Budget(threads: threads, limits: limits, progress: progress))
    }
  }
}
