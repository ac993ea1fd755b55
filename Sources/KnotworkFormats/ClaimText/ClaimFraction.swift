import BigInt
import KnotworkGeometry

/// An exact fraction in lowest terms.
struct ClaimFraction: Equatable {
  let numerator: BigInt
  /// Positive.
  let denominator: BigInt

  static let zero = ClaimFraction(0, 1)
  static let one = ClaimFraction(1, 1)

  /// - Requires: `denominator` is not 0.
  init(_ numerator: BigInt, _ denominator: BigInt) {
    guard denominator != 1 else {
      self.init(reduced: numerator, 1)
      return
    }
    let divisor = numerator.greatestCommonDivisor(with: denominator) * (denominator < 0 ? -1 : 1)
    self.init(reduced: numerator / divisor, denominator / divisor)
  }

  /// - Requires: the fraction is in lowest terms, and `denominator` positive.
  private init(reduced numerator: BigInt, _ denominator: BigInt) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// A decimal number such as 12, 0.5, .5 or 1e-3; nil for another text, and for an exponent beyond 400.
  init?(decimal text: some StringProtocol) {
    let parts = text.lowercased().split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
    let fields = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = fields.joined()
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let mantissa = BigInt(digits)
    else { return nil }
    var exponent = -(fields.count > 1 ? fields[1].count : 0)
    if parts.count > 1 {
      guard let power = Int(parts[1].hasPrefix("+") ? parts[1].dropFirst() : parts[1]), power.magnitude <= 400 else {
        return nil
      }
      exponent += power
    }
    let factor = BigInt(10).power(Int(exponent.magnitude))
    self = exponent < 0 ? ClaimFraction(mantissa, factor) : ClaimFraction(mantissa * factor, 1)
  }

  var signum: Int { numerator.signum() > 0 ? 1 : numerator.isZero ? 0 : -1 }

  static func + (left: ClaimFraction, right: ClaimFraction) -> ClaimFraction {
    if left.numerator.isZero { return right }
    if right.numerator.isZero { return left }
    return ClaimFraction(
      left.numerator * right.denominator + right.numerator * left.denominator, left.denominator * right.denominator)
  }

  static func * (left: ClaimFraction, right: ClaimFraction) -> ClaimFraction {
    if right == .one { return left }
    if left == .one { return right }
    return ClaimFraction(left.numerator * right.numerator, left.denominator * right.denominator)
  }

  static prefix func - (value: ClaimFraction) -> ClaimFraction {
    ClaimFraction(reduced: -value.numerator, value.denominator)
  }

  /// 1 divided by it.
  ///
  /// - Requires: it is not 0.
  var inverse: ClaimFraction {
    numerator.sign == .minus
      ? ClaimFraction(reduced: -denominator, -numerator) : ClaimFraction(reduced: denominator, numerator)
  }

  /// The double that it is; nil where it is none.
  var double: Double? {
    let rounded = nearest
    guard rounded.isFinite, Dyadic(rounded) * ClaimFraction.dyadic(denominator) == ClaimFraction.dyadic(numerator)
    else { return nil }
    return rounded
  }

  /// A double next to it; infinite where it overflows.
  var nearest: Double { Dyadic.quotient(ClaimFraction.dyadic(numerator), ClaimFraction.dyadic(denominator)) }

  /// The least double that is not below it.
  var roundedUp: Double {
    ExactQuotient(ClaimFraction.dyadic(numerator), over: ClaimFraction.dyadic(denominator)).roundedUp
  }

  private static func dyadic(_ value: BigInt) -> Dyadic {
    var result = Dyadic.zero
    for (index, word) in value.magnitude.words.enumerated() {
      let (high, low) = (Double(word >> 32), Double(word & 0xFFFF_FFFF))
      result += Dyadic(high).scaled(by: 64 * index + 32) + Dyadic(low).scaled(by: 64 * index)
    }
    return value.sign == .minus ? -result : result
  }
}
