import Knotwork
import KnotworkExplain
import KnotworkPlot

extension ShapeAnswer: PicturedAnswer {
  private static let mostUnits = 24

  /// For each output where it bends: by place in one and two dimensions, and by unit.
  public func drawings() throws -> [Drawing] {
    var drawings: [Drawing] = []
    for (number, (output, estimate)) in zip(outputs, estimates).enumerated() {
      if let estimate, !estimate.units.isEmpty {
        drawings.append(ShapeAnswer.chart(of: estimate, output.name).drawing())
        continue
      }
      guard let bends = output.shape.bends, let dissection else { continue }
      switch dissection.dimension {
      case 1:
        var curve = Curve(
          Profile(dissection, output: number), name: "network", xName: place.coordinates[0], yName: output.name)
        curve.title = "Where \(output.name) bends"
        drawings.append(curve.drawing())
      case 2 where dissection.domain != .wholeSpace:
        var map = CreaseMap(dissection, title: "Where \(output.name) bends: the wider, the more")
        (map.output, map.names) = (number, (place.coordinates[0], place.coordinates[1]))
        drawings.append(map.drawing())
      default: break
      }
      if !bends.units.isEmpty { drawings.append(ShapeAnswer.chart(of: bends, output.name).drawing()) }
    }
    guard !drawings.isEmpty else {
      throw InvalidRequest("plot", "there is nothing to be seen: no output bends over \(place.words)")
    }
    return drawings
  }

  /// How much each unit bends an output up and down: by the integral of the bend, or by the number of creases where areas are
  /// not known.
  static func chart(of bends: BendPlaces, _ name: String) -> BarChart {
    let hasSums = bends.total.convex != nil && bends.total.concave != nil
    func sizes(_ total: BendPlaces.Total) -> (up: Double, down: Double) {
      hasSums
        ? (total.convex ?? 0, total.concave ?? 0) : (Double(total.convexCount), -Double(total.concaveCount))
    }
    return chart(
      bends.units.map { ($0.unit, sizes($0.total)) }, in: sizes(bends.total), name,
      valueName: hasSums ? "bend, summed along the creases" : "creases, those that bend down to the left")
  }

  /// The same from an estimate.
  static func chart(of estimate: BendEstimate, _ name: String) -> BarChart {
    func sizes(_ total: BendEstimate.Total) -> (up: Double, down: Double) {
      (total.convex.value, total.concave.value)
    }
    return chart(
      estimate.units.map { ($0.unit, sizes($0.total)) }, in: sizes(estimate.total), name,
      valueName: "bend, summed along the creases, estimated")
  }

  private static func chart(
    _ all: [(Unit, (up: Double, down: Double))], in sum: (up: Double, down: Double), _ name: String, valueName: String
  ) -> BarChart {
    let largest = Set(
      all.indices.sorted { first, second in
        let (a, b) = (all[first].1, all[second].1)
        return (-(a.up - a.down), first) < (-(b.up - b.down), second)
      }.prefix(mostUnits))
    let shown = all.indices.filter(largest.contains).map { all[$0] }
    return BarChart(
      shown.map { "\($0.0)" },
      [
        BarChart.Kind("up (convex)", shown.map(\.1.up), .first),
        BarChart.Kind("down (concave)", shown.map(\.1.down), .second),
      ],
      title: "Which units bend \(name)"
        + (shown.count < all.count ? ", the \(shown.count) of \(all.count.grouped) that do most" : ""),
      summary: "Up \(sum.up.brief) and down \(sum.down.brief) in all; "
        + shown.map { "\($0.0): \($0.1.up.brief) and \($0.1.down.brief)" }.joined(separator: "; ") + ".",
      valueName: valueName, thingName: "unit")
  }
}
