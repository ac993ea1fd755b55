import BigInt
import KnotworkGeometry

/// An exact fraction of integers, in lowest terms, the denominator positive. Slow and obviously right.
package struct Rational: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let numerator: BigInt
  package let denominator: BigInt

  package init(_ numerator: BigInt, _ denominator: BigInt) {
    precondition(denominator != 0, "a fraction with denominator 0")
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    let sign: BigInt = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / divisor
    self.denominator = sign * denominator / divisor
  }

  package init(_ integer: Int) { self.init(BigInt(integer), 1) }

  /// The exact value of a finite double.
  package init(_ value: Double) {
    guard value != 0 else {
      self.init(0)
      return
    }
    let significand = BigInt(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0))
    let exponent = Int(max(value.exponentBitPattern, 1)) - 1075
    let signed = value < 0 ? -significand : significand
    self.init(exponent >= 0 ? signed << exponent : signed, exponent >= 0 ? 1 : BigInt(1) << -exponent)
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
    Rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }
  package static func - (a: Rational, b: Rational) -> Rational { a + (-b) }
  package static prefix func - (a: Rational) -> Rational { Rational(-a.numerator, a.denominator) }
  package static func * (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.numerator, a.denominator * b.denominator)
  }
  package static func / (a: Rational, b: Rational) -> Rational {
    Rational(a.numerator * b.denominator, a.denominator * b.numerator)
  }
  package static func < (a: Rational, b: Rational) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }

  /// A double within a few units in the last place.
  package var approximate: Double {
    guard !numerator.isZero else { return 0 }
    let shift = 64 - (numerator.magnitude.bitWidth - denominator.magnitude.bitWidth)
    let scaled =
      shift >= 0
      ? (numerator.magnitude << shift) / denominator.magnitude : numerator.magnitude / (denominator.magnitude << -shift)
    let value = Double(sign: .plus, exponent: -shift / 2, significand: Double(scaled))
    let magnitude = Double(sign: .plus, exponent: -shift - -shift / 2, significand: value)
    return signum < 0 ? -magnitude : magnitude
  }

  package var description: String { "\(numerator)/\(denominator)" }
}
