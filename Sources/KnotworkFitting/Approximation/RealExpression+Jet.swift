import KnotworkGeometry

extension RealExpression {
  /// Enclosures of value and derivatives over a box, one interval for each variable.
  ///
  /// - Parameter holes: places of the only variable at which a quotient with the denominator 0 is left out; the enclosures
  ///   then hold all other points of the box, and limits at such places.
  func jet(over box: [Interval], holes: [Double] = []) -> Jet { jet(root, Setting(box: box, holes: holes)) }

  struct Setting {
    let box: [Interval]
    let holes: [Double]
  }

  func jet(_ node: Node, _ box: Setting) -> Jet {
    switch node {
    case .number(let number): return Jet(Interval(number))
    case .constant(let constant): return Jet(constant.enclosure)
    case .variable(let index): return Jet(coordinate: index, over: box.box[index])
    case .negative(let x): return -jet(x, box)
    case .sum(let x, let y): return jet(x, box) + jet(y, box)
    case .difference(let x, let y): return jet(x, box) - jet(y, box)
    case .product(let x, let y):
      if x == y { return power(jet(x, box), 2) }
      return vanishingProduct(x, y, box) ?? jet(x, box) * jet(y, box)
    case .quotient(let x, let y): return quotient(x, y, box)
    case .power(let x, let y): return power(x, y, box)
    case .call(let name, let arguments): return call(name, arguments.map { jet($0, box) })
    }
  }

  private func quotient(_ x: Node, _ y: Node, _ box: Setting) -> Jet {
    let (f, g) = (jet(x, box), jet(y, box))
    guard !box.holes.isEmpty, g.value.contains(0), !g.value.isPartial, !f.value.isPartial else { return f / g }
    for hole in box.holes where box.box[0].contains(hole) {
      let point = Setting(box: [Interval(hole)], holes: [])
      let (above, below) = (jet(x, point), jet(y, point))
      guard below.value == .zero else { continue }
      if !g.first.0.contains(0) {
        // The denominator is 0 nowhere else. Cauchy's mean value theorem: f / g = f′(ξ) / g′(ξ) where both are 0 at the hole.
        return Jet(filling: above.value == .zero ? f.first.0 / g.first.0 : .entire)
      }
      if below.first.0 == .zero, !g.second.0.contains(0) {
        let isDouble = above.value == .zero && above.first.0 == .zero
        return Jet(filling: isDouble ? f.second.0 / g.second.0 : .entire)
      }
    }
    return f / g
  }

  private func power(_ base: Node, _ exponent: Node, _ box: Setting) -> Jet {
    let x = jet(base, box)
    let y = jet(exponent, box)
    guard y.value.isPoint, y.first.0 == .zero, y.first.1 == .zero else {
      if y.first.0 == .zero, y.first.1 == .zero, y.value.lower > 0, y.value.upper - y.value.lower < 1e-12 {
        // An exponent that is no double, such as 1/3.
        return x.composed(
          value: x.value.realPower(y.value.lower).hull(x.value.realPower(y.value.upper)),
          first: y.value * derivative(x.value, y.value.lower - 1).hull(derivative(x.value, y.value.upper - 1)),
          second: y.value * (y.value - .one)
            * derivative(x.value, y.value.lower - 2).hull(derivative(x.value, y.value.upper - 2)))
      }
      // x ^ y = exp(y ln x)
      return exponential(vanishingProduct(exponent, .call("ln", [base]), box) ?? y * logarithm(x))
    }
    let number = y.value.lower
    if number == number.rounded(), number.magnitude <= 64 {
      let n = Int(number)
      return n >= 0 ? power(x, n) : quotient(.number(1), .power(base, .number(Double(-n))), box)
    }
    return x.composed(
      value: x.value.realPower(number), first: Interval(number) * derivative(x.value, number - 1),
      second: Interval(number) * Interval(number - 1) * derivative(x.value, number - 2))
  }

  private func derivative(_ x: Interval, _ exponent: Double) -> Interval {
    let power = x.realPower(exponent)
    return power.lower.isNaN || power.upper.isNaN ? .entire : Interval(power.lower, power.upper)
  }

  private func power(_ x: Jet, _ n: Int) -> Jet {
    guard n > 0 else { return Jet(.one) }
    let first = Interval(Double(n)) * x.value.power(n - 1)
    let second = n < 2 ? Interval.zero : Interval(Double(n * (n - 1))) * x.value.power(n - 2)
    return x.composed(value: x.value.power(n), first: first, second: second)
  }

  private func exponential(_ x: Jet) -> Jet {
    let e = x.value.exponential
    return x.composed(value: e, first: e, second: e)
  }

  private func logarithm(_ x: Jet) -> Jet {
    let inverse = Interval.one / x.value
    return x.composed(value: x.value.logarithm, first: inverse, second: -inverse.square)
  }

  private func call(_ name: String, _ arguments: [Jet]) -> Jet {
    let x = arguments[0]
    let two = Interval(2)
    switch name {
    case "sin": return x.composed(value: x.value.sine, first: x.value.cosine, second: -x.value.sine)
    case "cos": return x.composed(value: x.value.cosine, first: -x.value.sine, second: -x.value.cosine)
    case "tan": return tangent(x)
    case "atan":
      let first = Interval.one / (.one + x.value.square)
      return x.composed(value: x.value.arcTangent, first: first, second: -(two * x.value * first.square))
    case "exp": return exponential(x)
    case "log", "ln": return logarithm(x)
    case "sqrt":
      let root = x.value.squareRoot
      let first = Interval(0.5) / root
      return x.composed(
        value: root, first: Interval(max(0, first.lower), first.upper), second: -(Interval(0.5) * first / x.value))
    case "abs":
      var jet = Jet.either(x, -x, isMaximum: true)
      jet.value = x.value.absolute
      return jet
    case "tanh":
      let value = x.value.hyperbolicTangent
      let first = (Interval.one - value.square).meet(Interval(0, 1))
      return x.composed(value: value, first: first, second: -(two * value * first))
    case "sigmoid":
      let value = (Interval.one / (.one + (-x.value).exponential)).meet(Interval(0, 1))
      let first = value * (.one - value)
      return x.composed(value: value, first: first, second: first * (.one - two * value))
    case "sinh":
      let (up, down) = (x.value.exponential, (-x.value).exponential)
      let (value, first) = (Interval(0.5) * (up - down), Interval(0.5) * (up + down))
      return x.composed(value: value, first: first, second: value)
    case "cosh":
      let (up, down) = (x.value.exponential, (-x.value).exponential)
      let (value, first) = (Interval(0.5) * (up + down), Interval(0.5) * (up - down))
      return x.composed(value: value, first: first, second: value)
    case "relu": return Jet.either(x, Jet(.zero), isMaximum: true)
    case "min": return Jet.either(x, arguments[1], isMaximum: false)
    case "max": return Jet.either(x, arguments[1], isMaximum: true)
    default: return Jet(.entire)
    }
  }

  /// Increasing between its poles, where the cosine is zero.
  private func tangent(_ x: Jet) -> Jet {
    guard !x.value.cosine.contains(0), x.value.upper - x.value.lower < 3 else {
      return x.composed(value: Interval.entire.partial(true), first: .entire, second: .entire)
    }
    let value = x.value.increasing(Elementary.tan)
    let first = Interval.one + value.square
    return x.composed(value: value, first: first, second: Interval(2) * value * first)
  }
}
