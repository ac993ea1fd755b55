import ArgumentParser
import Foundation
import KnotworkAnswers
import KnotworkFitting
import KnotworkPlot

/// What a sum of broken lines is made of; what is not given, the data decide.
struct AdditiveFlags: ParsableArguments {
  @Flag(help: "A sum of broken lines, one for each input that matters, instead of a trained network.") var additive =
    false

  @Option(help: ArgumentHelp("Inputs whose curves are straight.", valueName: "a,b,…")) var linear: String?

  @Option(
    help: ArgumentHelp("Inputs whose curves never turn, in the direction of linear regression.", valueName: "a,b,…"))
  var monotone: String?

  @Option(help: ArgumentHelp("Inputs whose curves never fall.", valueName: "a,b,…")) var increasing: String?

  @Option(help: ArgumentHelp("Inputs whose curves never rise.", valueName: "a,b,…")) var decreasing: String?

  @Option(help: ArgumentHelp("Inputs whose slopes only rise.", valueName: "a,b,…")) var convex: String?

  @Option(help: ArgumentHelp("Inputs whose slopes only fall.", valueName: "a,b,…")) var concave: String?

  @Option(
    help: ArgumentHelp("The most knots of all curves together.", valueName: "count"),
    transform: WholeNumber.from(0...1000)) var maxKnots: Int?

  @Option(
    help: ArgumentHelp(
      "The least number of rows between two knots and beyond the outer ones: 20, or age=20,dose=5.", valueName: "rows"))
  var minRows: String?

  @Option(
    help: ArgumentHelp("Up to so many pairs of inputs get oblique hinges, where that pays.", valueName: "count"),
    transform: WholeNumber.from(0...100)) var pairs = 0

  @Option(help: "What decides inputs and knots: cv (rows held out), bic.") var criterion = AdditiveOptions.Criterion
    .crossValidation

  @Flag(
    help: """
      What has the least error on rows held out, not the simplest within one standard error of it: of the models compared, or \
      with --additive of the forms.
      """) var best = false

  @Option(help: ArgumentHelp("The confidence of intervals, in per cent.", valueName: "percent")) var confidence = 95.0

  @Option(
    help: ArgumentHelp(
      "How the choice of inputs and knots varies over so many samples drawn anew.", valueName: "count"),
    transform: WholeNumber.from(1...1_000_000)) var bootstrap: Int?

  @Option(
    help: ArgumentHelp("Draw all curves with partial residuals, bands and knots into this file.", valueName: "file"))
  var svg: String?

  @Option(
    help: ArgumentHelp(
      "A column that tells groups of rows apart; each has curves and knots of its own, or with --shared-knots slopes.",
      valueName: "column")) var by: String?

  @Flag(help: "With --by: all groups bend at the same places, each with slopes of its own.") var sharedKnots = false

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "How the equation is written: text, latex, markdown, desmos, spreadsheet (inputs in A1, B1, …) or sql.",
      valueName: "language")) var language = FormulaLanguage.text

  private var given: String? {
    [
      ("linear", linear != nil), ("monotone", monotone != nil), ("increasing", increasing != nil),
      ("decreasing", decreasing != nil), ("convex", convex != nil), ("concave", concave != nil),
      ("max-knots", maxKnots != nil), ("min-rows", minRows != nil), ("pairs", pairs > 0),
      ("criterion", criterion != .crossValidation), ("confidence", confidence != 95), ("bootstrap", bootstrap != nil),
      ("svg", svg != nil), ("as", language != .text),
      ("by", by != nil), ("shared-knots", sharedKnots),
    ].first { $0.1 }?.0
  }

  /// Refuses options of the one kind of fit with the other.
  func validate(exact: Bool, _ training: TrainingFlags) throws {
    guard additive else {
      if let given { throw ValidationError("--\(given) goes with --additive") }
      return
    }
    let other = [
      ("exact", exact), ("hidden", training.hidden != nil), ("no-bias", training.noBias), ("l1", training.l1 > 0),
      ("l2", training.l2 != nil), ("decay", training.decay > 0), ("epochs", training.epochs != nil),
      ("batch", training.batch != nil), ("init", training.initialization != nil), ("small", training.small),
      ("restarts", training.restarts != nil), ("average", training.average != nil),
      ("activation", training.activation != "relu"),
    ].first { $0.1 }?.0
    if let other { throw ValidationError("--\(other) is for trained networks; leave it or --additive out") }
    if by == nil, sharedKnots { throw ValidationError("--shared-knots goes with --by") }
    _ = try request(training)
  }

  func request(_ training: TrainingFlags) throws -> AdditiveRequest {
    func names(_ text: String?) -> [String] { text.map(AdditiveFlags.parts) ?? [] }
    var request = AdditiveRequest()
    (request.linear, request.monotone) = (names(linear), names(monotone))
    (request.increasing, request.decreasing) = (names(increasing), names(decreasing))
    (request.convex, request.concave) = (names(convex), names(concave))
    for part in names(minRows) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count < 3, let rows = Int(sides[sides.count - 1]), (1...1_000_000).contains(rows) else {
        throw ValidationError("--min-rows: \"\(part)\" is not a number of rows; expected for example 20, or age=20")
      }
      if sides.count == 1 { request.options.minRows = rows } else { request.minRowsOf[sides[0]] = rows }
    }
    request.options.mostKnots = maxKnots
    request.options.pairs = pairs
    request.options.criterion = criterion
    request.options.prefersSmall = !best
    request.options.confidence = confidence / 100
    request.options.seed = training.seed
    request.options.threads = training.threads ?? ProcessInfo.processInfo.activeProcessorCount
    request.bootstrap = bootstrap
    request.language = language
    request.sharesKnots = sharedKnots
    return request
  }

  private static func parts(_ text: String) -> [String] {
    text.split(separator: ",").map { String($0.trimmingPrefix(" ")) }
  }

  /// Writes the curves below each other into one picture.
  func draw(_ drawings: [Drawing], of target: String, to path: String) throws {
    try Output.write(Drawing.stacked(drawings, title: "\(target), part by part"), to: path)
  }
}

extension AdditiveOptions.Criterion: ExpressibleByArgument {}
