import BigInt

/// A point with exact coordinates x / w and y / w: three integers, the last positive.
package struct ExactPoint: Sendable {
  let homogeneous: (x: BigInt, y: BigInt, w: BigInt)

  package var x: Rational { Rational(homogeneous.x, homogeneous.w) }
  package var y: Rational { Rational(homogeneous.y, homogeneous.w) }

  package init(_ x: Rational, _ y: Rational) {
    let least = min(0, x.exponent, y.exponent)
    homogeneous = (
      (x.numerator * y.denominator) << (x.exponent - least), (y.numerator * x.denominator) << (y.exponent - least),
      (x.denominator * y.denominator) << -least
    )
  }

  /// Where two lines that are not parallel meet: the vector product of their coefficients, by Cramer's rule.
  init(_ p: ExactMap, _ q: ExactMap) {
    let (x, y, w) = (p.y * q.constant - p.constant * q.y, p.constant * q.x - p.x * q.constant, p.x * q.y - p.y * q.x)
    let twos = [x, y, w].lazy.filter { !$0.isZero }.map(\.trailingZeroBitCount).min() ?? 0
    let sign: BigInt = w.sign == .minus ? -1 : 1
    homogeneous = (sign * x >> twos, sign * y >> twos, sign * w >> twos)
  }
}

/// An exact affine function (x · first + y · second + constant) · 2^exponent of a point with integer coefficients, not all of
/// them even, or all 0: there is one such form of each. As a line, it is where the function is 0.
package struct ExactMap: Hashable, Sendable {
  let x: BigInt
  let y: BigInt
  let constant: BigInt
  let exponent: Int

  init(x: BigInt, y: BigInt, constant: BigInt, exponent: Int) {
    let twos = [x, y, constant].lazy.filter { !$0.isZero }.map(\.trailingZeroBitCount).min()
    self.x = x >> (twos ?? 0)
    self.y = y >> (twos ?? 0)
    self.constant = constant >> (twos ?? 0)
    self.exponent = twos.map { exponent + $0 } ?? 0
  }

  /// The function a · first + b · second + c.
  ///
  /// - Requires: that the coefficients are sums of powers of two, as doubles are.
  package init(_ a: Rational, _ b: Rational, _ c: Rational) {
    precondition(a.denominator == 1 && b.denominator == 1 && c.denominator == 1, "a coefficient that is not dyadic")
    let least = min(a.exponent, b.exponent, c.exponent)
    self.init(
      x: a.numerator << (a.exponent - least), y: b.numerator << (b.exponent - least),
      constant: c.numerator << (c.exponent - least), exponent: least)
  }

  /// Σ weightₖ mapₖ + bias, over the least power of two among the terms.
  ///
  /// - Requires: that weights and bias are dyadic.
  init(_ weights: [Rational], of maps: [ExactMap], bias: Rational) {
    let terms = zip(weights, maps).filter { $0.0.signum != 0 }
    let least = terms.reduce(bias.exponent) { min($0, $1.0.exponent + $1.1.exponent) }
    var (x, y, constant) = (BigInt.zero, BigInt.zero, bias.numerator << (bias.exponent - least))
    for (weight, map) in terms {
      let factor = weight.numerator << (weight.exponent + map.exponent - least)
      x += factor * map.x
      y += factor * map.y
      constant += factor * map.constant
    }
    self.init(x: x, y: y, constant: constant, exponent: least)
  }

  /// The line through two points.
  init(through p: ExactPoint, _ q: ExactPoint) {
    let (p, q) = (p.homogeneous, q.homogeneous)
    self.init(
      x: p.y * q.w - p.w * q.y, y: p.w * q.x - p.x * q.w, constant: p.x * q.y - p.y * q.x, exponent: 0)
  }

  package var a: Rational { Rational(x, 1, exponent: exponent) }
  package var b: Rational { Rational(y, 1, exponent: exponent) }
  package var c: Rational { Rational(constant, 1, exponent: exponent) }

  /// An integer with the sign of the value.
  func numerator(at p: ExactPoint) -> BigInt {
    x * p.homogeneous.x + y * p.homogeneous.y + constant * p.homogeneous.w
  }

  package func callAsFunction(_ p: ExactPoint) -> Rational {
    Rational(numerator(at: p), p.homogeneous.w, exponent: exponent)
  }
}
