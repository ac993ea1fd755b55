import Knotwork
import KnotworkExplain
import KnotworkFormats

/// What an output does as one input varies.
public struct EffectAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.effect")

  /// The names of the input and the output.
  public let (input, output): (String, String)
  /// How many rows, and where they come from.
  public let (rowCount, rowsName): (Int, String)
  /// The curves, with all knots.
  public let curves: InputCurves
  /// Their mean in the fewest pieces, and by how much that is off at most.
  public let short: (curve: BrokenCurve, error: Double)
  /// Accumulated local effects; nil where the input does not vary in the rows.
  public let accumulated: AccumulatedEffect?
  /// The mean of the output over the rows.
  let meanOutput: Double
  /// The values of the input in the rows.
  let places: [Double]
  /// Whether the document has the curve of each row.
  let showsCurves: Bool

  /// Writes `partial_dependence` with all knots, `short`, `accumulated_local_effects` and `curves`.
  public func write(to json: inout JSONWriter) throws {
    func members(_ curve: BrokenCurve, _ json: inout JSONWriter) {
      json.member("x", curve.x)
      json.member("y", curve.y)
    }
    json.member("input", input)
    json.member("output", output)
    json.member("rows", rowCount)
    json.key("partial_dependence")
    json.object { members(curves.mean, &$0) }
    json.key("short")
    json.object { json in
      members(short.curve, &json)
      json.member("error", short.error)
    }
    json.key("accumulated_local_effects")
    if let accumulated {
      json.object { json in
        members(accumulated.curve, &json)
        json.member("rows", accumulated.counts)
      }
    } else {
      json.null()
    }
    json.key("curves")
    try json.array(lines: true) { json in
      for curve in showsCurves ? curves.individual : [] {
        json.object { members(curve, &$0) }
        try json.passOn()
      }
    }
  }

  /// Writes the short form of the mean curve as a table of pieces, and accumulated local effects beside it.
  public func write(to text: inout TextWriter) throws {
    try text.line(
      text.style.bold("\(output) as \(input) varies") + ", the mean over \(rowCount.counted("row")) of \(rowsName)")
    try text.line()
    try text.line(
      "\(curves.mean.pieceCount.counted("piece")), in all; with \(short.curve.pieceCount.counted("piece")) it is off by "
        + "\(short.error.roundedUp) at most (proved)")
    try text.line()
    var table = TextTable(["from", "to", output, "to", "slope"])
    for (piece, slope) in short.curve.slopes.enumerated() {
      table.append([
        short.curve.x[piece].short, short.curve.x[piece + 1].short, short.curve.y[piece].short,
        short.curve.y[piece + 1].short, slope.short,
      ])
    }
    try text.table(table, leftAligned: [])
    guard let accumulated else { return }
    try text.line()
    try text.line(
      "Accumulated local effects, \(accumulated.counts.count.counted("bin")) between quantiles; their mean over the rows is 0"
    )
    try text.line()
    var effects = TextTable([input, "effect", "rows up to here"])
    for (index, value) in accumulated.curve.x.enumerated() {
      effects.append([
        value.short, accumulated.curve.y[index].short, index == 0 ? "" : String(accumulated.counts[index - 1]),
      ])
    }
    try text.table(effects, leftAligned: [])
  }
}
