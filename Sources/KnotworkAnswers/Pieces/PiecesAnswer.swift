import Knotwork
import KnotworkExplain
import KnotworkFormats

/// The pieces of a network that rows lie in.
public struct PiecesAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.pieces")

  /// The names of the inputs.
  public let names: [String]
  /// The name of the output.
  public let output: String
  /// How many rows there are.
  public let rowCount: Int
  /// The pieces.
  public let pieces: PieceTable
  /// The regions of the rows' box in which no row lies; nil where there are too many regions.
  public let empty: EmptyPieces?
  /// What lies outside of the rows' convex hull, in more than two inputs; nil in fewer, where ``empty`` has it exactly.
  public let hull: OutsideHull?
  /// The output as a list of rules over the rows' box; nil unless asked for.
  public let rules: PieceRules?
  let costs: CostLimits

  /// Writes an element of `piece` for each.
  public func write(to json: inout JSONWriter) throws {
    json.member("output", output)
    json.member("rows", rowCount)
    json.member("error", orNull: pieces.error)
    json.member("pieces", pieces.pieces.count)
    json.key("without_rows")
    if let empty {
      json.object { json in
        json.member("regions", empty.regionCount)
        json.member("empty", empty.emptyCount)
        json.member("share", empty.share)
        json.key("slopes")
        write(empty.slopes, to: &json)
        json.member("outside_share", orNull: empty.outsideShare)
        json.key("outside_slopes")
        write(empty.outside ?? [], to: &json)
      }
    } else {
      json.null()
    }
    json.key("outside_hull")
    if let hull { write(hull, to: &json) } else { json.null() }
    json.key("rules")
    if let rules { rules.write(to: &json) } else { json.null() }
    json.key("piece")
    try json.array(lines: true) { json in
      for piece in pieces.pieces {
        json.object { json in
          json.member("pattern", piece.pattern.description)
          json.member("rows", piece.rows)
          json.member("slope", piece.slope)
          json.member("intercept", piece.intercept)
          json.member("mean", orNull: piece.mean)
          json.member("error", orNull: piece.error)
          json.key("regression")
          if let regression = piece.regression {
            json.object { json in
              json.member("coefficients", regression.coefficients.map(\.estimate))
              json.key("standard_errors")
              json.array { json in
                for coefficient in regression.coefficients {
                  if let error = coefficient.standardError { json.value(error) } else { json.null() }
                }
              }
            }
          } else {
            json.null()
          }
        }
        try json.passOn()
      }
    }
  }

  private func write(_ hull: OutsideHull, to json: inout JSONWriter) {
    json.object { json in
      json.member("samples", hull.samples)
      json.member("share", hull.share)
      json.member("interval", [hull.interval.lowerBound, hull.interval.upperBound])
      json.key("slopes")
      json.array { json in
        for slope in hull.slopes {
          json.object { json in
            json.member("mean", slope.mean)
            json.member("error", orNull: slope.error)
            json.member("least", slope.range.lowerBound)
            json.member("greatest", slope.range.upperBound)
          }
        }
      }
    }
  }

  /// Writes an estimate of what lies outside of the rows' hull.
  private func write(_ hull: OutsideHull, to text: inout TextWriter) throws {
    try text.line()
    try text.line(
      "Some \((100 * hull.share).brief) % of the rows\u{2019} box lies outside of their convex hull "
        + "(95 % interval \((100 * hull.interval.lowerBound).brief) to \((100 * hull.interval.upperBound).brief) %, "
        + "from \(hull.samples.grouped) random points).")
    guard !hull.slopes.isEmpty else { return }
    try text.line()
    var table = TextTable(["slope along", "outside the hull", "±", "least met", "greatest met"])
    for (name, slope) in zip(names, hull.slopes) {
      table.append([
        name, slope.mean.short, slope.error?.brief ?? "", slope.range.lowerBound.short, slope.range.upperBound.short,
      ])
    }
    try text.table(table)
  }

  private func write(_ summaries: [SlopeSummary], to json: inout JSONWriter) {
    json.array { json in
      for summary in summaries {
        json.object { json in
          json.member("mean", summary.mean)
          json.member("least", summary.range.lowerBound)
          json.member("greatest", summary.range.upperBound)
        }
      }
    }
  }

  /// Writes what is known of the parts of the box without data.
  private func writeEmpty(to text: inout TextWriter) throws {
    guard let empty else { return }
    try text.line()
    guard empty.emptyCount > 0 else {
      return try text.line(
        "Every one of the \(empty.regionCount.counted("region")) of the rows\u{2019} box holds a row.")
    }
    try text.line(
      "\(empty.emptyCount.grouped) of the \(empty.regionCount.counted("region")) of the rows\u{2019} box hold no row: "
        + "\((100 * empty.share).brief) % of its volume, where no data say whether the network is right."
        + (empty.outsideShare.map {
          $0 > 0 ? " \((100 * $0).brief) % of it lies outside of the rows\u{2019} convex hull." : ""
        }
          ?? ""))
    try text.line()
    var table = TextTable(
      ["slope along", "without rows", "least", "greatest"]
        + (empty.outside == nil ? [] : ["outside the hull", "least", "greatest"]))
    for (input, name) in names.enumerated() {
      func cells(_ summary: SlopeSummary) -> [String] {
        [summary.mean.short, summary.range.lowerBound.short, summary.range.upperBound.short]
      }
      table.append([name] + cells(empty.slopes[input]) + (empty.outside.map { cells($0[input]) } ?? []))
    }
    try text.table(table)
  }

  /// Writes a table of the pieces, the largest first.
  public func write(to text: inout TextWriter) throws {
    let weak = pieces.pieces.count { $0.rows.count <= names.count + 1 }
    try text.line(
      text.style.bold("\(rowCount.counted("row")) in \(pieces.pieces.count.counted("region"))")
        + (pieces.error.map { ", error \($0.short) (root mean square)" } ?? ""))
    if weak > 0 {
      try text.line(
        "\(weak.counted("region has", "regions have")) no more rows than a plane has coefficients: what \(weak == 1 ? "it says" : "they say") rests on the others."
      )
    }
    try text.line()
    let showsFormula = names.count <= costs.formulaInputs
    var table = TextTable(
      ["pattern", "rows"] + (pieces.error == nil ? [] : ["mean", "error"])
        + (showsFormula ? ["\(output) =", "least squares on its rows"] : []))
    for piece in pieces.pieces.prefix(costs.tableRows) {
      var row = [piece.pattern.description, String(piece.rows.count)]
      if pieces.error != nil { row += [piece.mean?.short ?? "", piece.error?.short ?? ""] }
      if showsFormula {
        row.append(Formula.affine(piece.slope, piece.intercept, names))
        row.append(
          piece.regression.map {
            Formula.affine($0.coefficients.dropFirst().map(\.estimate), $0.coefficients[0].estimate, names)
          } ?? "")
      }
      table.append(row)
    }
    try text.table(table, leftAligned: showsFormula ? (pieces.error == nil ? [0, 2, 3] : [0, 4, 5]) : [0])
    if pieces.pieces.count > costs.tableRows {
      try text.line("… and \((pieces.pieces.count - costs.tableRows).counted("region")) more; --json has them all")
    }
    try writeEmpty(to: &text)
    if let hull { try write(hull, to: &text) }
    try rules?.write(to: &text, names: names, output: output)
  }
}
