import BigInt
import KnotworkGeometry

/// An exact fraction numerator · 2^exponent / denominator of integers, numerator and denominator odd (or the numerator 0), the
/// denominator positive. Nothing but powers of two is cancelled: no operation pays for a greatest common divisor, and what is
/// made of weights alone, sums and products of doubles, has the denominator 1.
package struct Rational: Comparable, Sendable, CustomStringConvertible {
  package let numerator: BigInt
  package let denominator: BigInt
  package let exponent: Int

  package init(_ numerator: BigInt, _ denominator: BigInt, exponent: Int = 0) {
    precondition(!denominator.isZero, "a fraction with denominator 0")
    let (up, down) = (numerator.trailingZeroBitCount, denominator.trailingZeroBitCount)
    let odd = up == 0 ? numerator : numerator >> up
    self.numerator = denominator.sign == .minus ? -odd : odd
    let divisor = down == 0 ? denominator : denominator >> down
    self.denominator = numerator.isZero ? 1 : BigInt(divisor.magnitude)
    self.exponent = numerator.isZero ? 0 : exponent + up - down
  }

  package init(_ integer: Int) { self.init(BigInt(integer), 1) }

  /// The exact value of a finite double.
  package init(_ value: Double) {
    let significand = BigInt(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0))
    self.init(value < 0 ? -significand : significand, 1, exponent: Int(max(value.exponentBitPattern, 1)) - 1075)
  }

  /// The exact value of a dyadic number, taken off double by double.
  package init(_ value: Dyadic) {
    var rest = value
    var sum = Rational(0)
    // Scaled into the middle of the range of doubles, so that nothing underflows; numbers of tests are moderate.
    while !rest.isZero {
      let leading = rest.nearest
      precondition(leading != 0 && leading.isFinite, "a test uses a number beyond the range of doubles")
      sum = sum + Rational(leading)
      rest -= Dyadic(leading)
    }
    self = sum
  }

  package static let zero = Rational(0)
  package var signum: Int { numerator.isZero ? 0 : numerator.sign == .minus ? -1 : 1 }

  package static func + (a: Rational, b: Rational) -> Rational {
    if a.numerator.isZero { return b }
    if b.numerator.isZero { return a }
    let least = min(a.exponent, b.exponent)
    let (p, q) = (a.numerator << (a.exponent - least), b.numerator << (b.exponent - least))
    if a.denominator == b.denominator { return Rational(p + q, a.denominator, exponent: least) }
    return Rational(p * b.denominator + q * a.denominator, a.denominator * b.denominator, exponent: least)
  }
  package static func - (a: Rational, b: Rational) -> Rational { a + (-b) }
  package static prefix func - (a: Rational) -> Rational { Rational(-a.numerator, a.denominator, exponent: a.exponent) }
  package static func * (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.numerator, a.denominator * b.denominator, exponent: a.exponent + b.exponent)
  }
  package static func / (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.denominator, a.denominator * b.numerator, exponent: a.exponent - b.exponent)
  }
  package static func < (a: Rational, b: Rational) -> Bool { (a - b).signum < 0 }
  package static func == (a: Rational, b: Rational) -> Bool { (a - b).signum == 0 }

  /// The number with `bits` significant binary digits that is next to it in the direction of 0: |r − x| < 2^(1 − bits) |x|.
  package func rounded(toBits bits: Int) -> Rational {
    let shift = bits - (numerator.magnitude.bitWidth - denominator.magnitude.bitWidth)
    let quotient =
      shift >= 0
      ? (numerator.magnitude << shift) / denominator.magnitude : numerator.magnitude / (denominator.magnitude << -shift)
    return Rational(BigInt(sign: numerator.sign, magnitude: quotient), 1, exponent: exponent - shift)
  }

  /// A vector of the same direction without a common divisor, for numbers whose denominators are powers of two.
  package static func primitive(_ vector: [Rational]) -> [Rational] {
    let least = vector.filter { $0.signum != 0 }.map(\.exponent).min() ?? 0
    var divisor: BigInt = 0
    for number in vector where number.signum != 0 {
      precondition(number.denominator == 1, "a fraction in a vector of numbers with powers of two as denominators")
      divisor = divisor.greatestCommonDivisor(with: number.numerator)
    }
    guard divisor > 1 || least != 0 else { return vector }
    return vector.map { number in
      number.signum == 0 ? number : Rational(number.numerator / divisor, 1, exponent: number.exponent - least)
    }
  }

  /// A double within a few units in the last place.
  package var approximate: Double {
    guard !numerator.isZero else { return 0 }
    let short = rounded(toBits: 64)
    let value = Double(sign: .plus, exponent: short.exponent / 2, significand: Double(short.numerator))
    return Double(sign: .plus, exponent: short.exponent - short.exponent / 2, significand: value)
  }

  package var description: String { "\(numerator)/\(denominator) · 2^\(exponent)" }
}
