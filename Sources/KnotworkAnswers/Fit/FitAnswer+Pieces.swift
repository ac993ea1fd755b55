import Knotwork
import KnotworkFitting

/// The pieces of a fitted network, as text.
extension FitAnswer {
  /// How many regions hold rows, and which units bend nothing there.
  func writeUnits(to text: inout TextWriter) throws {
    func list(_ counts: [Int], _ what: String) -> String? {
      let total = counts.reduce(0, +)
      return total == 0 ? nil : "\(total.counted("is", "are")) \(what)"
    }
    let units = network.layers.dropLast().reduce(0) { $0 + $1.unitCount }
    let states = [
      list(diagnostics.deadUnits, "active at no row"), list(diagnostics.alwaysActiveUnits, "active at every row"),
    ].compactMap { $0 }
    let count = diagnostics.pieces.count
    let sample =
      diagnostics.rowCount == table.rowCount
      ? "the rows" : "the \(diagnostics.rowCount.grouped) evenly spaced rows looked at"
    try text.line(
      "\(count.counted("region holds", "regions hold")) \(sample). Of \(units.counted("unit")), "
        + (states.isEmpty ? "each bends the function within the rows." : states.joined(separator: ", ") + "."))
  }

  /// Accuracy on rows held out against the number of pieces.
  func writeSizes(to text: inout TextWriter) throws {
    guard sizes.count > 1 else { return }
    var rows = TextTable(["accuracy by number of pieces", "pieces", "RMSE on rows held out", "±", ""])
    for size in sizes {
      rows.append([
        size.name, size.pieces.short(within: size.pieces == size.pieces.rounded() ? nil : 10),
        size.error.rmse.short(within: size.error.rmseError),
        size.error.rmseError?.brief ?? "–", size.isChosen ? "← chosen" : "",
      ])
    }
    try text.table(rows, leftAligned: [0, 4])
    try text.line()
  }

  /// The regions that hold most rows, with the formula of each where there are few inputs.
  func writeRegions(to text: inout TextWriter) throws {
    let names = table.inputCount <= CostLimits.standard.formulaInputs ? table.inputNames : []
    var regions = TextTable(
      ["fullest regions", "rows", "mean residual", "RMSE"] + names.map { "slope of \($0)" }
        + (names.isEmpty ? [] : ["intercept"]))
    for (number, piece) in diagnostics.pieces.prefix(6).enumerated() {
      let map = network.map(of: piece.pattern)
      regions.append(
        ["\(number + 1)", piece.rowCount.grouped, piece.meanResidual.short, piece.rmse.short]
          + names.indices.map { map.slope[0, $0].short } + (names.isEmpty ? [] : [map.intercept[0].short]))
    }
    try text.table(regions)
  }

  /// The broken line that a network of one input is, and the rows on each of its pieces.
  func writeBrokenLine(to text: inout TextWriter) throws {
    guard let effect = try InputEffect.strongest(self, count: 1).first else { return }
    let profile = effect.profile
    var (rows, squares) = (profile.slopes.map { _ in 0 }, profile.slopes.map { _ in 0.0 })
    for (row, x) in table.columns[0].enumerated() {
      var (low, high) = (0, profile.knots.count)
      while low < high {
        let middle = (low + high) / 2
        if profile.knots[middle] < x { low = middle + 1 } else { high = middle }
      }
      let residual = residuals[row]
      rows[low] += 1
      squares[low] += residual * residual
    }
    let most = 12
    let shown = rows.indices.sorted { (rows[$1], $0) < (rows[$0], $1) }.prefix(most).sorted()
    let ends = [profile.range.lowerBound] + profile.knots + [profile.range.upperBound]
    let title = rows.count > most ? "the \(most) fullest pieces of \(rows.count.grouped)" : "piece"
    var pieces = TextTable([title, "\(effect.name) from", "to", "slope", "rows", "RMSE"])
    for piece in shown {
      pieces.append([
        "\(piece + 1)", ends[piece].short, ends[piece + 1].short, profile.slopes[piece].short, rows[piece].grouped,
        rows[piece] > 0 ? (squares[piece] / Double(rows[piece])).squareRoot().short : "–",
      ])
    }
    try text.table(pieces)
  }
}
