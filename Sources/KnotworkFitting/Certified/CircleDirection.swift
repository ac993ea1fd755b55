import KnotworkGeometry

/// a · b − c · d, with its sign and, where it is asked for, its exact value.
struct Minor {
  private let a: Double
  private let b: Double
  private let c: Double
  private let d: Double
  let signum: Int
  /// The value, and how far it may be off.
  let value: Double
  let error: Double

  init(_ a: Double, _ b: Double, _ c: Double, _ d: Double) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
    signum = Direction.signOfDifference(a, b, c, d)
    value = a * b - c * d
    error = ((a * b).magnitude + (c * d).magnitude) * 0x1p-51
  }

  static prefix func - (minor: Minor) -> Minor { Minor(minor.c, minor.d, minor.a, minor.b) }

  var exact: Dyadic { Dyadic(a) * Dyadic(b) - Dyadic(c) * Dyadic(d) }
}

/// A row of three coordinates, seen on the plane through the origin that is normal to another row: u ↦ u · x for u = α p + β q
/// is α (p · x) + β (q · x), and both products are 2 × 2 minors of the two rows.
struct CircleDirection: PlanarDirection {
  private let x: Minor
  private let y: Minor

  private init(_ x: Minor, _ y: Minor) {
    self.x = x
    self.y = y
  }

  /// The plane normal to `axis` has the basis p = axis[a] e_b − axis[b] e_a, q = axis[a] e_c − axis[c] e_a, where a is the
  /// coordinate in which the axis is largest.
  init(_ row: SIMD3<Double>, normalTo axis: SIMD3<Double>) {
    let (a, b, c) = CircleDirection.order(axis)
    self.init(Minor(axis[a], row[b], axis[b], row[a]), Minor(axis[a], row[c], axis[c], row[a]))
  }

  /// The coordinates, that in which a row is largest first.
  private static func order(_ axis: SIMD3<Double>) -> (Int, Int, Int) {
    let a = (0..<3).max { axis[$0].magnitude < axis[$1].magnitude } ?? 0
    return (a, (a + 1) % 3, (a + 2) % 3)
  }

  /// The basis of the plane normal to an axis.
  static func basis(normalTo axis: SIMD3<Double>) -> (SIMD3<Double>, SIMD3<Double>) {
    let (a, b, c) = order(axis)
    var (p, q) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
    (p[b], p[a]) = (axis[a], -axis[b])
    (q[c], q[a]) = (axis[a], -axis[c])
    return (p, q)
  }

  var isZero: Bool { x.signum == 0 && y.signum == 0 }
  var left: CircleDirection { CircleDirection(-y, x) }
  var right: CircleDirection { CircleDirection(y, -x) }
  var isUpper: Bool { y.signum > 0 || (y.signum == 0 && x.signum > 0) }
  var coordinates: SIMD2<Double> { SIMD2(x.value, y.value) }

  func turn(to other: CircleDirection) -> Int { CircleDirection.sign(x, other.y, y, other.x) }
  func signOfProduct(with other: CircleDirection) -> Int { CircleDirection.sign(x, other.x, -y, other.y) }

  /// The sign of p q − r s.
  private static func sign(_ p: Minor, _ q: Minor, _ r: Minor, _ s: Minor) -> Int {
    let (left, right) = (p.value * q.value, r.value * s.value)
    let difference = left - right
    let error =
      p.value.magnitude * q.error + q.value.magnitude * p.error + p.error * q.error + r.value.magnitude * s.error
      + s.value.magnitude * r.error + r.error * s.error + (left.magnitude + right.magnitude) * 0x1p-51
    if difference.magnitude > error * 1.01, error > 0x1p-800 { return difference > 0 ? 1 : -1 }
    return (p.exact * q.exact - r.exact * s.exact).signum
  }
}
