/// Enclosures of a function's value, gradient and second derivatives over a box of one or two coordinates.
///
/// Where a function bends, as |x| does, the gradient is the hull of its one-sided values (Clarke's), for which the mean value
/// theorem holds too, and the second derivatives are unbounded.
struct Jet {
  var value: Interval
  /// ∂₁, ∂₂.
  var first: (Interval, Interval)
  /// ∂₁₁, ∂₁₂, ∂₂₂.
  var second: (Interval, Interval, Interval)

  init(_ value: Interval) {
    self.value = value
    first = (.zero, .zero)
    second = (.zero, .zero, .zero)
  }

  /// Around a hole: the values are enclosed, the derivatives are not.
  init(filling value: Interval) {
    self.init(value.isPartial ? .entire : value)
    first = (.entire, .entire)
    second = (.entire, .entire, .entire)
  }

  /// A coordinate.
  init(coordinate: Int, over value: Interval) {
    self.init(value)
    if coordinate == 0 { first.0 = .one } else { first.1 = .one }
  }

  static prefix func - (f: Jet) -> Jet {
    var jet = Jet(-f.value)
    jet.first = (-f.first.0, -f.first.1)
    jet.second = (-f.second.0, -f.second.1, -f.second.2)
    return jet
  }

  static func + (f: Jet, g: Jet) -> Jet {
    var jet = Jet(f.value + g.value)
    jet.first = (f.first.0 + g.first.0, f.first.1 + g.first.1)
    jet.second = (f.second.0 + g.second.0, f.second.1 + g.second.1, f.second.2 + g.second.2)
    return jet
  }

  static func - (f: Jet, g: Jet) -> Jet { f + -g }

  static func * (f: Jet, g: Jet) -> Jet {
    var jet = Jet(f.value * g.value)
    jet.first = (
      f.first.0 * g.value + f.value * g.first.0, f.first.1 * g.value + f.value * g.first.1
    )
    let cross = f.first.0 * g.first.1 + f.first.1 * g.first.0
    let two = Interval(2)
    jet.second = (
      f.second.0 * g.value + two * (f.first.0 * g.first.0) + f.value * g.second.0,
      f.second.1 * g.value + cross + f.value * g.second.1,
      f.second.2 * g.value + two * (f.first.1 * g.first.1) + f.value * g.second.2
    )
    return jet
  }

  static func / (f: Jet, g: Jet) -> Jet {
    let inverse = Interval.one / g.value
    let square = inverse * inverse
    return f * g.composed(value: inverse, first: -square, second: Interval(2) * square * inverse)
  }

  /// h(f) for a function h with these enclosures of its value and derivatives over f's values.
  func composed(value: Interval, first outer: Interval, second: Interval) -> Jet {
    var jet = Jet(value)
    jet.first = (outer * first.0, outer * first.1)
    // Where f is constant along a coordinate, so is h(f), whatever h's second derivative.
    jet.second = (
      second * first.0.square + outer * self.second.0, second * (first.0 * first.1) + outer * self.second.1,
      second * first.1.square + outer * self.second.2
    )
    return jet
  }

  /// One of two functions, whichever is larger (or smaller).
  static func either(_ f: Jet, _ g: Jet, isMaximum: Bool) -> Jet {
    if isMaximum ? f.value.lower >= g.value.upper : f.value.upper <= g.value.lower { return f }
    if isMaximum ? g.value.lower >= f.value.upper : g.value.upper <= f.value.lower { return g }
    let flag = f.value.isPartial || g.value.isPartial
    var jet = Jet(
      isMaximum
        ? Interval(max(f.value.lower, g.value.lower), max(f.value.upper, g.value.upper), isPartial: flag)
        : Interval(min(f.value.lower, g.value.lower), min(f.value.upper, g.value.upper), isPartial: flag))
    jet.first = (f.first.0.hull(g.first.0), f.first.1.hull(g.first.1))
    func bent(_ p: Interval, _ q: Interval, _ first: (Interval, Interval)) -> Interval {
      p == q && first.0 == first.1 ? p : .entire
    }
    jet.second = (
      bent(f.second.0, g.second.0, (f.first.0, g.first.0)), .entire,
      bent(f.second.2, g.second.2, (f.first.1, g.first.1))
    )
    return jet
  }
}
