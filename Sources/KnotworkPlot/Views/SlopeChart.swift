import Knotwork
import KnotworkFitting

/// The slopes of each input over the regions that hold rows, beside the coefficient of linear regression with its interval.
///
/// So that inputs of different units can stand beside each other, a slope is multiplied with the range of its input in the rows:
/// how much the output changes from its least value to its greatest.
public struct SlopeChart: Sendable {
  let network: Network
  let table: DataTable
  /// The number of the output.
  public var output = 0
  /// The text above the picture.
  public var title: String
  /// The confidence of intervals.
  public var confidence = 0.95

  private static let widest = 11.0

  /// The slopes of a network over a table with a column for each input.
  public init(_ network: Network, on table: DataTable, title: String) {
    (self.network, self.table, self.title) = (network, table, title)
  }

  /// The picture.
  public func drawing() -> Drawing {
    let pieces = PieceRows(network, table).pieces
    let ranges = table.columns.map { ($0.max() ?? 0) - ($0.min() ?? 0) }
    let maps = pieces.map { network.map(of: $0.pattern) }
    let linear = LinearRegression(table)
    let quantile =
      linear.degreesOfFreedom > 0
      ? StudentT(degreesOfFreedom: Double(linear.degreesOfFreedom)).twoSidedQuantile(1 - confidence) : nil
    func change(_ slope: Double, _ input: Int) -> Double { slope * ranges[input] }
    let coefficients = linear.coefficients.dropFirst().enumerated().map { input, coefficient in
      let half = quantile.flatMap { quantile in coefficient.standardError.map { $0 * quantile } }
      return (
        value: change(coefficient.estimate, input), half: half.map { change($0, input) },
        isKnown: !coefficient.isAliased
      )
    }
    let changes = maps.flatMap { map in ranges.indices.map { change(map.slope[output, $0], $0) } }
    let ends = coefficients.flatMap { [$0.value - ($0.half ?? 0), $0.value + ($0.half ?? 0)] }
    let name = table.targetName
    var drawing = Drawing(
      title: title,
      summary:
        "For each of \(table.inputNames.joined(separator: ", ")) the change of \(name) over its range, in "
        + "\(pieces.count.counted("region")), and by linear regression.",
      x: Axis("change of \(name) over the range of the input", covering: changes + ends + [0]),
      y: Axis("input", things: table.inputNames, isReversed: true),
      size: SIMD2(600, max(120, Double(table.inputCount) * 52)))
    let height = drawing.y.range
    drawing.add(
      .line([SIMD2(0, height.lowerBound), SIMD2(0, height.upperBound)], .init(.muted, width: 1, .dashed)), "no change")
    for (piece, map) in zip(pieces, maps) {
      let radius = max(1.5, SlopeChart.widest * (Double(piece.rows.count) / Double(table.rowCount)).squareRoot())
      for input in ranges.indices {
        let place = SIMD2(change(map.slope[output, input], input), Double(input) - 0.15)
        drawing.add(.point(place, .ring, .first, radius: radius), "region; area: its rows")
      }
    }
    for (input, coefficient) in coefficients.enumerated() where coefficient.isKnown {
      let y = Double(input) + 0.25
      if let half = coefficient.half {
        drawing.add(
          .line([SIMD2(coefficient.value - half, y), SIMD2(coefficient.value + half, y)], .init(.second, width: 3)),
          "\((confidence * 100).label) % interval")
      }
      drawing.add(.point(SIMD2(coefficient.value, y), .diamond, .second, radius: 4.5), "linear regression")
    }
    return drawing
  }
}
