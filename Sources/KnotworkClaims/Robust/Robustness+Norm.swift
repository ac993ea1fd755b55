import Knotwork
import KnotworkGeometry

extension Robustness.Norm {
  /// A distance, rounded up.
  func distance(_ first: [Double], _ second: [Double]) -> Double {
    let steps = zip(first, second).map { (Dyadic($0) - Dyadic($1)).magnitude }
    switch self {
    case .infinity: return (steps.max() ?? .zero).roundedUp
    case .one: return steps.reduce(.zero, +).roundedUp
    case .two:
      let sum = steps.reduce(Dyadic.zero) { $0 + $1 * $1 }
      var root = sum.roundedUp.squareRoot()
      while Dyadic(root) * Dyadic(root) < sum { root = root.nextUp }
      return root
    }
  }

  /// A half-space that contains the ball around a point, and whose boundary lies between the ball and another point, as near the ball as
  /// doubles allow; nil where the norm's balls are boxes.
  func cut(between center: [Double], radius: Double, and point: [Double]) -> LinearConstraint? {
    let steps = zip(point, center).map { $0 - $1 }
    var normal: [Double]
    var reach = radius
    switch self {
    case .infinity: return nil
    case .one: normal = steps.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    case .two:
      let size = steps.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard size > 0, size.isFinite else { return nil }
      normal = steps.map { $0 / size }
      // The normal is as long as rounding leaves it.
      let square = normal.reduce(Dyadic.zero) { $0 + Dyadic($1) * Dyadic($1) }
      reach = (radius * max(1, square.roundedUp.squareRoot().nextUp)).nextUp
    }
    normal = normal.map { $0.isFinite ? $0 : 0 }
    let offset = zip(normal, center).reduce(Dyadic(reach)) { $0 + Dyadic($1.0) * Dyadic($1.1) }.roundedUp
    let terms = normal.enumerated().filter { $0.element != 0 }.map {
      LinearConstraint.Term($0.element, .input($0.offset))
    }
    return offset.isFinite && !terms.isEmpty ? LinearConstraint(terms, atMost: offset) : nil
  }
}
