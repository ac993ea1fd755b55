import Knotwork

/// A piecewise affine surface from above: colours, and lines of equal value, which are straight within each piece.
public struct ContourMap: Sendable {
  let dissection: Dissection
  /// The text above the picture.
  public var title: String
  /// What can be seen.
  public var summary: String
  /// The names of the coordinates.
  public var names = ("x1", "x2")
  /// The values are those of the first output divided by this.
  public var scale = 1.0
  /// The colours.
  public var field: FieldScale?

  /// A map of a dissection in two dimensions that has its vertices.
  public init(_ dissection: Dissection, title: String, summary: String) {
    (self.dissection, self.title, self.summary) = (dissection, title, summary)
  }

  /// The lines of equal value, level by level: where the affine function of a region takes it, between two points of the
  /// region's edge.
  func contours(at levels: [Double]) -> [(level: Double, lines: [[SIMD2<Double>]])] {
    var lines = [[[SIMD2<Double>]]](repeating: [], count: levels.count)
    for region in dissection.regions {
      let (slope, constant) = region.function(0)
      let corners = region.corners
      let values = corners.map { (slope.x * $0.x + slope.y * $0.y + constant) / scale }
      for (number, level) in levels.enumerated() {
        var ends: [SIMD2<Double>] = []
        for (index, value) in values.enumerated() {
          let next = (index + 1) % values.count
          guard (value < level) != (values[next] < level) else { continue }
          let share = (level - value) / (values[next] - value)
          ends.append(corners[index] + share * (corners[next] - corners[index]))
        }
        if ends.count == 2, ends[0] != ends[1] { lines[number].append(ends) }
      }
    }
    return zip(levels, lines).map { ($0, $1) }
  }

  /// The picture.
  ///
  /// - Requires: `dissection.dimension == 2`, with its vertices.
  public func drawing() -> Drawing {
    let view = PlaneView(dissection, names)
    var drawing = Drawing(
      title: title, summary: summary, x: view.xAxis, y: view.yAxis, size: SIMD2(480, 480), field: field)
    for region in dissection.regions {
      let (slope, constant) = region.function(0)
      drawing.add(.polygon(region.corners, .affine(slope: slope / scale, constant: constant / scale)))
    }
    let creases = dissection.creases.filter { $0.bends[0] != 0 }
    if creases.count <= 2000 {
      drawing.add(.lines(creases.map(\.ends), .init(.paper, width: 0.5)))
    }
    guard let range = field?.range else { return drawing }
    for (level, lines) in contours(at: Tick.between(range.lowerBound, range.upperBound).map(\.value))
    where !lines.isEmpty {
      drawing.add(.lines(lines, .init(.text, width: 1.25)), "equal values")
      let longest = lines.max { length($0) < length($1) } ?? []
      guard longest.count == 2 else { continue }
      drawing.add(
        .text(level.label, (longest[0] + longest[1]) / 2, .init(offset: SIMD2(0, 4), size: 12, isOptional: true)))
    }
    return drawing
  }

  private func length(_ ends: [SIMD2<Double>]) -> Double {
    let way = ends[1] - ends[0]
    return way.x * way.x + way.y * way.y
  }
}
