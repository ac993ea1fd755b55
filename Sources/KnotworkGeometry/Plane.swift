/// A plane in ℝⁿ with coordinates: (s, t) ↦ origin + s · first + t · second. Its own coordinates are what a slice of a
/// network is described in.
///
/// The columns are kept exactly, also where they are differences of doubles, so that a plane through three points passes
/// through them and not merely near them.
public struct Plane: Equatable, Sendable {
  /// The image of (0, 0), n entries.
  public let origin: [Dyadic]
  /// What one step in s adds, n entries.
  public let first: [Dyadic]
  /// What one step in t adds, n entries.
  public let second: [Dyadic]

  private init(unchecked origin: [Dyadic], _ first: [Dyadic], _ second: [Dyadic]) {
    self.origin = origin
    self.first = first
    self.second = second
  }

  /// The plane origin + s · first + t · second.
  ///
  /// - Throws: ``InvalidGeometry`` when the counts differ, an entry is not finite, or the directions are parallel.
  public init(origin: [Double], directions first: [Double], _ second: [Double]) throws(InvalidGeometry) {
    try Plane.requireSameCount([origin, first, second], "an origin and two directions")
    try self.init(checking: origin.map(Dyadic.init), first.map(Dyadic.init), second.map(Dyadic.init))
  }

  /// The plane through three points: (0, 0) is `p`, (1, 0) is `q` and (0, 1) is `r`.
  ///
  /// - Throws: ``InvalidGeometry`` when the counts differ, an entry is not finite, or the points lie on one line.
  public init(through p: [Double], _ q: [Double], _ r: [Double]) throws(InvalidGeometry) {
    try Plane.requireSameCount([p, q, r], "three points")
    let origin = p.map(Dyadic.init)
    try self.init(
      checking: origin, zip(q, origin).map { Dyadic($0) - $1 }, zip(r, origin).map { Dyadic($0) - $1 })
  }

  private init(checking origin: [Dyadic], _ first: [Dyadic], _ second: [Dyadic]) throws(InvalidGeometry) {
    guard Plane.areIndependent(first, second) else {
      throw InvalidGeometry(
        "the two directions of a plane must not be parallel or zero (for three points: on one line)")
    }
    self.init(unchecked: origin, first, second)
  }

  private static func requireSameCount(_ parts: [[Double]], _ what: String) throws(InvalidGeometry) {
    let counts = parts.map(\.count)
    guard Set(counts).count == 1 else {
      throw InvalidGeometry(
        "a plane from \(what) with \(counts.map(String.init).joined(separator: ", ")) coordinates: expected as many of each"
      )
    }
    guard parts.joined().allSatisfy({ $0.isFinite }) else { throw InvalidGeometry("a plane needs finite coordinates") }
  }

  /// Two vectors are independent when one entry of each is non-zero and some 2 × 2 minor with it is.
  private static func areIndependent(_ first: [Dyadic], _ second: [Dyadic]) -> Bool {
    guard let pivot = first.firstIndex(where: { !$0.isZero }) else { return false }
    return first.indices.contains { !(first[pivot] * second[$0] - first[$0] * second[pivot]).isZero }
  }

  /// The plane of a two-input network itself: (s, t) ↦ (s, t).
  public static let identity = Plane(unchecked: [.zero, .zero], [.one, .zero], [.zero, .one])

  /// A line as a plane whose second direction is zero: what happens on a segment, seen by the two-dimensional engine.
  public static func line(through segment: Segment) -> Plane {
    let start = segment.start.map(Dyadic.init)
    return Plane(
      unchecked: start, zip(segment.end, start).map { Dyadic($0) - $1 },
      [Dyadic](repeating: .zero, count: segment.dimension))
  }

  /// The line x ↦ `point` with the coordinate `index` replaced by x.
  ///
  /// - Requires: `index` is a coordinate of `point`, whose entries are finite.
  public static func axis(_ index: Int, through point: [Double]) -> Plane {
    var origin = point.map(Dyadic.init)
    origin[index] = .zero
    let zero = [Dyadic](repeating: .zero, count: point.count)
    var direction = zero
    direction[index] = .one
    return Plane(unchecked: origin, direction, zero)
  }

  /// Whether the second direction is zero, as for ``line(through:)`` and ``axis(_:through:)``.
  public var isLine: Bool { second.allSatisfy(\.isZero) }

  /// Dimension of the space that the plane lies in.
  public var dimension: Int { origin.count }

  /// The point with plane coordinates (s, t), each entry rounded once.
  public func point(at position: SIMD2<Double>) -> [Double] {
    exactPoint(at: (Dyadic(position.x), Dyadic(position.y))).map(\.nearest)
  }

  /// The point with plane coordinates (s, t), without rounding.
  public func exactPoint(at position: (Dyadic, Dyadic)) -> [Dyadic] {
    origin.indices.map { origin[$0] + position.0 * first[$0] + position.1 * second[$0] }
  }
}
