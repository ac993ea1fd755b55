import KnotworkFitting

extension Drawing {
  /// Rows as dots, a broken line through them, and its knots with their intervals as bars at the foot.
  ///
  /// - Parameters:
  ///   - line: the broken line.
  ///   - x: the first coordinate of each row.
  ///   - y: the second coordinate of each row.
  ///   - xName: the name of the first coordinate.
  ///   - yName: the name of the second coordinate.
  ///   - intervals: for each knot where it may lie; an end is nil where the data do not bound it.
  ///   - bands: curves below and above the line, such as those of confidence and of prediction.
  public init(
    _ line: BrokenLine, x: [Double], y: [Double], xName: String, yName: String,
    intervals: [(lower: Double?, upper: Double?)], bands: [[(x: Double, lower: Double, upper: Double)]] = []
  ) {
    let (low, high) = (line.nodes[0], line.nodes[line.nodes.count - 1])
    let bottom = min(y.min() ?? 0, line.values.min() ?? 0, bands.joined().map(\.lower).min() ?? .infinity)
    let top = max(y.max() ?? 1, line.values.max() ?? 1, bands.joined().map(\.upper).max() ?? -.infinity)
    let margin = top > bottom ? (top - bottom) * 0.08 : max(top.magnitude * 0.1, 1)
    let axes = Axes(
      lower: SIMD2(low, bottom - margin), upper: SIMD2(high, top + margin), origin: SIMD2(72, 56), size: SIMD2(600, 340)
    )
    var shapes = axes.shapes(xName: xName, yName: yName)
    // Of very many rows some are enough to see.
    let step = max(1, x.count / 4000)
    for row in stride(from: 0, to: x.count, by: step) {
      shapes.append(.dot(axes(SIMD2(x[row], y[row])), radius: x.count > 400 ? 1.2 : 2, role: .axis))
    }
    for band in bands where band.count > 1 {
      shapes.append(.line(band.map { axes(SIMD2($0.x, $0.lower)) }, role: .axis, width: 1))
      shapes.append(.line(band.map { axes(SIMD2($0.x, $0.upper)) }, role: .axis, width: 1))
    }
    shapes.append(.line(zip(line.nodes, line.values).map { axes(SIMD2($0, $1)) }, role: .graph, width: 2))
    let foot = axes(SIMD2(low, bottom - margin)).y - 7
    for (number, knot) in line.knots.enumerated() {
      let role: Shape.Role = line.bends[number] > 0 ? .valley : .ridge
      let center = axes(SIMD2(knot, line.values[number + 1]))
      if number < intervals.count {
        let ends = [intervals[number].lower ?? low, intervals[number].upper ?? high]
        shapes.append(
          .line(
            ends.map { SIMD2(axes(SIMD2(min(max($0, low), high), bottom)).x, foot) }, role: role, width: 3))
      }
      shapes.append(.dot(center, radius: 4, role: role))
    }
    let title = "\(yName) against \(xName)"
    shapes.append(.text(title, at: SIMD2(72, 26), anchor: .start, role: .label, size: 17))
    let count = line.knots.count
    self.init(
      width: 710, height: 460, title: title,
      summary:
        "\(x.count.counted("row")) of \(yName) against \(xName), and the broken line that fits them best, with \(count) "
        + "\(count == 1 ? "knot" : "knots").",
      shapes: shapes)
  }
}
