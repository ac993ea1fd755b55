/// A convex polygon with positive area: vertices in counter-clockwise order, no three consecutive ones on a line.
public struct ConvexPolygon: Equatable, Sendable {
  /// At least three corners, counter-clockwise.
  public let vertices: [SIMD2<Double>]

  /// The convex polygon with these corners in order around it, either way round.
  ///
  /// Repeated corners and corners in the middle of an edge are dropped; all decisions are exact.
  /// - Throws: ``InvalidGeometry`` when a coordinate is not finite, the area is zero, or the polygon is not convex.
  /// - Complexity: O(k²) for k corners.
  public init(_ corners: [SIMD2<Double>]) throws(InvalidGeometry) {
    guard corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
      throw InvalidGeometry("a polygon needs finite coordinates")
    }
    var kept = ConvexPolygon.withoutFlatCorners(corners)
    guard kept.count >= 3 else {
      throw InvalidGeometry(
        "a polygon of \(corners.count) corners without area: expected three corners not on one line")
    }
    if orientation(kept[0], kept[1], kept[2]) < 0 { kept.reverse() }
    for index in kept.indices {
      let next = kept[(index + 1) % kept.count]
      for (other, corner) in kept.enumerated() where other != index && corner != next {
        guard orientation(kept[index], next, corner) > 0 else {
          throw InvalidGeometry(
            "the polygon is not convex: (\(corner.x), \(corner.y)) is not inside the edge from "
              + "(\(kept[index].x), \(kept[index].y)) to (\(next.x), \(next.y))")
        }
      }
    }
    vertices = kept
  }

  /// The rectangle of a two-dimensional box.
  ///
  /// - Requires: `box.dimension == 2`.
  public init(_ box: Box) {
    precondition(box.dimension == 2, "ConvexPolygon: a box of dimension \(box.dimension), expected 2")
    self.init(
      lower: SIMD2(box.lower[0], box.lower[1]), upper: SIMD2(box.upper[0], box.upper[1]))
  }

  /// The rectangle between two opposite corners.
  ///
  /// - Requires: `lower` is less than `upper` in both coordinates, by no more than the largest double.
  public init(lower: SIMD2<Double>, upper: SIMD2<Double>) {
    precondition(
      lower.x < upper.x && lower.y < upper.y && (upper.x - lower.x).isFinite && (upper.y - lower.y).isFinite,
      "ConvexPolygon: an empty rectangle, or one longer than the largest double")
    vertices = [lower, [upper.x, lower.y], upper, [lower.x, upper.y]]
  }

  /// Drops corners that lie on the line through their neighbours, until none does.
  private static func withoutFlatCorners(_ corners: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var kept = corners
    var index = 0
    var sinceDrop = 0
    while kept.count >= 3, sinceDrop < kept.count {
      index %= kept.count
      let before = kept[(index + kept.count - 1) % kept.count]
      let after = kept[(index + 1) % kept.count]
      if orientation(before, kept[index], after) == 0 {
        kept.remove(at: index)
        sinceDrop = 0
        index = max(0, index - 1)
      } else {
        index += 1
        sinceDrop += 1
      }
    }
    return kept
  }

  /// Whether a point lies in the polygon, its boundary included; exact.
  public func contains(_ point: SIMD2<Double>) -> Bool {
    vertices.indices.allSatisfy { orientation(vertices[$0], vertices[($0 + 1) % vertices.count], point) >= 0 }
  }

  /// The area, by the shoelace formula about the first vertex.
  public var area: Double {
    var twice = 0.0
    let anchor = vertices[0]
    for index in 2..<vertices.count {
      let u = vertices[index - 1] - anchor
      let v = vertices[index] - anchor
      twice += u.x * v.y - u.y * v.x
    }
    return twice / 2
  }

  /// The smallest box around the polygon.
  public var bounds: (lower: SIMD2<Double>, upper: SIMD2<Double>) {
    vertices.reduce((vertices[0], vertices[0])) { (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1)) }
  }
}

/// The side of the directed line from `a` to `b` on which `c` lies: 1 left, −1 right, 0 on it; exact.
///
/// A floating-point filter after Shewchuk (1997) settles all but nearly collinear points; those are decided without
/// rounding.
/// - Requires: finite coordinates.
public func orientation(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Int {
  let left = (a.x - c.x) * (b.y - c.y)
  let right = (a.y - c.y) * (b.x - c.x)
  let determinant = left - right
  let bound = 3.3306690738754716e-16 * (left.magnitude + right.magnitude)
  if determinant.isFinite, bound.isFinite, bound > .leastNormalMagnitude * 4 {
    if determinant > bound { return 1 }
    if -determinant > bound { return -1 }
  }
  let (ax, ay, bx, by) = (Dyadic(a.x), Dyadic(a.y), Dyadic(b.x), Dyadic(b.y))
  let (cx, cy) = (Dyadic(c.x), Dyadic(c.y))
  return ((ax - cx) * (by - cy) - (ay - cy) * (bx - cx)).signum
}
