extension Dyadic {
  /// The nearest double, ties to even; ±infinity beyond the range of `Double`.
  public var nearest: Double {
    guard let leading = limbs.last else { return 0 }
    // Gather the 64 leading bits, and remember in the last one whether anything follows them ("sticky").
    let shift = leading.leadingZeroBitCount
    let next = limbs.count > 1 ? limbs[limbs.count - 2] : 0
    var window = shift == 0 ? leading : (leading << UInt64(shift)) | (next >> UInt64(64 - shift))
    let rest = shift == 0 ? next : next << UInt64(shift)
    if rest != 0 || limbs.count > 2 { window |= 1 }
    let lowestBit = 64 * (scale + limbs.count - 1) - shift
    return Dyadic.rounded(window, lowestBit: lowestBit, isNegative: signum < 0)
  }

  /// `window` · 2^`lowestBit`, rounded once; the highest bit of `window` is set and its lowest is sticky.
  private static func rounded(_ window: UInt64, lowestBit: Int, isNegative: Bool) -> Double {
    let excess = max(11, -1074 - lowestBit)
    guard lowestBit + 63 <= 1024 else { return isNegative ? -.infinity : .infinity }
    guard excess <= 64 else { return isNegative ? -0.0 : 0 }
    let kept = excess == 64 ? 0 : window >> UInt64(excess)
    let halfway: UInt64 = 1 << UInt64(excess - 1)
    let dropped = excess == 64 ? window : window & ((1 << UInt64(excess)) - 1)
    let roundsUp = dropped > halfway || (dropped == halfway && kept & 1 == 1)
    let mantissa = kept + (roundsUp ? 1 : 0)
    // Two steps, so that the scale factor is representable when the result is subnormal or close to overflow.
    let exponent = lowestBit + excess
    let first = exponent / 2
    let value = Double(mantissa) * Double(sign: .plus, exponent: first, significand: 1)
    let result = value * Double(sign: .plus, exponent: exponent - first, significand: 1)
    return isNegative ? -result : result
  }

  /// The number as `fraction` · 2^`exponent` with 1 ≤ |fraction| < 2, the fraction rounded to nearest; never overflows.
  var scientific: (fraction: Double, exponent: Int) {
    guard !isZero else { return (0, 0) }
    let shifted = Dyadic(signum: signum, trimming: limbs, scale: 1 - limbs.count).nearest
    return (shifted.significand * (signum < 0 ? -1 : 1), Int(shifted.exponent) + 64 * (scale + limbs.count - 1))
  }

  /// The quotient as a double, faithfully rounded (the result is one of the two doubles next to the true quotient).
  ///
  /// - Requires: `divisor` is not zero.
  public static func quotient(_ dividend: Dyadic, _ divisor: Dyadic) -> Double {
    precondition(!divisor.isZero, "Dyadic.quotient: division by zero")
    guard !dividend.isZero else { return 0 }
    let (a, aExponent) = dividend.scientific
    let (b, bExponent) = divisor.scientific
    let first = a / b
    // One exact Newton correction makes the error far smaller than the last bit of the sum.
    let exponent = aExponent - bExponent
    let remainder = dividend - Dyadic(first).scaled(by: exponent) * divisor
    let (r, rExponent) = remainder.scientific
    let correction = Dyadic(r / b).scaled(by: rExponent - bExponent)
    return (Dyadic(first).scaled(by: exponent) + correction).nearest
  }

  /// The number times 2^`exponent`, exactly.
  public func scaled(by exponent: Int) -> Dyadic {
    let whole = exponent >> 6
    let power = Dyadic(Double(sign: .plus, exponent: exponent & 63, significand: 1))
    let product = self * power
    return Dyadic(signum: product.signum, trimming: product.limbs, scale: product.scale + whole)
  }
}
