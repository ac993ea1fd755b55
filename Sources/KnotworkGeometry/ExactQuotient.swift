/// A fraction of two dyadic numbers, compared without rounding.
package struct ExactQuotient: Comparable, Sendable {
  /// The divisor is positive.
  package let dividend: Dyadic
  package let divisor: Dyadic

  /// - Requires: `divisor` is not zero.
  package init(_ dividend: Dyadic, over divisor: Dyadic) {
    self.dividend = divisor.signum < 0 ? -dividend : dividend
    self.divisor = divisor.magnitude
  }

  /// The quotient, faithfully rounded.
  package var rounded: Double { Dyadic.quotient(dividend, divisor) }

  /// The square root, rounded; the quotient itself may be too large or too small for a double.
  ///
  /// - Requires: the quotient is not negative.
  package var squareRoot: Double {
    guard !dividend.isZero else { return 0 }
    let exponent = (dividend.scientific.exponent - divisor.scientific.exponent) & ~1
    let root = Dyadic.quotient(dividend.scaled(by: -exponent), divisor).squareRoot()
    return Dyadic(root).scaled(by: exponent / 2).nearest
  }

  /// The greatest double that is not above the quotient, or −infinity.
  package var roundedDown: Double {
    let rounded = rounded
    guard rounded.isFinite else { return rounded < 0 ? rounded : .greatestFiniteMagnitude }
    return Dyadic(rounded) * divisor > dividend ? rounded.nextDown : rounded
  }

  /// The least double that is not below the quotient, or +infinity.
  package var roundedUp: Double { -ExactQuotient(-dividend, over: divisor).roundedDown }

  package static func < (left: ExactQuotient, right: ExactQuotient) -> Bool {
    left.dividend * right.divisor < right.dividend * left.divisor
  }

  package static func == (left: ExactQuotient, right: ExactQuotient) -> Bool {
    left.dividend * right.divisor == right.dividend * left.divisor
  }
}
