import Knotwork
import KnotworkFitting

/// The residuals of the rows, region by region: where the network is off, and by how much.
public struct PieceResiduals: Sendable {
  let network: Network
  let table: DataTable
  /// The number of the output.
  public var output = 0
  /// The text above the picture.
  public var title: String

  private static let most = 30

  /// The residuals of a table with a column for each input of a network.
  public init(_ network: Network, on table: DataTable, title: String) {
    (self.network, self.table, self.title) = (network, table, title)
  }

  /// The picture.
  public func drawing() -> Drawing {
    let all = PieceRows(network, table).pieces
    let pieces = all.prefix(PieceResiduals.most)
    let residuals = pieces.map { piece in
      piece.rows.map { table.target[$0] - network(table.inputs(of: $0))[output] }
    }
    let left = all.count - pieces.count
    var drawing = Drawing(
      title: title,
      summary:
        "Residuals of \(table.rowCount.counted("row")) in \(all.count.counted("region"))"
        + (left > 0 ? ", of which the \(pieces.count) with most rows are shown." : "."),
      x: Axis(
        isNumbered(pieces) ? "region, those with most rows first" : "activation pattern, those with most rows first",
        things: names(of: pieces)),
      y: Axis("\(table.targetName) − output", covering: residuals.joined().map { $0 } + [0]))
    let range = drawing.x.range
    drawing.add(
      .line([SIMD2(range.lowerBound, 0), SIMD2(range.upperBound, 0)], .init(.muted, width: 1, .dashed)), "no residual")
    for (number, values) in residuals.enumerated() {
      let x = Double(number)
      let mean = values.reduce(0, +) / Double(values.count)
      drawing.add(
        .line([SIMD2(x - 0.35, mean), SIMD2(x + 0.35, mean)], .init(.second, width: 3)), "mean")
      // Beside each other as far as there is room.
      for (place, value) in values.enumerated() {
        let shift = values.count > 1 ? (Double(place) / Double(values.count - 1) - 0.5) * 0.6 : 0
        drawing.add(.point(SIMD2(x + shift, value), .ring, .first, radius: table.rowCount > 400 ? 1.5 : 2.5), "row")
      }
    }
    return drawing
  }

  /// Whether patterns are too long to stand beside each other.
  private func isNumbered(_ pieces: ArraySlice<PieceRows.Piece>) -> Bool {
    pieces.contains { $0.pattern.description.count > 6 }
  }

  private func names(of pieces: ArraySlice<PieceRows.Piece>) -> [String] {
    isNumbered(pieces) ? pieces.indices.map { "\($0 + 1)" } : pieces.map(\.pattern.description)
  }
}
