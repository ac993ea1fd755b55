/// Values on a grid of two inputs, as coloured cells around its nodes.
public struct HeatMap: Sendable {
  /// The places of the nodes.
  public let (x, y): ([Double], [Double])
  /// A row of values for each place along y.
  public let values: [[Double]]
  /// The text above the picture, and what can be seen.
  public let (title, summary): (String, String)
  /// The names of the coordinates.
  public let names: (String, String)
  /// The colours.
  public let field: FieldScale

  /// A map of values.
  ///
  /// - Requires: two places of each, ascending, and a value for each node.
  public init(
    x: [Double], y: [Double], values: [[Double]], title: String, summary: String, names: (String, String),
    field: FieldScale
  ) {
    (self.x, self.y, self.values, self.title, self.summary) = (x, y, values, title, summary)
    (self.names, self.field) = (names, field)
  }

  /// The picture.
  public func drawing() -> Drawing {
    func edges(_ places: [Double]) -> [Double] {
      [places[0]] + zip(places, places.dropFirst()).map { ($0 + $1) / 2 } + [places[places.count - 1]]
    }
    let (columns, rows) = (edges(x), edges(y))
    var drawing = Drawing(
      title: title, summary: summary, x: Axis(names.0, x[0]...x[x.count - 1]), y: Axis(names.1, y[0]...y[y.count - 1]),
      size: SIMD2(480, 480), field: field)
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        drawing.add(
          .bar(
            SIMD2(columns[column], rows[row]), SIMD2(columns[column + 1], rows[row + 1]), .value(value)))
      }
    }
    return drawing
  }
}
