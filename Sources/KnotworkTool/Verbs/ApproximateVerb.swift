import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// `knotwork approximate`.
struct ApproximateVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approximate",
    abstract: "Builds a ReLU network that is proved to stay within an error of a formula.",
    discussion: """
      One variable: a broken line of as few pieces as the error needs, whose errors of both signs balance. Two variables: a \
      function on a regular triangulation. The largest deviation is proved by interval arithmetic, for the network as the \
      real function that its weights define. Formulas have + - * / ^, pi, e and the functions \
      \(RealExpression.functions.keys.sorted().joined(separator: ", ")).

      EXAMPLES
        knotwork approximate "sin(3*x)" --on=-2:2 --error 1e-3
        knotwork approximate "sqrt(x^2 + y^2)" --on=-1:1,0:1 --error 0.05 --json
      """)

  @Argument(help: ArgumentHelp("The formula, such as \"sin(3*x)\".", valueName: "formula"))
  var formula: String

  @Option(
    help: ArgumentHelp("One interval for each variable, in alphabetical order: --on=-2:2.", valueName: "intervals"))
  var on: String

  @Option(help: ArgumentHelp("The largest deviation allowed.", valueName: "number"))
  var error: Double

  @Option(
    help: ArgumentHelp("Give up beyond this number of pieces, with exit code 2.", valueName: "count"),
    transform: WholeNumber.from(1...10_000_000))
  var maxPieces = 20_000

  @OptionGroup var time: TimeLimitOption
  @OptionGroup var result: NetworkOutput

  func validate() throws {
    if !(error > 0 && error.isFinite) { throw ValidationError("--error: \(error.short) is not a positive number") }
  }

  func run() throws {
    try result.check()
    var request = try ApproximateRequest(formula: formula, over: domain(), error: error, mostPieces: maxPieces)
    request.timeLimit = time.duration
    let (answer, work) = try timed { try request.answer() }
    try result.write(answer.network, ranges: InputRanges(request.domain))
    try result.write(answer, work: work)
  }

  /// One interval for each variable of the formula.
  private func domain() throws -> Box {
    let variables: Int
    do {
      variables = try RealExpression(parsing: formula).variables.count
    } catch {
      // Where every character is one that is seen, an arrow points to the place.
      guard formula == formula.visible, formula.count <= 200 else {
        throw Failure(.usage, "\(error.description), at character \(error.column) of the formula")
      }
      throw Failure(
        .usage, lines: [formula, "       \(String(repeating: " ", count: error.column - 1))^ \(error.description)"])
    }
    let intervals = on.split(separator: ",").count
    return try NumberList.box(on, dimension: max(intervals, variables, 1), in: "--on")
  }
}
