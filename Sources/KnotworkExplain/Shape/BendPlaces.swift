import Knotwork
import KnotworkGeometry

/// Where an output bends: how much each way, by unit and by place.
///
/// The bend of a crease is the jump of the slope along its normal; over an area it is the integral of the second derivative. On a line the
/// area of a knot is 1, in the plane it is a length.
public struct BendPlaces: Sendable {
  /// What some creases come to.
  public struct Total: Equatable, Sendable {
    /// How many bend the output up, as a valley, and how many down, as a ridge.
    public internal(set) var (convexCount, concaveCount) = (0, 0)
    /// The sums of bend times area of both; nil in more than three dimensions, and where vertices were not kept.
    public internal(set) var (convex, concave): (Double?, Double?) = (0, 0)

    mutating func add(_ bend: Double, _ area: Double?) {
      if bend > 0 {
        convexCount += 1
        convex = convex.flatMap { sum in area.map { sum + bend * $0 } }
      } else {
        concaveCount += 1
        concave = concave.flatMap { sum in area.map { sum + bend * $0 } }
      }
    }
  }

  /// The largest bend of one sign.
  public struct Largest: Equatable, Sendable {
    /// The jump of the slope.
    public let bend: Double
    /// The unit that makes it; of several the first.
    public let unit: Unit
    /// A point of the crease, rounded; nil where vertices were not kept.
    public let point: [Double]?
  }

  /// All creases.
  public private(set) var total = Total()
  /// The creases of each unit, in the order of units; those that bend nothing are left out.
  public private(set) var units: [(unit: Unit, total: Total)] = []
  /// The largest bend upwards, and the largest downwards; nil where there is none.
  public private(set) var (convex, concave): (Largest?, Largest?) = (nil, nil)
  /// The crease with the largest bend of each sign, for witnesses: a point, a normal, and its regions.
  private(set) var crossings: [Int: (crease: Crease, weight: Double)] = [:]

  /// The bends of an output of a dissection.
  init(_ dissection: Dissection, output: Int) {
    var byUnit: [Unit: Total] = [:]
    for crease in dissection.creases {
      let bend = crease.bends[output]
      guard bend != 0 else { continue }
      let vertices = crease.vertices
      let area = vertices.flatMap { $0.measure(dimension: dissection.dimension - 1) }
      total.add(bend, area)
      byUnit[crease.unit, default: Total()].add(bend, area)
      let sign = bend > 0 ? 1 : -1
      if bend.magnitude > ((sign > 0 ? convex : concave)?.bend ?? 0).magnitude {
        let largest = Largest(bend: bend, unit: crease.unit, point: vertices?.center)
        if sign > 0 { convex = largest } else { concave = largest }
      }
      // Where a witness is easiest to see.
      let weight = bend.magnitude * (area ?? 1)
      if weight > crossings[sign]?.weight ?? -1 { crossings[sign] = (crease, weight) }
    }
    units = byUnit.map { ($0.key, $0.value) }.sorted { $0.unit < $1.unit }
  }
}

extension Dissection {
  /// Where an output bends.
  ///
  /// - Requires: `output` is the number of an output.
  /// - Complexity: O(creases).
  public func bends(of output: Int = 0) -> BendPlaces { BendPlaces(self, output: output) }
}

extension [[Double]] {
  /// The mean of points.
  var center: [Double] {
    guard let first else { return [] }
    return first.indices.map { axis in reduce(0) { $0 + $1[axis] / Double(count) } }
  }

  /// The measure of a convex set of up to two dimensions with these vertices: 1 for a point, a length, or an area; nil in more.
  func measure(dimension: Int) -> Double? {
    switch dimension {
    case 0: return 1
    case 1: return count == 2 ? self[0].distance(to: self[1]) : nil
    case 2: return polygonArea
    default: return nil
    }
  }

  /// The area of a convex polygon in space, its vertices in any order.
  private var polygonArea: Double? {
    guard count > 2 else { return 0 }
    let center = center
    let arms = map { zip($0, center).map { $0 - $1 } }
    guard let first = arms.max(by: { $0.length < $1.length }), first.length > 0 else { return 0 }
    let axis = first.map { $0 / first.length }
    // The second axis is what of another arm stands upright on the first.
    let rests = arms.map { arm in
      let along = zip(arm, axis).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(arm, axis).map { $0 - along * $1 }
    }
    guard let second = rests.max(by: { $0.length < $1.length }), second.length > 0 else { return 0 }
    let upright = second.map { $0 / second.length }
    var flat = arms.map { arm in
      SIMD2(zip(arm, axis).reduce(0) { $0 + $1.0 * $1.1 }, zip(arm, upright).reduce(0) { $0 + $1.0 * $1.1 })
    }
    flat.sort { $0.halfTurn < $1.halfTurn }
    return flat.indices.reduce(0) { sum, index in
      let (p, q) = (flat[index], flat[(index + 1) % flat.count])
      return sum + (p.x * q.y - p.y * q.x) / 2
    }.magnitude
  }
}

extension [Double] {
  fileprivate var length: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
  fileprivate func distance(to other: [Double]) -> Double {
    zip(self, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }
}

extension SIMD2<Double> {
  /// A number that grows as the direction turns once round, from −2 to 2.
  fileprivate var halfTurn: Double {
    let size = x.magnitude + y.magnitude
    guard size > 0 else { return 0 }
    return y < 0 ? x / size - 1 : 1 - x / size
  }
}
