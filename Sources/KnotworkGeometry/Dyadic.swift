/// An exact number of the form m · 2ᵉ with integers m and e: the ring that doubles generate under +, − and ×.
///
/// Every finite `Double` is dyadic, so sums and products of network weights are computed without any rounding, and
/// without the fractions and common divisors that rational arithmetic needs. The magnitude is stored in base 2⁶⁴,
/// aligned to whole limbs, so that addition never shifts bits: value = sign · Σᵢ limbs[i] · 2^(64 (i + scale)).
/// Neither the lowest nor the highest limb is zero, hence equal values have equal representations.
///
/// - Complexity: addition and comparison are linear in the number of limbs, multiplication is quadratic.
public struct Dyadic: Hashable, Sendable {
  /// −1, 0 or 1.
  public let signum: Int
  let limbs: [UInt64]
  let scale: Int

  /// The number 0.
  public static let zero = Dyadic(signum: 0, limbs: [], scale: 0)
  /// The number 1.
  public static let one = Dyadic(1)

  private init(signum: Int, limbs: [UInt64], scale: Int) {
    self.signum = signum
    self.limbs = limbs
    self.scale = scale
  }

  /// A number from limbs that may have zeros at either end; brings them to canonical form.
  init(signum: Int, trimming limbs: [UInt64], scale: Int) {
    guard signum != 0, let low = limbs.firstIndex(where: { $0 != 0 }) else {
      self = .zero
      return
    }
    let high = limbs.lastIndex { $0 != 0 }!
    let isTrimmed = low == 0 && high == limbs.count - 1
    self.init(signum: signum, limbs: isTrimmed ? limbs : Array(limbs[low...high]), scale: scale + low)
  }

  /// The exact value of a double.
  ///
  /// - Requires: `value` is finite.
  public init(_ value: Double) {
    precondition(value.isFinite, "Dyadic(\(value)): only finite doubles have an exact value")
    guard value != 0 else {
      self = .zero
      return
    }
    let fraction = value.significandBitPattern
    let isNormal = value.exponentBitPattern != 0
    let mantissa = isNormal ? fraction | (1 << 52) : fraction
    let exponent = Int(isNormal ? value.exponentBitPattern : 1) - 1075
    let scale = exponent >> 6
    let shift = UInt64(exponent & 63)
    let low = mantissa << shift
    let high = shift == 0 ? 0 : mantissa >> (64 - shift)
    self.init(signum: value < 0 ? -1 : 1, trimming: [low, high], scale: scale)
  }

  /// Whether this is 0.
  public var isZero: Bool { signum == 0 }

  /// The distance from zero.
  public var magnitude: Dyadic { signum < 0 ? -self : self }
}

extension Dyadic: Comparable {
  /// Exact comparison.
  public static func < (left: Dyadic, right: Dyadic) -> Bool {
    if left.signum != right.signum { return left.signum < right.signum }
    let order = compareMagnitudes(left, right)
    return left.signum > 0 ? order < 0 : order > 0
  }

  /// −1, 0 or 1 as |left| is less than, equal to or greater than |right|.
  static func compareMagnitudes(_ left: Dyadic, _ right: Dyadic) -> Int {
    let top = left.limbs.count + left.scale
    let otherTop = right.limbs.count + right.scale
    if left.isZero || right.isZero { return left.limbs.count == right.limbs.count ? 0 : (left.isZero ? -1 : 1) }
    if top != otherTop { return top < otherTop ? -1 : 1 }
    for (a, b) in zip(left.limbs.reversed(), right.limbs.reversed()) where a != b { return a < b ? -1 : 1 }
    let difference = left.limbs.count - right.limbs.count
    return difference == 0 ? 0 : (difference < 0 ? -1 : 1)
  }
}
