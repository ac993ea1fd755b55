import Knotwork
import KnotworkGeometry

extension LinearConstraint {
  /// That inputs lie in a half-space.
  init(_ side: HalfSpace) {
    self.init(
      side.normal.enumerated().filter { $0.element != 0 }.map { .init($0.element, .input($0.offset)) },
      atMost: side.offset)
  }
}

extension Polytope {
  /// Whether a point lies in all half-spaces, without rounding; the box is not looked at.
  package func isOnAllSides(_ point: [Double]) -> Bool {
    let exact = point.map(Dyadic.init)
    return halfSpaces.allSatisfy { side in
      zip(side.normal, exact).reduce(Dyadic.zero) { $0 + Dyadic($1.0) * $1.1 } <= Dyadic(side.offset)
    }
  }
}
