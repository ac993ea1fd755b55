import ArgumentParser
import Knotwork
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

  @Option(help: ArgumentHelp("Give up beyond this number of pieces, with exit code 2.", valueName: "count"))
  var maxPieces = 20_000

  @OptionGroup var result: NetworkOutput

  func validate() throws {
    if !(error > 0 && error.isFinite) { throw ValidationError("--error: \(error.short) is not a positive number") }
    if maxPieces < 1 { throw ValidationError("--max-pieces: \(maxPieces) is less than 1") }
  }

  func run() throws {
    try result.check()
    let expression: RealExpression
    do {
      expression = try RealExpression(parsing: formula)
    } catch {
      throw Failure(
        .usage, "\(formula)\n       \(String(repeating: " ", count: error.column - 1))^ \(error.description)")
    }
    let intervals = on.split(separator: ",").count
    let domain = try NumberList.box(on, dimension: max(intervals, expression.variables.count, 1), in: "--on")
    let start = ContinuousClock.now
    let found = try Approximation(of: expression, over: domain, error: error, limit: maxPieces)
    let seconds = (ContinuousClock.now - start).seconds
    try result.write(found.network)
    try result.report(text: { lines(found, expression) }) { json in
      write(found, domain, &json)
      if result.timing { json.member("seconds", seconds) }
    }
  }

  private func lines(_ found: Approximation, _ expression: RealExpression) -> [String] {
    let units = found.network.layers.dropLast().map(\.unitCount)
    let kind = expression.variables.count > 1 ? "triangle" : "piece"
    var lines = [
      Style.bold("\(found.pieces.grouped) \(kind)\(found.pieces == 1 ? "" : "s")"),
      "Proved: the network is nowhere farther than \(found.provedError.roundedUp) from \(formula) on \(on).",
      "It has \(units.map(\.grouped).joined(separator: " and ")) hidden units.", "",
    ]
    var table = TextTable(["\(kind)s", "proved error"])
    for point in found.curve { table.append([point.pieces.grouped, point.error.roundedUp]) }
    lines += table.lines(leftAligned: [])
    return lines
  }

  private func write(_ found: Approximation, _ domain: Box, _ json: inout JSONWriter) {
    json.member("schema", "knotwork.approximate")
    json.member("version", 1)
    json.member("formula", formula)
    json.key("inputs")
    json.value(found.network.inputNames)
    json.member("domain", zip(domain.lower, domain.upper).map { [$0, $1] })
    json.member("error", error)
    json.member("proved_error", found.provedError)
    json.member("pieces", found.pieces)
    json.key("hidden")
    json.array { json in for layer in found.network.layers.dropLast() { json.value(layer.unitCount) } }
    json.key("curve")
    json.array(lines: true) { json in
      for point in found.curve {
        json.object { json in
          json.member("pieces", point.pieces)
          json.member("proved_error", point.error)
        }
      }
    }
  }
}

extension Double {
  /// With six significant digits, never less than the number itself: for bounds.
  fileprivate var roundedUp: String {
    guard self > 0, isFinite else { return short }
    var text = short
    var step = 1.0
    while (Double(text) ?? 0) < self {
      text = (self * (1 + step * 1e-6)).short
      step += 1
    }
    return text
  }
}
