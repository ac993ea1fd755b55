/// What an output does as one input varies: the broken line of each row, and their mean.
public struct EffectChart: Sendable {
  /// The broken lines of rows, each by its ends and knots.
  public var rows: [[SIMD2<Double>]] = []
  /// How many rows the mean is over.
  public var rowCount: Int
  /// Their mean, by its ends and knots.
  public let mean: [SIMD2<Double>]
  /// Accumulated local effects at the ends of their bins; none unless given.
  public var accumulated: [SIMD2<Double>] = []
  /// Where rows lie along the input.
  public var places: [Double] = []
  /// The text above the picture.
  public var title: String
  /// The names of input and output.
  public let (xName, yName): (String, String)

  /// Of more rows so many are drawn, evenly spaced.
  public static let mostShown = 60
  private static let mostPlaces = 400

  /// A chart of a mean over rows.
  ///
  /// - Requires: `mean` has two points at least.
  public init(mean: [SIMD2<Double>], rowCount: Int, title: String, xName: String, yName: String) {
    (self.mean, self.rowCount, self.title, self.xName, self.yName) = (mean, rowCount, title, xName, yName)
  }

  /// The picture.
  public func drawing() -> Drawing {
    let shown = stride(from: 0, to: rows.count, by: max(1, (rows.count + Self.mostShown - 1) / Self.mostShown)).map {
      rows[$0]
    }
    var drawing = Drawing(
      title: title, summary: summary(shown.count),
      x: Axis(xName, mean[0].x...mean[mean.count - 1].x),
      y: Axis(yName, covering: (shown.joined() + mean + accumulated).map(\.y)))
    for line in shown { drawing.add(.line(line, .init(.muted, width: 0.5)), "others as in a row") }
    drawing.add(.line(mean, .init(.first, width: 3.5, isHemmed: true)), "mean (partial dependence)")
    // On top, because often both are nearly the same.
    if accumulated.count > 1 {
      drawing.add(.line(accumulated, .init(.second, width: 2, .dashed)), "accumulated local effects")
    }
    let foot = drawing.y.range.lowerBound
    let tick = (drawing.y.range.upperBound - foot) * 0.025
    let inside = places.filter { drawing.x.range.contains($0) }
    let marks = stride(from: 0, to: inside.count, by: max(1, (inside.count + Self.mostPlaces - 1) / Self.mostPlaces))
      .map { [SIMD2(inside[$0], foot), SIMD2(inside[$0], foot + tick)] }
    if !marks.isEmpty { drawing.add(.lines(marks, .init(.text, width: 1)), "where rows lie") }
    return drawing
  }

  private func summary(_ shown: Int) -> String {
    var text =
      "\(yName) over \(xName) from \(mean[0].x.label) to \(mean[mean.count - 1].x.label): the mean over "
      + "\(rowCount.counted("row")) goes from \(mean[0].y.label) to \(mean[mean.count - 1].y.label)"
    if shown > 0 {
      text += "; the lines of \(shown < rows.count ? "\(shown) of \(rows.count.counted("row"))" : shown.counted("row"))"
    }
    if accumulated.count > 1 { text += "; accumulated local effects, moved to the mean of \(yName)" }
    return text + "."
  }
}
