import Knotwork
import KnotworkGeometry

/// Where a claim holds and where it fails over two of its inputs, while the others stay as they are: convex parts of a rectangle.
public struct ClaimMap: Sendable {
  /// A convex part.
  public struct Part: Sendable {
    /// Its corners, in order; rounded.
    public let corners: [SIMD2<Double>]
    /// Whether the violation occurs in it, everywhere but for its boundary; else it occurs nowhere in it but for its boundary.
    public let isViolated: Bool
    /// Its area.
    public let area: Double
  }

  /// The parts, which make up the rectangle.
  public let parts: [Part]
  /// The numbers of the inputs that are drawn.
  public let inputs: (Int, Int)
  /// All inputs; what it says of the two that are drawn does not count.
  public let point: [Double]
  /// The least violation that was found first, if there is one: the values of both inputs.
  public let counterexample: SIMD2<Double>?

  /// The share of the area on which the violation occurs.
  public var violatedShare: Double {
    let whole = parts.reduce(0) { $0 + $1.area }
    return whole > 0 ? parts.reduce(0) { $1.isViolated ? $0 + $1.area : $0 } / whole : 0
  }
}

extension Claim {
  /// The map of the claim over two inputs.
  ///
  /// Which regions show the violation is decided exactly; within these the lines between parts are rounded.
  /// - Parameters:
  ///   - networks: those that the claim speaks of.
  ///   - inputs: the two inputs that are drawn.
  ///   - point: the values of all inputs, within the box; the middle of the box unless given.
  ///   - budget: threads and limits.
  /// - Requires: networks of the sizes of the claim, two different inputs, and a point with a number for each input.
  /// - Returns: nil where the claim has no violation, and where its box holds one of both inputs fixed, or equal to the other.
  /// - Throws: `LimitReached` when a limit was reached; `InvalidNetwork` and `InvalidGeometry` where numbers are too large.
  public func map(
    over inputs: (Int, Int), at point: [Double]? = nil, of networks: [Network], within budget: Budget = Budget()
  ) throws -> ClaimMap? {
    requireSizes(networks)
    guard let violation else { return nil }
    let drawn = [inputs.0, inputs.1]
    let center = zip(violation.lower, violation.upper).map { $0 / 2 + $1 / 2 }
    let fixed = zip(point ?? center, zip(violation.lower, violation.upper)).map { value, interval in
      Swift.min(Swift.max(value, interval.0), interval.1)
    }
    let slice = Violation(
      lower: fixed.indices.map { drawn.contains($0) ? violation.lower[$0] : fixed[$0] },
      upper: fixed.indices.map { drawn.contains($0) ? violation.upper[$0] : fixed[$0] }, condition: violation.condition)
    guard let free = FreeInputs(slice), free.lower.count == 2, case .coordinate(let first) = free.sources[inputs.0],
      case .coordinate(let second) = free.sources[inputs.1], first != second
    else { return nil }
    let search = try ClaimRegions(self, networks, slice, free)
    var forms = RegionForms(search.joined.network)
    var parts: [ClaimMap.Part] = []
    var counterexample: SIMD2<Double>?
    func swapped(_ point: SIMD2<Double>) -> SIMD2<Double> { first == 0 ? point : SIMD2(point.y, point.x) }
    try search.forEach(keeping: .vertices, within: budget) { region, outcome in
      let corners = (region.vertices ?? []).map { SIMD2($0[0], $0[1]) }
      guard outcome.point != nil else {
        parts.append(ClaimMap.Part(corners: corners.map(swapped), isViolated: false, area: Polygon.area(corners)))
        return true
      }
      if counterexample == nil {
        counterexample = outcome.counterexample.map { SIMD2($0[inputs.0], $0[inputs.1]) }
      }
      let (outputs, bounds) = forms.forms(on: region)
      let decision = RegionDecision(search.joined, outputs: outputs, bounds: bounds, Deadline(budget))
      for (polygon, isViolated) in decision.parts(of: corners, by: slice.condition) {
        parts.append(
          ClaimMap.Part(corners: polygon.map(swapped), isViolated: isViolated, area: Polygon.area(polygon)))
      }
      return true
    }
    return ClaimMap(parts: parts, inputs: inputs, point: fixed, counterexample: counterexample)
  }
}

extension RegionDecision {
  /// More constraints than these are not drawn one by one: the region as a whole counts as violated.
  private static var mostLines: Int { 200 }

  /// A polygon in parts on which a condition holds, or does not.
  fileprivate func parts(
    of corners: [SIMD2<Double>], by condition: Condition
  ) -> [(polygon: [SIMD2<Double>], holds: Bool)] {
    let constraints = condition.constraints
    guard constraints.count <= RegionDecision.mostLines else { return [(corners, true)] }
    let lines = constraints.map { constraint in
      let own = inequality(constraint)
      return Polygon.Line(slope: SIMD2(own.normal[0].nearest, own.normal[1].nearest), constant: own.constant.nearest)
    }
    var polygons = [corners]
    for line in lines { polygons = polygons.flatMap { Polygon.halves(of: $0, line) } }
    return polygons.map { polygon in
      let middle = polygon.reduce(SIMD2(0, 0), +) / Double(polygon.count)
      var values = lines.map { $0.value(at: middle) }[...]
      return (polygon, RegionDecision.holds(condition, &values))
    }
  }

  /// Whether a condition holds whose constraints have these slacks, from left to right.
  private static func holds(_ condition: Condition, _ slacks: inout ArraySlice<Double>) -> Bool {
    switch condition {
    case .constraint: return slacks.removeFirst() >= 0
    case .all(let parts): return parts.map { holds($0, &slacks) }.allSatisfy { $0 }
    case .any(let parts): return parts.map { holds($0, &slacks) }.contains(true)
    }
  }
}

/// Polygons that are drawn.
private enum Polygon {
  /// slope · x + constant.
  struct Line {
    let slope: SIMD2<Double>
    let constant: Double

    func value(at point: SIMD2<Double>) -> Double { (slope * point).sum() + constant }
  }

  static func area(_ corners: [SIMD2<Double>]) -> Double {
    guard let origin = corners.first else { return 0 }
    var sum = 0.0
    for (corner, next) in zip(corners.dropFirst(), corners.dropFirst(2)) {
      let (a, b) = (corner - origin, next - origin)
      sum += a.x * b.y - a.y * b.x
    }
    return sum.magnitude / 2
  }

  /// The parts of a convex polygon on both sides of a line; slivers that rounding makes are left out.
  static func halves(of corners: [SIMD2<Double>], _ line: Line) -> [[SIMD2<Double>]] {
    let values = corners.map { line.value(at: $0) }
    let noise = values.reduce(0) { max($0, $1.magnitude) } * 1e-9
    guard values.contains(where: { $0 > noise }), values.contains(where: { $0 < -noise }) else { return [corners] }
    var (above, below): ([SIMD2<Double>], [SIMD2<Double>]) = ([], [])
    for (index, corner) in corners.enumerated() {
      let next = (index + 1) % corners.count
      if values[index] >= 0 { above.append(corner) }
      if values[index] <= 0 { below.append(corner) }
      if values[index] < 0 && values[next] > 0 || values[index] > 0 && values[next] < 0 {
        let share = values[index] / (values[index] - values[next])
        let crossing = corner + share * (corners[next] - corner)
        above.append(crossing)
        below.append(crossing)
      }
    }
    return [above, below].filter { $0.count > 2 }
  }
}
