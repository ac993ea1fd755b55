import KnotworkGeometry

/// A fraction of dyadic numbers, without rounding. Sums and products of weights are dyadic; only a division makes a denominator other
/// than 1, and what it has in common with the numerator is then removed.
struct Rational: Comparable, Sendable {
  let numerator: Dyadic
  /// Positive.
  let denominator: Dyadic

  static let zero = Rational(.zero)
  static let one = Rational(.one)

  init(_ value: Dyadic) { (numerator, denominator) = (value, .one) }

  init(_ value: Double) { self.init(Dyadic(value)) }

  /// - Requires: `denominator` is not zero.
  init(_ numerator: Dyadic, over denominator: Dyadic) {
    let sign = denominator.signum
    precondition(sign != 0, "Rational: a denominator of 0")
    let (above, below) = (sign < 0 ? -numerator : numerator, denominator.magnitude)
    guard below != .one, !above.isZero else {
      (self.numerator, self.denominator) = (above, .one)
      return
    }
    let whole = Dyadic.primitive([above, below])
    // A power of two belongs to the numerator.
    let power = Dyadic.one.scaled(by: whole[1].exponent)
    let isPower = power == whole[1]
    self.numerator = isPower ? whole[0].scaled(by: -whole[1].exponent) : whole[0]
    self.denominator = isPower ? .one : whole[1]
  }

  var isZero: Bool { numerator.isZero }
  var signum: Int { numerator.signum }
  var magnitude: Rational { signum < 0 ? -self : self }

  /// The number as a fraction that knows how it is rounded.
  var quotient: ExactQuotient { ExactQuotient(numerator, over: denominator) }

  /// The nearest double where the number is dyadic, else one of the two next to it.
  var rounded: Double { denominator == .one ? numerator.nearest : Dyadic.quotient(numerator, denominator) }

  /// The least double that is not below the number.
  var roundedUp: Double { quotient.roundedUp }

  static func + (left: Rational, right: Rational) -> Rational {
    if left.denominator == right.denominator {
      return Rational(left.numerator + right.numerator, over: left.denominator)
    }
    return Rational(
      left.numerator * right.denominator + right.numerator * left.denominator,
      over: left.denominator * right.denominator)
  }

  static func - (left: Rational, right: Rational) -> Rational { left + -right }

  static prefix func - (value: Rational) -> Rational {
    Rational(reduced: -value.numerator, over: value.denominator)
  }

  static func * (left: Rational, right: Rational) -> Rational {
    Rational(left.numerator * right.numerator, over: left.denominator * right.denominator)
  }

  /// - Requires: `right` is not zero.
  static func / (left: Rational, right: Rational) -> Rational {
    Rational(left.numerator * right.denominator, over: left.denominator * right.numerator)
  }

  static func < (left: Rational, right: Rational) -> Bool {
    left.numerator * right.denominator < right.numerator * left.denominator
  }

  static func == (left: Rational, right: Rational) -> Bool {
    left.numerator * right.denominator == right.numerator * left.denominator
  }

  private init(reduced numerator: Dyadic, over denominator: Dyadic) {
    (self.numerator, self.denominator) = (numerator, denominator)
  }
}
