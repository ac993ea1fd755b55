/// What a chart shows: points, or a broken line through points.
public struct Series: Equatable, Sendable {
  /// In the order of the line.
  public let points: [SIMD2<Double>]
  /// Its colour and dashes.
  public let role: Shape.Role
  /// Whether points are joined by a line; otherwise each is a dot.
  public let isLine: Bool
  /// What the legend calls it.
  public let name: String

  /// A series from its parts.
  public init(_ name: String, _ points: [SIMD2<Double>], role: Shape.Role, isLine: Bool) {
    self.points = points
    self.role = role
    self.isLine = isLine
    self.name = name
  }
}

extension Drawing {
  /// Series over common axes, with a legend.
  ///
  /// - Requires: all points are finite, and there is at least one.
  public init(series: [Series], title: String, summary: String, xName: String, yName: String) {
    let points = series.flatMap(\.points)
    precondition(!points.isEmpty, "a chart needs a point")
    func bounds(_ values: [Double]) -> (low: Double, high: Double) {
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let margin = high > low ? (high - low) * 0.05 : max(low.magnitude * 0.1, 1)
      return (low - margin, high + margin)
    }
    let (x, y) = (bounds(points.map(\.x)), bounds(points.map(\.y)))
    let axes = Axes(
      lower: SIMD2(x.low, y.low), upper: SIMD2(x.high, y.high), origin: SIMD2(80, 64), size: SIMD2(590, 320))
    var shapes: [Shape] = []
    // Lines lie upon dots.
    for one in series where !one.isLine {
      shapes += one.points.map { .dot(axes($0), radius: one.points.count > 400 ? 2 : 3, role: one.role) }
    }
    for one in series where one.isLine {
      shapes.append(.line(one.points.map { axes($0) }, role: one.role, width: 2.5))
      if one.points.count <= 40 { shapes += one.points.map { .dot(axes($0), radius: 3.5, role: one.role) } }
    }
    shapes += axes.shapes(xName: xName, yName: yName)
    shapes.append(.text(title, at: SIMD2(20, 24), anchor: .start, role: .label, size: 16))
    var left = 200.0
    for one in series {
      if one.isLine {
        shapes.append(.line([SIMD2(left, 50), SIMD2(left + 26, 50)], role: one.role, width: 2.5))
      } else {
        shapes.append(.dot(SIMD2(left + 20, 50), radius: 3, role: one.role))
      }
      shapes.append(.text(one.name, at: SIMD2(left + 34, 54), anchor: .start, role: .label, size: 13))
      left += 56 + 8 * Double(one.name.count)
    }
    self.init(width: 700, height: 440, title: title, summary: summary, shapes: shapes)
  }
}
