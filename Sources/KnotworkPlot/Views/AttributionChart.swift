/// The attributions of many rows: a row of points for each input, those that matter most on top.
public struct AttributionChart: Sendable {
  /// The names of the inputs.
  public let names: [String]
  /// For each row its attributions, one for each input.
  public let rows: [[Double]]
  /// The text above the picture.
  public var title: String
  /// The name of the attributions.
  public var valueName: String

  /// Of more inputs those that matter most.
  private static let most = 20
  private static let mostPoints = 600

  /// A chart of rows.
  ///
  /// - Requires: there is a row, and each has a number for each name.
  public init(_ names: [String], rows: [[Double]], title: String, valueName: String) {
    (self.names, self.rows, self.title, self.valueName) = (names, rows, title, valueName)
  }

  /// The picture.
  public func drawing() -> Drawing {
    let sizes = names.indices.map { input in rows.reduce(0) { $0 + $1[input].magnitude } / Double(rows.count) }
    let order = names.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }.prefix(Self.most)
    var drawing = Drawing(
      title: title,
      summary: "Mean sizes over \(rows.count.counted("row")): "
        + order.map { "\(names[$0]) \(sizes[$0].label)" }.joined(separator: ", ") + ".",
      x: Axis(valueName, covering: order.flatMap { input in rows.map { $0[input] } } + [0]),
      y: Axis("input", things: order.map { names[$0] }, isReversed: true),
      size: SIMD2(560, max(110, Double(order.count) * 40)))
    let height = drawing.y.range
    drawing.add(
      .line([SIMD2(0, height.lowerBound), SIMD2(0, height.upperBound)], .init(.muted, width: 1, .dashed)), "nothing")
    let step = max(1, (rows.count + Self.mostPoints - 1) / Self.mostPoints)
    for (place, input) in order.enumerated() {
      for row in stride(from: 0, to: rows.count, by: step) {
        // Beside each other, so that equal ones are seen: the fractional parts of multiples of the golden ratio.
        let share = (Double(row / step) * 0.618033988749895).truncatingRemainder(dividingBy: 1)
        drawing.add(
          .point(
            SIMD2(rows[row][input], Double(place) + (share - 0.5) * 0.6), .ring, .first,
            radius: rows.count > 200 ? 1.75 : 2.75), "row")
      }
      drawing.add(
        .line(
          [-1.0, 1.0].map { SIMD2($0 * sizes[input], Double(place) + 0.42) }, .init(.second, width: 3)),
        "± mean size")
    }
    return drawing
  }
}
