import Knotwork

/// The creases of a dissection in two dimensions: the wider, the more the output bends there.
public struct CreaseMap: Sendable {
  let dissection: Dissection
  /// The number of the output.
  public var output = 0
  /// The text above the picture.
  public var title: String
  /// The names of the coordinates.
  public var names = ("x1", "x2")

  private static let widest = 9.0

  /// A map of a dissection in two dimensions that has its vertices.
  public init(_ dissection: Dissection, title: String) {
    self.dissection = dissection
    self.title = title
  }

  /// The picture.
  ///
  /// - Requires: `dissection.dimension == 2`, with its vertices.
  public func drawing() -> Drawing {
    let view = PlaneView(dissection, names)
    let creases = dissection.creases.map { (unit: $0.unit, ends: $0.ends, bend: $0.bends[output]) }
    let most = creases.map(\.bend.magnitude).max() ?? 0
    let units = Set(creases.map(\.unit))
    var drawing = Drawing(
      title: title,
      summary:
        "\(creases.count.counted("crease")) of \(units.count.counted("unit")); lines are as wide as the bend is large, "
        + "up to \(most.label). \(creases.count { $0.bend > 0 }.counted("is", "are")) convex, "
        + "\(creases.count { $0.bend < 0 }.counted("is", "are")) concave.",
      x: view.xAxis, y: view.yAxis, size: SIMD2(480, 480))
    // Wide ones lie below.
    for crease in creases.sorted(by: { $0.bend.magnitude > $1.bend.magnitude }) {
      let width = most > 0 ? max(1, CreaseMap.widest * crease.bend.magnitude / most) : 1
      drawing.add(
        .line(crease.ends, stroke(crease.bend, width)), PlaneView.name(ofBend: crease.bend))
    }
    addLabels(creases, units, to: &drawing)
    return drawing
  }

  private func stroke(_ bend: Double, _ width: Double) -> Mark.Stroke {
    bend > 0
      ? Mark.Stroke(.first, width: width)
      : bend < 0 ? Mark.Stroke(.second, width: width, .dashed) : Mark.Stroke(.muted, width: 1.5, .dotted)
  }

  /// Each unit at the middle of its longest crease.
  private func addLabels(
    _ creases: [(unit: Unit, ends: [SIMD2<Double>], bend: Double)], _ units: Set<Unit>, to drawing: inout Drawing
  ) {
    func length(_ ends: [SIMD2<Double>]) -> Double {
      guard ends.count == 2 else { return 0 }
      let way = ends[1] - ends[0]
      return way.x * way.x + way.y * way.y
    }
    let isBrief = units.count > 8
    for unit in units.sorted() {
      let own = creases.filter { $0.unit == unit }
      guard let longest = own.max(by: { length($0.ends) < length($1.ends) }), longest.ends.count == 2 else { continue }
      let text = isBrief ? "\(unit.layer + 1).\(unit.index + 1)" : "\(unit)"
      drawing.add(
        .text(text, (longest.ends[0] + longest.ends[1]) / 2, .init(offset: SIMD2(0, -7), isOptional: true)),
        isBrief ? "layer.unit" : nil)
    }
  }
}
