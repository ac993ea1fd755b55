import Knotwork

extension Drawing {
  /// A profile as the graph of a function, with a dot at each knot.
  public init(_ profile: Profile, title: String, name: String, coordinate: String) {
    let ends = [profile.range.lowerBound] + profile.knots + [profile.range.upperBound]
    let points = ends.map { SIMD2($0, profile($0)) }
    let low = points.map(\.y).min() ?? 0
    let high = points.map(\.y).max() ?? 1
    let margin = high > low ? (high - low) * 0.06 : max(low.magnitude * 0.1, 1)
    let axes = Axes(
      lower: SIMD2(profile.range.lowerBound, low - margin), upper: SIMD2(profile.range.upperBound, high + margin),
      origin: SIMD2(72, 56), size: SIMD2(600, 340))
    var shapes = axes.shapes(xName: coordinate, yName: name)
    shapes.append(.line(points.map { axes($0) }, role: .graph, width: 2))
    if profile.knots.count <= 400 {
      for (point, bend) in zip(points.dropFirst().dropLast(), profile.bends) {
        shapes.append(.dot(axes(point), radius: 3.5, role: bend > 0 ? .valley : .ridge))
      }
    }
    shapes.append(.text(title, at: SIMD2(72, 26), anchor: .start, role: .label, size: 17))
    self.init(
      width: 710, height: 460, title: title,
      summary: "The graph of \(name) over \(coordinate) with \(profile.knots.count.counted("knot")).", shapes: shapes)
  }
}
