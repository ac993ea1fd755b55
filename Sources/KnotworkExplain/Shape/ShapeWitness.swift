import Knotwork
import KnotworkGeometry

/// Points that prove that an output does not have a property: an inequality or equation between its values there fails.
public struct ShapeWitness: Equatable, Sendable {
  /// The points, in the coordinates of the domain.
  public let points: [[Double]]
  /// The output at each of them, rounded from its exact value.
  public let values: [Double]
  /// What the property wants to be 0, or not below it, or not above it; rounded from its exact value.
  public let gap: Double
}

/// Looks for witnesses, and confirms them in exact arithmetic.
struct WitnessSearch {
  private let network: Network
  private let output: Int
  private let isInDomain: ([Double]) -> Bool
  private let input: ([Dyadic]) -> [Dyadic]
  /// About how long the domain is.
  private let size: Double

  init(_ dissection: Dissection, output: Int) {
    (network, self.output) = (dissection.network, output)
    isInDomain = { dissection.domainContains($0) }
    input = { dissection.exactInput(at: $0) }
    size =
      dissection.extent
      ?? dissection.regions.lazy.prefix(64).reduce(1.0) { extent, region in
        region.interiorPoint.reduce(extent) { max($0, $1.magnitude) }
      }
  }

  /// Witnesses in a box of the input space that half-spaces may cut.
  init(_ network: Network, output: Int, over domain: Polytope) {
    (self.network, self.output) = (network, output)
    isInDomain = { point in
      zip(point, zip(domain.box.lower, domain.box.upper)).allSatisfy { $1.0 <= $0 && $0 <= $1.1 }
        && domain.isOnAllSides(point)
    }
    input = { $0 }
    size = zip(domain.box.lower, domain.box.upper).reduce(0) { max($0, $1.1 - $1.0) }
  }

  /// The output at a point of the domain, without rounding.
  func value(at point: [Dyadic]) -> Dyadic { network.exactly(input(point))[output] }

  /// The output at a point of the input space, in floating point.
  func approximate(_ point: [Double]) -> Double { network(point)[output] }

  /// A witness of points and the factors of their values in a sum that is to be `isWanted`; nil where it is not, or a point lies outside.
  ///
  /// The points are given in as few digits as keep half of the sum.
  func confirm(_ points: [[Double]], _ factors: [Double], where isWanted: (Int) -> Bool) -> ShapeWitness? {
    guard let full = evaluate(points, factors, isWanted) else { return nil }
    for digits in 1...16 {
      let short = points.map { $0.map { $0.rounded(toDigits: digits) } }
      if let found = evaluate(short, factors, isWanted), found.gap.magnitude >= full.gap.magnitude / 2 { return found }
    }
    return full
  }

  private func evaluate(_ points: [[Double]], _ factors: [Double], _ isWanted: (Int) -> Bool) -> ShapeWitness? {
    guard points.allSatisfy(isInDomain) else { return nil }
    let values = points.map { value(at: $0.map { Dyadic($0) }) }
    let sum = zip(values, factors).reduce(Dyadic.zero) { $0 + $1.0 * Dyadic($1.1) }
    guard isWanted(sum.signum) else { return nil }
    return ShapeWitness(points: points, values: values.map(\.nearest), gap: sum.nearest)
  }

  /// f((p + q) / 2) − (f(p) + f(q)) / 2 above 0 (`sign` 1), which no convex function has, or below it (−1).
  ///
  /// - Parameters:
  ///   - center: a point of a facet that bends the wrong way, as near as doubles are.
  ///   - normal: its normal.
  func bend(at center: [Double], along normal: [Double], sign: Int) -> ShapeWitness? {
    let length = normal.reduce(0) { $0 + $1 * $1 }.squareRoot()
    for step in steps {
      // The midpoint has to be the mean of doubles: it is taken exactly.
      let p = zip(center, normal).map { $0 - step * $1 / length }
      let q = zip(center, normal).map { $0 + step * $1 / length }
      if let found = midpoint(p, q, sign: sign) { return found }
    }
    return nil
  }

