import ArgumentParser
import Foundation
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
      Fits continuous broken lines by least squares. The number of knots is chosen by BIC or cross-validation unless given; \
      that no other knots do better is proved where it takes seconds. Intervals for knots are profile likelihood ones; \
      --bootstrap adds those of samples drawn anew, and its own answer to whether there is a knot at all.

      EXAMPLES
        knotwork knots Examples/hinge.csv --target y --feature x
        knotwork knots Examples/hinge.csv --target y --feature x --knots 1 --json
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

  @Option(help: ArgumentHelp("With auto: the most knots to try.", valueName: "count"))
  var maxKnots = 8

  @Option(help: ArgumentHelp("With auto: what decides, bic or cv.", valueName: "name"))
  var by = Criterion.bic

  @Option(help: ArgumentHelp("With --by cv: how many folds.", valueName: "count"))
  var folds = 10

  @Option(help: ArgumentHelp("The confidence of intervals, in per cent.", valueName: "percent"))
  var confidence = 95.0

  @Option(
    help: ArgumentHelp(
      "Prove the optimum for any number of knots on up to 2,000 different values, for so long.", valueName: "seconds"))
  var prove: Double?

  @Option(
    help: ArgumentHelp(
      "Intervals and a test from this number of samples drawn anew, 1000 for example.", valueName: "count"))
  var bootstrap: Int?

  @Option(
    help: """
      With --bootstrap: what samples are made of: residual (residuals of any rows; the default), wild (each row's own \
      residual with a random sign), cases (rows drawn with replacement).
      """)
  var resampling: KnotBootstrap.Resampling?

  @Option(help: "With --bootstrap: where random choices start, 1 unless given; the same seed gives the same bytes.")
  var seed: UInt64?

  @Option(help: "With --bootstrap: how many threads share the work; all processors unless given.")
  var threads: Int?

  @Option(help: ArgumentHelp("Draw rows, line and knots into this file.", valueName: "file"))
  var svg: String?

  @OptionGroup var result: NetworkOutput

  @OptionGroup(title: "How the table is written") var dialect: DialectOptions

  enum Criterion: String, ExpressibleByArgument, CaseIterable { case bic, cv }

  func validate() throws {
    if knots != "auto", Int(knots).map({ (0...50).contains($0) }) != true {
      throw ValidationError("--knots: \"\(knots)\" is neither auto nor a number from 0 to 50")
    }
    if folds < 2 { throw ValidationError("--folds: \(folds) is less than 2") }
    let given = [("resampling", resampling != nil), ("seed", seed != nil), ("threads", threads != nil)].first { $0.1 }
    if bootstrap == nil, let (option, _) = given {
      throw ValidationError(
        "--\(option) says how samples are drawn anew; say how many with --bootstrap, 1000 for example")
    }
    if let prove, !(prove > 0 && prove < 1e9) {
      throw ValidationError("--prove: \(prove.short) is not a positive number of seconds")
    }
    try check { try request.validate() }
  }

  private var request: KnotsRequest {
    var request = KnotsRequest()
    (request.knots, request.mostKnots) = (Int(knots), maxKnots)
    request.criterion = by == .bic ? .bic : .crossValidation(folds: folds)
    request.confidence = confidence / 100
    request.proofTime = prove.map { .seconds($0) }
    request.resampling = bootstrap.map {
      KnotsRequest.Resampling(
        samples: $0, kind: resampling ?? .residual, seed: seed ?? 1,
        threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    }
    return request
  }

  func run() throws {
    try result.check()
    let options = TableOptions(target: target, features: feature.map { [$0] }, weights: weights, missing: missing)
    let loaded = try LoadedTable(.table(path, dialect), options: options)
    for note in loaded.notes { Messages.write("note: \(note)") }
    let (answer, work) = try timed { try request.answer(about: loaded.table) }
    try result.write(answer.network)
    if let svg { try Output.write(answer.drawing.svg, to: svg) }
    try result.write(answer, work: work)
  }
}

extension KnotBootstrap.Resampling: ExpressibleByArgument {}
