/// Points, or a broken line through points, of a ``Chart``.
public struct Series: Equatable, Sendable {
  /// In the order of the line.
  public let points: [SIMD2<Double>]
  /// What the legend calls it.
  public let name: String
  /// The line through the points; nil where they are not joined.
  public let stroke: Mark.Stroke?
  /// What each point looks like; nil where only the line is drawn.
  public let symbol: Mark.Symbol?
  /// Its colour.
  public let ink: Ink

  /// Whether there is a line: through one point there is none.
  var isLine: Bool { stroke != nil && points.count > 1 }

  /// Points that are not joined.
  public init(_ name: String, points: [SIMD2<Double>], _ symbol: Mark.Symbol, _ ink: Ink) {
    (self.name, self.points, self.symbol, self.ink, stroke) = (name, points, symbol, ink, nil)
  }

  /// A line through points.
  public init(
    _ name: String, line points: [SIMD2<Double>], _ ink: Ink, _ dash: Mark.Stroke.Dash = .solid,
    symbol: Mark.Symbol? = nil
  ) {
    (self.name, self.points, self.symbol, self.ink) = (name, points, symbol, ink)
    stroke = Mark.Stroke(ink, width: 2.5, dash)
  }
}

/// Series over common axes.
public struct Chart: Sendable {
  /// The series; dots lie below lines.
  public var series: [Series]
  /// The text above the picture.
  public var title: String
  /// What can be seen.
  public var summary: String
  /// The name of x.
  public var xName: String
  /// The name of y.
  public var yName: String
  /// The things along x, where it is not numbers.
  public var things: [String]?
  /// Whether numbers along x are counts, so that ticks are whole numbers.
  public var countsAlongX = false

  /// A chart from its parts.
  public init(
    _ series: [Series], title: String, summary: String, xName: String, yName: String, things: [String]? = nil
  ) {
    (self.series, self.title, self.summary) = (series, title, summary)
    (self.xName, self.yName, self.things) = (xName, yName, things)
  }

  /// The picture.
  public func drawing() -> Drawing {
    let points = series.flatMap(\.points)
    var drawing = Drawing(
      title: title, summary: summary,
      x: things.map { Axis(xName, things: $0) } ?? Axis(xName, covering: points.map(\.x)).counting(countsAlongX),
      y: Axis(yName, covering: points.map(\.y)))
    for one in series where !one.isLine { addPoints(of: one, to: &drawing) }
    for one in series where one.isLine {
      if let stroke = one.stroke { drawing.add(.line(one.points, stroke), one.name) }
    }
    for one in series where one.isLine && one.points.count <= 40 { addPoints(of: one, to: &drawing) }
    return drawing
  }

  private func addPoints(of series: Series, to drawing: inout Drawing) {
    guard let symbol = series.symbol else { return }
    let radius = series.isLine ? 3.5 : series.points.count > 400 ? 2 : series.points.count > 40 ? 3 : 4.5
    for point in series.points {
      drawing.add(.point(point, symbol, series.ink, radius: radius), series.isLine ? nil : series.name)
    }
  }
}