  /// The same for two points, in as few digits as keep half of the gap.
  func midpoint(_ p: [Double], _ q: [Double], sign: Int) -> ShapeWitness? {
    guard let full = exactMidpoint(p, q, sign) else { return nil }
    for digits in 1...16 {
      let (p, q) = (p.map { $0.rounded(toDigits: digits) }, q.map { $0.rounded(toDigits: digits) })
      if let found = exactMidpoint(p, q, sign), found.gap.magnitude >= full.gap.magnitude / 2 { return found }
    }
    return full
  }

  private func exactMidpoint(_ p: [Double], _ q: [Double], _ sign: Int) -> ShapeWitness? {
    guard isInDomain(p), isInDomain(q) else { return nil }
    let (first, second) = (p.map { Dyadic($0) }, q.map { Dyadic($0) })
    let middle = zip(first, second).map { ($0 + $1).half }
    let values = [value(at: first), value(at: second), value(at: middle)]
    let gap = values[2] - (values[0] + values[1]).half
    guard gap.signum == sign else { return nil }
    return ShapeWitness(
      points: [p, q, middle.map(\.nearest)], values: values.map(\.nearest), gap: gap.nearest)
  }

  /// A point and its half, where f(x) / 2 − f(x / 2) is not 0.
  func half(of point: [Double]) -> ShapeWitness? {
    func gap(_ point: [Double]) -> ShapeWitness? {
      evaluate([point, point.map { $0 / 2 }], [0.5, -1]) { $0 != 0 }
    }
    guard let full = gap(point) else { return nil }
    for digits in 1...16 {
      if let found = gap(point.map { $0.rounded(toDigits: digits) }),
        found.gap.magnitude >= full.gap.magnitude / 2
      {
        return found
      }
    }
    return full
  }

  /// Two points that differ in one coordinate alone, the second one greater there, whose values change the wrong way.
  func slope(around center: [Double], input: Int, sign: Int) -> ShapeWitness? {
    for step in steps {
      var (p, q) = (center, center)
      p[input] -= step
      q[input] += step
      if let found = confirm([p, q], [-1, 1], where: { $0 == sign }) { return found }
    }
    return nil
  }

  /// Four corners of a rectangle, f(a, b) + f(a′, b′) − f(a, b′) − f(a′, b), which is 0 where two inputs do not interact.
  func rectangle(around center: [Double], _ first: Int, _ second: Int) -> ShapeWitness? {
    for step in steps {
      let corners = [(-1.0, -1.0), (1, 1), (-1, 1), (1, -1)].map { signs in
        var point = center
        point[first] += signs.0 * step
        point[second] += signs.1 * step
        return point
      }
      if let found = confirm(corners, [1, 1, -1, -1], where: { $0 != 0 }) { return found }
    }
    return nil
  }

  /// From a quarter of the domain's extent down, by halves.
  private var steps: [Double] { (2..<60).map { size * Double(sign: .plus, exponent: -$0, significand: 1) } }
}

extension Dissection {
  /// The longest side of the domain's box.
  var extent: Double? {
    switch domain {
    case .box(let box): zip(box.lower, box.upper).map { $1 - $0 }.max()
    case .polytope(let polytope): zip(polytope.box.lower, polytope.box.upper).map { $1 - $0 }.max()
    case .polygon(let polygon), .slice(_, let polygon):
      max(polygon.bounds.upper.x - polygon.bounds.lower.x, polygon.bounds.upper.y - polygon.bounds.lower.y)
    case .input(_, let range, _): range.upperBound - range.lowerBound
    case .segment: 1
    case .wholeSpace: nil
    }
  }
}

extension Double {
  /// With so many significant digits.
  func rounded(toDigits digits: Int) -> Double { Double(DecimalText.significant(self, digits: digits)) ?? self }
}
