import Knotwork
import KnotworkFitting
import KnotworkFormats

/// A network that is proved to stay within an error of a formula.
public struct ApproximateAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.approximate")

  /// What was asked for.
  public let request: ApproximateRequest
  /// How many variables the formula has.
  public let variableCount: Int
  /// The network, its proved error, and how the error falls with the number of pieces.
  public let approximation: Approximation

  /// What the answer comes to.
  public var ending: Ending {
    guard !approximation.isComplete, let limit = request.timeLimit else { return Ending() }
    return Ending(
      Outcome(.timeLimit(limit), "the network is proved, and the errors of fewer pieces are those found by then"))
  }

  /// The network.
  public var network: Network { approximation.network }

  /// Writes the request, the proved error, and the errors of fewer pieces.
  public func write(to json: inout JSONWriter) throws {
    json.member("formula", request.formula)
    json.member("inputs", network.inputNames)
    json.member("domain", request.domain)
    json.member("error", request.error)
    json.member("proved_error", approximation.provedError)
    json.member("pieces", approximation.pieces)
    json.member("hidden", network.layers.dropLast().map(\.unitCount))
    json.member("complete", approximation.isComplete)
    json.key("curve")
    json.array(lines: true) { json in
      for point in approximation.curve {
        json.object { json in
          json.member("pieces", point.pieces)
          json.member("proved_error", point.error)
        }
      }
    }
  }

  /// Writes what was proved, and a table of errors.
  public func write(to text: inout TextWriter) throws {
    let units = network.layers.dropLast().map(\.unitCount)
    let kind = variableCount > 1 ? "triangle" : "piece"
    let domain = zip(request.domain.lower, request.domain.upper).map { "\($0.short):\($1.short)" }.joined(
      separator: ",")
    try text.lines([
      text.style.bold(approximation.pieces.counted(kind)),
      "Proved: the network is nowhere farther than \(approximation.provedError.roundedUp) from \(request.formula) on \(domain).",
      "It has \(units.map(\.grouped).joined(separator: " and ")) hidden \(units == [1] ? "unit" : "units").", "",
    ])
    var table = TextTable(["\(kind)s", "proved error"])
    for point in approximation.curve { table.append([point.pieces.grouped, point.error.roundedUp]) }
    try text.table(table, leftAligned: [])
  }
}
