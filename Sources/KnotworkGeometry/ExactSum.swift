/// A sum of doubles without any rounding until it is read, so that the order of the terms, and how they are shared out to
/// threads, does not matter (Kulisch 1971).
package struct ExactSum: Sendable {
  /// Digits to base 2³²: limb k counts units of 2^(32 k − 1074). They carry over only now and then.
  private var limbs = [Int64](repeating: 0, count: 68)
  private var additions = 0

  /// The sum of no terms.
  package init() {}

  private static let lowestExponent = -1074

  /// - Requires: the term is finite.
  package mutating func add(_ term: Double) {
    guard term != 0 else { return }
    let isNormal = term.exponentBitPattern != 0
    let mantissa = term.significandBitPattern | (isNormal ? 1 << 52 : 0)
    let place = Int(isNormal ? term.exponentBitPattern : 1) - 1
    let (limb, shift) = (place >> 5, UInt64(place & 31))
    let low = (mantissa & 0xFFFF_FFFF) << shift
    let high = (mantissa >> 32) << shift
    let digits = (Int64(low & 0xFFFF_FFFF), Int64(low >> 32) + Int64(high & 0xFFFF_FFFF), Int64(high >> 32))
    let sign: Int64 = term < 0 ? -1 : 1
    limbs[limb] += sign * digits.0
    limbs[limb + 1] += sign * digits.1
    limbs[limb + 2] += sign * digits.2
    additions += 1
    if additions == 1 << 28 { carry() }
  }

  package mutating func add(_ other: ExactSum) {
    var other = other
    other.carry()
    carry()
    for index in limbs.indices { limbs[index] += other.limbs[index] }
    additions += 1
  }

  /// Brings all digits but the highest between 0 and 2³² − 1.
  private mutating func carry() {
    for index in 0..<limbs.count - 1 {
      let over = limbs[index] >> 32
      limbs[index] -= over << 32
      limbs[index + 1] += over
    }
    additions = 0
  }

  /// The sum, rounded once.
  package var value: Double { exact.nearest }

  /// The sum.
  package var exact: Dyadic {
    var sum = self
    sum.carry()
    return sum.limbs.indices.reduce(Dyadic.zero) { total, index in
      sum.limbs[index] == 0
        ? total
        : total + Dyadic(Double(sum.limbs[index])).scaled(by: 32 * index + ExactSum.lowestExponent)
    }
  }

  /// Doubles of which it is the sum, each the rest rounded: as few as that takes, and the same however the sum was made.
  ///
  /// - Requires: the sum is within the range of doubles.
  package var terms: [Double] {
    var terms: [Double] = []
    var rest = exact
    while !rest.isZero {
      let term = rest.nearest
      precondition(term.isFinite, "ExactSum: a sum beyond the range of doubles")
      terms.append(term)
      rest -= Dyadic(term)
    }
    return terms
  }

  /// The sum of some doubles.
  ///
  /// - Requires: they are finite.
  package init(of terms: some Sequence<Double>) {
    self.init()
    for term in terms { add(term) }
  }
}
