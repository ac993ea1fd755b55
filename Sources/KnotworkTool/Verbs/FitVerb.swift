import ArgumentParser
import Foundation
import Knotwork
import KnotworkFitting
import KnotworkFormats

/// `knotwork fit`.
struct FitVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract:
      "Fits a ReLU network to a table, with linear regression beside it, and says whether the bend earns its keep.",
    discussion: """
      Inputs and target are standardised inside and folded back, so that the network takes the table's own units. Size and \
      penalty are chosen on rows held out; network, linear regression and the mean are compared on the same folds. --exact \
      finds the best network of two inputs, two units and no bias, or of one unit (--hidden 1), with proof.

      EXAMPLES
        knotwork fit Examples/hinge.csv --target y --output hinge.json
        knotwork fit Examples/question.csv --target y --exact --folds 0 --json
      """)

  @OptionGroup var table: TableArguments
  @OptionGroup var training: TrainingFlags

  @Flag(
    help:
      "The certified optimum: two ReLU units without bias for two inputs, or --hidden 1 for up to three; beside it, --restarts (200) starts."
  )
  var exact = false

  @Option(
    help: ArgumentHelp(
      "With --exact: how long to look for the optimum; after that, the best network so far with the gap that is left.",
      valueName: "seconds"))
  var timeLimit: Double?

  @Option(help: "Compare on this many folds; 0 for no comparison.")
  var folds = 5

  @Option(help: ArgumentHelp("A CSV file with the fold of each row: columns row (from 0) and fold.", valueName: "file"))
  var split: String?

  @Option(help: ArgumentHelp("Write the state of the fitting to this file twice a second.", valueName: "file"))
  var checkpoint: String?

  @Flag(help: "Go on from the checkpoint, if there is one.")
  var resume = false

  @Option(
    name: [.short, .long], help: ArgumentHelp("A file for the network; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace the output file if there is one.")
  var force = false

  @Flag(help: "One JSON document instead of text.")
  var json = false

  @Flag(help: "With --json: add \"seconds\", the time from the table in memory to the finished answer.")
  var timing = false

  func validate() throws {
    if folds < 0 || folds == 1 { throw ValidationError("--folds: \(folds); expected 0 for none, or at least 2") }
    if resume, checkpoint == nil { throw ValidationError("--resume goes with --checkpoint, which names the file") }
    if let timeLimit {
      if !exact { throw ValidationError("--time-limit goes with --exact") }
      if !(timeLimit > 0 && timeLimit < 1e9) {
        throw ValidationError("--time-limit: \(timeLimit) is not a positive number of seconds")
      }
    }
    if timing, !json { throw ValidationError("--timing goes with --json") }
    if table.path == "-", split == "-" {
      throw ValidationError("only one of table and split can come from standard input")
    }
  }

  func run() throws {
    if let output, output != "-", !force, FileManager.default.fileExists(atPath: output) {
      throw Failure(.unwritable, "\(output): exists already; --force replaces it")
    }
    let (table, notes) = try Tables.load(table.path, table.options)
    for note in notes { Messages.write("note: \(note)") }
    let options = try training.options
    if exact { try ExactFit.check(table, options) }
    let folds = try Tables.folds(table, count: folds, split: split, seed: options.seed)
    let journal = try openCheckpoint(table, options, folds?.rows ?? [])
    let progress = TrainingProgress()
    if !exact { CrossValidation.expect(table, folds: folds?.names.count ?? 0, options: options, progress: progress) }
    let start = ContinuousClock.now
    let report = try Interrupts.during(stop: { progress.cancel() }) {
      try ProgressDisplay.during(progress) { try fit(table, folds, options, progress, journal) }
    }
    let seconds = (ContinuousClock.now - start).seconds
    try journal?.write()
    // With the network on standard output, the report must not be there too.
    if output != "-" {
      let target = try Output(nil)
      if json {
        try target.write(FitJSON.document(report, seconds: timing ? seconds : nil))
      } else {
        for line in try FitText.lines(report) { try target.line(line) }
        if let output { try target.line("\nThe network is in \(output).") }
      }
      try target.close()
    }
    if let certificate = report.exact?.certificate, !certificate.isComplete {
      throw Failure(
        .undecided,
        "the optimum is not certified: a residual sum from \(certificate.lowerBound.short) on is not ruled out "
          + "(the network has \(certificate.optimum.short))")
    }
    if !report.isComplete {
      throw Failure(.interrupted, "stopped early; the network and the figures are those found so far")
    }
  }

  private func fit(
    _ table: DataTable, _ folds: (rows: [Int], names: [String])?, _ options: TrainingOptions,
    _ progress: TrainingProgress, _ journal: TrainingCheckpoint?
  ) throws -> FitReport {
    let trainer = Trainer(options, progress: progress, journal: journal)
    var certificate: OptimumCertificate?
    var report = try FitReport(table, folds: folds, threads: options.threads) { fit in
      // The network is safe before the comparison begins.
      if let output { try Output.write(String(decoding: NetworkJSON.encode(fit.network), as: UTF8.self), to: output) }
    } makeFit: { rows, label in
      guard exact else { return try trainer.fit(rows, label: label) }
      let found = try ExactFit.fit(rows, options, timeLimit: timeLimit.map { .seconds($0) })
      certificate = certificate ?? found.certificate
      return found.fit
    }
    if let certificate {
      report.exact = try ExactFit(
        certificate, table, options, starts: options.restarts ?? 200, progress: progress)
    }
    return report
  }

  private func openCheckpoint(_ table: DataTable, _ options: TrainingOptions, _ folds: [Int]) throws
    -> TrainingCheckpoint?
  {
    guard let checkpoint else { return nil }
    var fingerprint = Fingerprint()
    fingerprint.add(table)
    var same = options
    same.threads = 0
    fingerprint.add("\(same) \(folds)")
    let journal = try TrainingCheckpoint(checkpoint, fingerprint: fingerprint.value, isResumed: resume)
    if resume, journal.count > 0 { Messages.write("note: going on with \(journal.count) runs of \(checkpoint)") }
    return journal
  }
}
