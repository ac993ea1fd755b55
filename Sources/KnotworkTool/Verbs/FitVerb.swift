import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats

/// `knotwork fit`.
struct FitVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract:
      "Fits a ReLU network to a table, with linear regression beside it, and says whether the bend earns its keep.",
    discussion: """
      Inputs and target are standardised inside and folded back, so that the network takes the table's own units, and its file \
      keeps their ranges, within which other verbs ask. Size and penalty are chosen on rows held out, and for one input between \
      trained networks and the best broken lines; --small prefers few pieces. Network, linear regression and \
      the mean are compared on the same folds; where nothing is said about the network, so are sums of broken lines without and with \
      pairs of inputs, and the simplest one within one standard error of the best is written (--best: the best). --exact finds the best network of two inputs, two units and no bias, or of one unit \
      (--hidden 1), with proof. --additive fits a sum of broken lines instead, one for each input that matters, with few knots, and \
      says how sure they are. When the --time-limit is over, the best so far is written, and the exit code is 2.

      EXAMPLES
        knotwork fit Examples/hinge.csv --target y --output hinge.json
        knotwork fit Examples/question.csv --target y --exact --folds 0 --json
        knotwork fit Examples/question.csv --target y --additive --pairs 1
      """)

  @OptionGroup var table: TableArguments
  @OptionGroup var training: TrainingFlags
  @OptionGroup(title: "Additive broken lines") var additive: AdditiveFlags

  @Flag(
    help:
      "The certified optimum: two ReLU units without bias for two inputs, or --hidden 1 for up to three; beside it, --restarts (200) starts."
  ) var exact = false

  @Option(
    help: ArgumentHelp(
      "With --exact: write the proof of the optimum, a certificate for knotwork check.", valueName: "file"))
  var certify: String?

  @Option(help: "Compare on this many folds; 0 for no comparison.", transform: WholeNumber.from(0...1_000_000))
  var folds = 5

  @Option(help: ArgumentHelp("A CSV file with the fold of each row: columns row (from 0) and fold.", valueName: "file"))
  var split: String?

  @OptionGroup var keeping: CheckpointOptions
  @OptionGroup var result: NetworkOutput

  private var choice: FoldChoice {
    if let split { return .given(.file(split)) }
    return folds == 0 ? .none : .random(folds)
  }

  func validate() throws {
    try check { try choice.validate() }
    try additive.validate(exact: exact, training)
    if certify != nil, !exact { throw ValidationError("--certify goes with --exact") }
    if certify == "-" {
      throw ValidationError("--certify - and the answer cannot both go to standard output; name a file")
    }
    if table.path == "-", split == "-" {
      throw ValidationError("only one of table and split can come from standard input")
    }
  }

  func run() throws {
    if additive.additive { return try runAdditive() }
    try result.check(reading: table.path, split ?? "-", writing: [("--certify", certify)])
    let options = try training.options
    var columns = table.options
    // Without a bias a constant column is what stands in for it.
    columns.keepsConstants = !options.hasBias || (exact && options.hidden != [1])
    let loaded = try LoadedTable(table.source, options: columns)
    let table = loaded.table
    var request = FitRequest(options, method: exact ? .exact(isProved: certify != nil) : .training)
    for note in loaded.notes { Messages.write("note: \(note)") }
    try check { try request.validate(for: table) }
    let (folds, notes) = try choice.folds(of: table, seed: options.seed)
    for note in notes { Messages.write("note: \(note)") }
    request.folds = folds
    request.preference = additive.best ? .best : .simplest
    let file = try CheckpointFile.open(keeping) { TrainingCheckpointFile.isFinished($0) }
    defer { file?.release() }
    let journal = try file.map { try openCheckpoint($0, table, options, folds?.rows ?? []) }
    let progress = TrainingProgress(timeLimit: training.time.duration)
    let (answer, work) = try timed {
      try Interrupts.during(stop: { progress.cancel() }) {
        try ProgressDisplay.during(progress) {
          // The network is safe before the comparison begins.
          try request.answer(about: table, progress: progress, journal: journal) {
            try result.write($0, ranges: InputRanges(table))
          }
        }
      }
    }
    try journal?.write()
    if let certify { try writeCertificate(answer, to: certify) }
    if case .interrupted = answer.ending.outcome { keeping.remind() }
    try result.write(answer, work: work)
    try journal?.write(isFinished: true)
  }

  /// A sum of broken lines.
  private func runAdditive() throws {
    try result.check(reading: table.path, split ?? "-", writing: [("--svg", additive.svg)])
    var options = table.options
    if additive.by != nil { options.isCategorical = true }
    let loaded = try LoadedTable(table.source, options: options)
    for note in loaded.notes { Messages.write("note: \(note)") }
    let grouped = try additive.by.map { by in
      try check { try GroupedRows(loaded.table, by: by, levels: loaded.levels[by]) }
    }
    let table = grouped?.table ?? loaded.table
    var request = try additive.request(training)
    try check { try request.validate(for: table) }
    let (folds, notes) = try choice.folds(of: table, seed: training.seed)
    for note in notes { Messages.write("note: \(note)") }
    request.folds = folds
    let progress = TrainingProgress(timeLimit: training.time.duration)
    let keep: (Network) throws -> Void = { try result.write($0, ranges: InputRanges(table)) }
    if let grouped {
      let (answer, work) = try timed {
        try Interrupts.during(stop: { progress.cancel() }) {
          try request.answer(about: grouped, progress: progress, keep: keep)
        }
      }
      if let svg = additive.svg { try additive.draw(answer.drawings, of: table.targetName, to: svg) }
      return try result.write(answer, work: work)
    }
    let (answer, work) = try timed {
      try Interrupts.during(stop: { progress.cancel() }) {
        try request.answer(about: table, progress: progress, keep: keep)
      }
    }
    if let svg = additive.svg { try additive.draw(answer.drawings, of: table.targetName, to: svg) }
    try result.write(answer, work: work)
  }

  private func writeCertificate(_ answer: FitAnswer, to path: String) throws {
    guard let proof = answer.exact?.proof else {
      return Messages.write(
        "note: \(path) is not written: the search ended before all cases were ruled out, and there is no proof")
    }
    let columns = FitProofText.Columns(
      target: answer.table.targetName, inputs: answer.table.inputNames,
      weights: answer.table.weights == nil ? nil : table.weights)
    try Output.write(FitProofText.lines(proof, answer.network, columns).map { $0 + "\n" }.joined(), to: path)
  }

  private func openCheckpoint(_ file: CheckpointFile, _ table: DataTable, _ options: TrainingOptions, _ folds: [Int])
    throws -> TrainingCheckpoint
  {
    var fingerprint = Fingerprint()
    fingerprint.add(table)
    var same = options
    same.threads = 0
    fingerprint.add("\(same) \(folds)")
    let journal = try TrainingCheckpoint(file, fingerprint: fingerprint.value)
    if journal.count > 0 { Messages.write("note: going on with \(journal.count) runs of \(file.path)") }
    return journal
  }
}
