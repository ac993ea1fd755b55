import KnotworkGeometry

/// Products that tend to 0 at a hole although a factor is unbounded: f · ln g, where f and g vanish there, as x · ln x at 0.
extension RealExpression {
  /// The values of f · ln g near a hole at an end of an interval, on the side on which g > 0; nil where there is none, or no bound is
  /// found.
  ///
  /// With t the distance from the hole, |f| ≤ c tᵖ and a t ≤ g ≤ b t give |f ln g| ≤ c tᵖ (|ln t| + max(|ln a|, |ln b|)), and
  /// tᵖ |ln t| = s |ln s| / p for s = tᵖ, which increases up to s = 1/e and is at most 1/e before 1.
  func vanishingProduct(_ first: Node, _ second: Node, _ box: Setting) -> Jet? {
    guard !box.holes.isEmpty, case let x = box.box[0],
      let hole = box.holes.first(where: { $0 == x.lower || $0 == x.upper })
    else { return nil }
    for (factor, other) in [(first, second), (second, first)] {
      guard case .call(let name, let arguments) = other, name == "ln" || name == "log" else { continue }
      let inner = jet(arguments[0], box)
      // Where the logarithm is bounded nothing is to be done.
      guard inner.value.contains(0), vanishes(arguments[0], at: hole) else { continue }
      let slope = hole == x.lower ? inner.first.0 : -inner.first.0
      guard slope.lower > 0, slope.upper.isFinite, let bound = bound(factor, hole, box) else { continue }
      let width = (x.upper - x.lower).nextUp
      guard width > 1e-300 else { return Jet(filling: Interval(-1e-290, 1e-290)) }
      let power = Elementary.pow(width, bound.exponent)
      let logs = max(Elementary.log(slope.lower).magnitude, Elementary.log(slope.upper).magnitude)
      let own = power * Elementary.log(power).magnitude
      let most = power <= 0.36 ? own : max(0.3679, own)
      let largest = bound.factor * (most / bound.exponent + power * logs) * (1 + 1e-9)
      guard largest.isFinite else { return nil }
      return Jet(filling: Interval(-largest, largest))
    }
    return nil
  }

  private func vanishes(_ node: Node, at hole: Double) -> Bool {
    jet(node, Setting(box: [Interval(hole)], holes: [])).value == .zero
  }

  /// c and p with |f| ≤ c tᵖ on an interval, t being the distance from the hole.
  private func bound(_ node: Node, _ hole: Double, _ box: Setting) -> (factor: Double, exponent: Double)? {
    let whole = jet(node, box)
    let value = whole.value.magnitude
    switch node {
    case .negative(let x): return bound(x, hole, box)
    case .call("sqrt", let arguments):
      guard let inner = bound(arguments[0], hole, box) else { return nil }
      return ((inner.factor.squareRoot() * (1 + 1e-12)), inner.exponent / 2)
    case .power(let base, .number(let exponent)) where exponent > 0:
      guard let inner = bound(base, hole, box) else { return nil }
      return (Elementary.pow(inner.factor, exponent) * (1 + 1e-12), inner.exponent * exponent)
    case .product(let x, let y):
      for (first, second) in [(x, y), (y, x)] {
        let size = jet(second, box).value.magnitude
        if size.isFinite, let inner = bound(first, hole, box) { return ((inner.factor * size).nextUp, inner.exponent) }
      }
      return nil
    default:
      guard value.isFinite, vanishes(node, at: hole), whole.first.0.isBounded else { return nil }
      return (whole.first.0.magnitude, 1)
    }
  }
}
