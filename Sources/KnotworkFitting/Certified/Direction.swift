import KnotworkGeometry

/// A direction of a plane whose order around the origin is decided without rounding.
protocol PlanarDirection {
  /// Whether the vector that gives the direction is zero, so that it has none.
  var isZero: Bool { get }
  /// A quarter turn to the left.
  var left: Self { get }
  /// A quarter turn to the right.
  var right: Self { get }
  /// The sign of the turn from this direction to the other: 1 left, −1 right, 0 same or opposite.
  func turn(to other: Self) -> Int
  /// The sign of the inner product.
  func signOfProduct(with other: Self) -> Int
  /// Whether the angle lies in [0, π), against [π, 2π).
  var isUpper: Bool { get }
}

extension PlanarDirection {
  /// Negative, zero or positive as the angle in [0, 2π) is less than, equal to or greater than the other's.
  func compareAngle(to other: Self) -> Int {
    if isUpper != other.isUpper { return isUpper ? -1 : 1 }
    return -turn(to: other)
  }
}

/// A direction of the plane, given by a vector that is not zero; positive multiples are the same direction.
struct Direction: PlanarDirection {
  let x: Double
  let y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var left: Direction { Direction(-y, x) }
  var right: Direction { Direction(y, -x) }

  /// −1, 0 or 1: the sign of a · b − c · d, without rounding.
  ///
  /// The two products carry a relative error of 2⁻⁵³ each and their difference another; where that does not settle the
  /// sign, or where products may underflow, it is decided in exact arithmetic (Shewchuk 1997).
  static func signOfDifference(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Int {
    let (left, right) = (a * b, c * d)
    let difference = left - right
    let bound = (left.magnitude + right.magnitude) * 0x1p-51
    if difference.magnitude > bound, bound > 0x1p-900 { return difference > 0 ? 1 : -1 }
    return (Dyadic(a) * Dyadic(b) - Dyadic(c) * Dyadic(d)).signum
  }

  func turn(to other: Direction) -> Int { Direction.signOfDifference(x, other.y, y, other.x) }

  func signOfProduct(with other: Direction) -> Int { Direction.signOfDifference(x, other.x, -y, other.y) }

  var isUpper: Bool { y > 0 || (y == 0 && x > 0) }
  var isZero: Bool { x == 0 && y == 0 }
}
