import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats
import KnotworkPlot

/// `knotwork knots`.
struct KnotsVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "knots",
    abstract:
      "Where does the relation between two columns bend? Knots and slopes with intervals, and a test for any knot.",
    discussion: """
      Fits continuous broken lines by least squares. The number of knots is chosen by BIC (counting the search for each knot, \
      and no more knots than do better on rows left out) or by cross-validation, unless it or the knots themselves are given; \
      that no other knots do better is proved where it takes seconds. Intervals for knots and slopes are profile likelihood \
      ones, which take the uncertainty of the knots into account and follow the rule of --shape; --bootstrap adds those of \
      samples drawn anew, and its own answer to whether there is a knot at all.

      EXAMPLES
        knotwork knots Examples/hinge.csv --target y --feature x
        knotwork knots Examples/hinge.csv --target y --feature x --at 2,4 --band
      """)

  @Argument(help: TableArguments.help)
  var path: String

  @Option(
    help: ArgumentHelp("The column to explain, by name or number; the last one unless given.", valueName: "column"))
  var target: String?

  @Option(help: ArgumentHelp("The column that explains it; needless where only one is left.", valueName: "column"))
  var feature: String?

  @Option(help: ArgumentHelp("A column with the weight of each row.", valueName: "column"))
  var weights: String?

  @Option(help: "What becomes of rows with missing values: reject, drop (leave out), mean (fill in the column's mean).")
  var missing = TableOptions.Missing.reject

  @Option(help: ArgumentHelp("How many knots, or auto.", valueName: "count"))
  var knots = "auto"

  @Option(
    help: ArgumentHelp(
      "The knots themselves, each once and strictly between the least and the largest value of the feature: --at=2,3.5.",
      valueName: "positions"))
  var at: String?

  @Option(
    help: ArgumentHelp("The least number of different values in a piece, 3 unless given.", valueName: "count"),
    transform: WholeNumber.from(2...1_000_000))
  var minRows: Int?

  @Option(help: "Which piece has slope 0: first, last, both.")
  var flat: Flat?

  @Option(help: ArgumentHelp("A point through which the line goes: --through=0,1.", valueName: "x,y"))
  var through: String?

  @Option(help: ArgumentHelp("The value of the line at 0; the same as --through=0,VALUE.", valueName: "value"))
  var intercept: Double?

  @Option(
    help: """
      A rule for slopes: increasing (none negative), decreasing (none positive), convex (they only rise), concave (they only \
      fall), alternating (up and down in turn).
      """)
  var shape: KnotModel.Shape?

  @Option(
    help: ArgumentHelp("A column that tells groups of rows apart; each has a line of its own.", valueName: "column"))
  var group: String?

  @Flag(help: "With --group: the same knots for all groups, and a test of that.")
  var sharedKnots = false

  @Flag(help: "The line over its range with a pointwise confidence band and prediction intervals; drawn by --svg too.")
  var band = false

  @Option(
    help: ArgumentHelp(
      "Values of the feature at which the line is wanted, with intervals for it and for a new row: --predict=5,11.",
      valueName: "values"))
  var predict: String?

  @Option(
    help: ArgumentHelp("With auto: the most knots to try.", valueName: "count"), transform: WholeNumber.from(0...50))
  var maxKnots = 8

  @Option(help: ArgumentHelp("With auto: what decides, bic or cv.", valueName: "name"))
  var by = Criterion.bic

  @Option(
    help: ArgumentHelp("With --by cv: how many folds.", valueName: "count"), transform: WholeNumber.from(2...1_000_000))
  var folds = 10

  @Option(help: ArgumentHelp("The confidence of intervals, in per cent.", valueName: "percent"))
  var confidence = 95.0

  @Option(
    help: ArgumentHelp(
      "Prove the optimum for any number of knots on up to 2,000 different values, for so long.", valueName: "seconds"))
  var prove: Double?

  @Option(
    help: ArgumentHelp(
      "Intervals and a test from this number of samples drawn anew, 1000 for example.", valueName: "count"),
    transform: WholeNumber.from(1...1_000_000))
  var bootstrap: Int?

  @Option(
    help: """
      With --bootstrap: what samples are made of: residual (residuals of any rows), wild (each row's own residual with a \
      random sign: for unequal spread), cases (rows drawn with replacement). Residual unless given, wild where the spread is \
      unequal.
      """)
  var resampling: KnotBootstrap.Resampling?

  @Option(
    help: "With --bootstrap: where random choices start, 1 unless given; the same seed gives the same bytes.",
    transform: WholeNumber.from(0...UInt64(Int.max)))
  var seed: UInt64?

  @Option(
    help: "With --bootstrap: how many threads share the work; all processors unless given.",
    transform: WholeNumber.from(WholeNumber.threads))
  var threads: Int?

  @Option(help: ArgumentHelp("Draw rows, line and knots into this file.", valueName: "file"))
  var svg: String?

  @OptionGroup var time: TimeLimitOption

  @OptionGroup var result: NetworkOutput

  @OptionGroup(title: "How the table is written") var dialect: DialectOptions

  enum Criterion: String, ExpressibleByArgument, CaseIterable { case bic, cv }

  enum Flat: String, ExpressibleByArgument, CaseIterable { case first, last, both }

  func validate() throws {
    if knots != "auto", Int(knots).map({ (0...50).contains($0) }) != true {
      throw ValidationError("--knots: \"\(knots)\" is neither auto nor a number from 0 to 50")
    }
    let given = [("resampling", resampling != nil), ("seed", seed != nil), ("threads", threads != nil)].first { $0.1 }
    if bootstrap == nil, let (option, _) = given {
      throw ValidationError(
        "--\(option) says how samples are drawn anew; say how many with --bootstrap, 1000 for example")
    }
    if let prove, !(prove > 0 && prove < 1e9) {
      throw ValidationError("--prove: \(prove.short) is not a number of seconds above 0 and below 1e9")
    }
    if at != nil, knots != "auto" {
      throw ValidationError("--at gives the knots; --knots, how many there are, cannot be given too")
    }
    if through != nil, intercept != nil { throw ValidationError("--through and --intercept: expected one of them") }
    if group == nil, sharedKnots { throw ValidationError("--shared-knots goes with --group") }
    try validateGroups()
    let request = try request()
    try check { try request.validate() }
  }

  private func validateGroups() throws {
    guard group != nil else { return }
    if feature == nil {
      throw ValidationError("--group wants --feature too, the column that explains \(target ?? "the target")")
    }
    let given = [
      ("output", result.output != nil), ("svg", svg != nil), ("band", band), ("predict", predict != nil),
      ("bootstrap", bootstrap != nil),
    ].first { $0.1 }
    if let (option, _) = given { throw ValidationError("--\(option) is for one line; leave --group out") }
  }

  /// What is known of the line.
  private func model() throws -> KnotModel {
    var model = KnotModel()
    model.isFirstFlat = flat == .first || flat == .both
    model.isLastFlat = flat == .last || flat == .both
    model.shape = shape
    if let intercept {
      guard intercept.isFinite else { throw ValidationError("--intercept: \(intercept) is not a finite number") }
      model.point = SIMD2(0, intercept)
    }
    if let through {
      let numbers = try NumberList.numbers(through, in: "--through")
      guard numbers.count == 2 else {
        throw ValidationError(
          "--through: \"\(through)\" has \(numbers.count.counted("number")); expected two, as in 0,1")
      }
      model.point = SIMD2(numbers[0], numbers[1])
    }
    return model
  }

  private func request() throws -> KnotsRequest {
    var request = KnotsRequest()
    request.positions = try at.map { try NumberList.numbers($0, in: "--at") }
    request.predictions = try predict.map { try NumberList.numbers($0, in: "--predict") } ?? []
    (request.minRows, request.showsBand) = (minRows, band)
    request.model = try model()
    (request.knots, request.mostKnots) = (Int(knots), maxKnots)
    request.criterion = by == .bic ? .bic : .crossValidation(folds: folds)
    request.confidence = confidence / 100
    request.proofTime = prove.map { .seconds($0) }
    request.timeLimit = time.duration
    request.resampling = bootstrap.map {
      KnotsRequest.Resampling(
        samples: $0, kind: resampling, seed: seed ?? 1,
        threads: threads ?? System.processors)
    }
    return request
  }

  func run() throws {
    try result.check(reading: path, writing: [("--svg", svg)])
    if let group { return try run(by: group) }
    let request = try request()
    let options = TableOptions(target: target, features: feature.map { [$0] }, weights: weights, missing: missing)
    let loaded = try LoadedTable(.table(path, dialect), options: options)
    for note in loaded.notes { Messages.write("note: \(note)") }
    let (answer, work) = try timed { try request.answer(about: loaded.table) }
    try result.write(answer.network, ranges: InputRanges(loaded.table))
    if let svg { try Output.write(answer.drawing.svg, to: svg) }
    try result.write(answer, work: work)
  }

  /// A line for each group.
  private func run(by group: String) throws {
    let options = TableOptions(
      target: target, features: feature.map { [$0, group] }, weights: weights, missing: missing, isCategorical: true)
    let loaded = try LoadedTable(.table(path, dialect), options: options)
    let names = loaded.table.inputNames
    let level = loaded.levels.first { names.dropFirst().contains { [name = $0.key] in $0.hasPrefix("\(name)=") } }
    for note in loaded.notes where !note.hasPrefix("\(level?.key ?? group) is text") { Messages.write("note: \(note)") }
    guard names.count > 1 else {
      throw Failure(
        .badData, "\(path): \(names[0]) is the only column that varies; expected a feature and at least two groups")
    }
    let table = try GroupedTable(
      loaded.table, by: level?.key ?? names.dropFirst().joined(separator: ", "), levels: level?.value)
    let request = try request()
    let (answer, work) = try timed { try request.answer(about: table, sharesKnots: sharedKnots) }
    try result.write(answer, work: work)
  }
}

extension KnotModel.Shape: ExpressibleByArgument {}

extension KnotBootstrap.Resampling: ExpressibleByArgument {}
