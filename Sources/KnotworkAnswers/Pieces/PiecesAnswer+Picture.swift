import KnotworkExplain
import KnotworkFitting
import KnotworkPlot

extension PiecesAnswer: PicturedAnswer {
  private static let mostInputs = 6
  private static let mostPieces = 12

  /// How many rows each region has and how far off it is there, and for each input the network's slope beside that of least
  /// squares on the rows of the region alone.
  public func drawings() -> [Drawing] {
    let shown = Array(pieces.pieces.prefix(Self.mostPieces))
    let names = shown.indices.map { "\($0 + 1)" }
    let rest = pieces.pieces.count - shown.count
    let words = rest > 0 ? ", the \(shown.count) of \(pieces.pieces.count.grouped) with most rows" : ""
    var drawings = [
      BarChart(
        names, [BarChart.Kind("rows", shown.map { Double($0.rows.count) }, .first)],
        title: "The rows of each region\(words)",
        summary: shown.indices.map { "region \($0 + 1), \(shown[$0].pattern): \(shown[$0].rows.count.counted("row"))" }
          .joined(separator: "; ") + ".", valueName: "rows", thingName: "region"
      ).drawing()
    ]
    guard let error = pieces.error else { return drawings }
    drawings.append(
      RangeChart(
        names,
        [
          RangeChart.Kind("network", shown.map { $0.error.map { RangeChart.Entry($0) } }, .dot, .first),
          RangeChart.Kind(
            "least squares on these rows alone",
            shown.map { piece in piece.regression.map { RangeChart.Entry($0.rmse) } }, .diamond, .second),
        ], title: "The error in each region; \(error.brief) over all rows",
        summary: shown.indices.map { "region \($0 + 1): \(shown[$0].error?.brief ?? "unknown")" }.joined(
          separator: ", ")
          + ".", valueName: "root mean squared error", thingName: "region"
      ).drawing())
    guard shown.contains(where: { $0.regression != nil }) else { return drawings }
    for input in self.names.indices.prefix(Self.mostInputs) {
      drawings.append(slopes(of: input, shown, names))
    }
    return drawings
  }

  private func slopes(of input: Int, _ shown: [PieceTable.Piece], _ names: [String]) -> Drawing {
    let local = shown.map { piece -> RangeChart.Entry? in
      guard let regression = piece.regression, regression.degreesOfFreedom > 0,
        case let coefficient = regression.coefficients[input + 1], !coefficient.isAliased
      else { return nil }
      let t = StudentT(degreesOfFreedom: Double(regression.degreesOfFreedom)).twoSidedQuantile(0.05)
      return RangeChart.Entry(coefficient.estimate, half: coefficient.standardError.map { t * $0 })
    }
    let name = self.names[input]
    return RangeChart(
      names,
      [
        RangeChart.Kind("network", shown.map { RangeChart.Entry($0.slope[input]) }, .dot, .first),
        RangeChart.Kind("least squares on these rows alone", local, .diamond, .second),
      ], title: "The slope of \(output) along \(name), region by region",
      summary: shown.indices.map { "region \($0 + 1): \(shown[$0].slope[input].brief)" }.joined(separator: ", ") + ".",
      valueName: "slope along \(name)", thingName: "region"
    ).drawing()
  }
}
