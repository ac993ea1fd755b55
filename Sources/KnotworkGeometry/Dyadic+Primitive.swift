import BigInt

extension Dyadic {
  /// A vector of the same direction whose coordinates are whole numbers without a common divisor; zero stays zero.
  ///
  /// - Complexity: one greatest common divisor for each coordinate.
  package static func primitive(_ vector: [Dyadic]) -> [Dyadic] {
    let least = vector.filter { !$0.isZero }.map(\.scale).min() ?? 0
    let whole = vector.map { $0.isZero ? 0 : $0.integer << (64 * ($0.scale - least)) }
    var divisor = BigUInt(0)
    for number in whole { divisor = divisor.greatestCommonDivisor(with: number.magnitude) }
    guard divisor > 0 else { return vector }
    return whole.map { Dyadic(integer: BigInt(sign: $0.sign, magnitude: $0.magnitude / divisor)) }
  }

  /// The exponent e of the largest power 2ᵉ that is not above the number's size, or one more where rounding reaches it; 0 for 0.
  package var exponent: Int { scientific.exponent }

  /// The whole number m of m · 2^(64 scale).
  private var integer: BigInt {
    BigInt(sign: signum < 0 ? .minus : .plus, magnitude: BigUInt(words: limbs.map { UInt($0) }))
  }
}
