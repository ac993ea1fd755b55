import BigInt

/// The point where hyperplanes meet, without rounding: numerators over one denominator.
public struct HomogeneousPoint: Sendable {
  /// Coordinate k is numerators[k] / denominator; the denominator is positive.
  public let numerators: [Dyadic]
  /// The common denominator.
  public let denominator: Dyadic

  /// A point of doubles, exact as they are.
  public init(_ coordinates: [Double]) {
    numerators = coordinates.map { Dyadic($0) }
    denominator = .one
  }

  /// Numerators over a denominator that is positive.
  package init(numerators: [Dyadic], denominator: Dyadic) {
    self.numerators = numerators
    self.denominator = denominator
  }

  /// The point where all of the hyperplanes a · x + b = 0 meet; nil unless exactly one point lies on d independent ones.
  ///
  /// Gauss–Jordan elimination in integers over one denominator (Bareiss 1968), with any independent rows.
  /// - Parameters:
  ///   - rows: the d coefficients of each hyperplane and its constant b; rows that depend on others are ignored.
  ///   - dimension: d.
  /// - Complexity: O(rows · d²) integer operations on numbers of at most d times the rows' length.
  public init?(meetingOf rows: [[Dyadic]], dimension: Int) {
    var entries = rows.map { DyadicIntegers.scaled($0) }
    var divisor = BigInt(1)
    var pivots: [Int] = []
    for column in 0..<dimension {
      let open = entries.indices.filter { !pivots.contains($0) && entries[$0][column] != 0 }
      // The shortest pivot keeps the numbers small.
      guard let pivot = open.min(by: { entries[$0][column].bitWidth < entries[$1][column].bitWidth }) else {
        return nil
      }
      let element = entries[pivot][column]
      for row in entries.indices where row != pivot {
        let factor = entries[row][column]
        for index in 0...dimension {
          entries[row][index] = (entries[row][index] * element - factor * entries[pivot][index]) / divisor
        }
      }
      divisor = element
      pivots.append(pivot)
    }
    let sign: BigInt = divisor < 0 ? -1 : 1
    numerators = pivots.map { Dyadic(integer: -sign * entries[$0][dimension]) }
    denominator = Dyadic(integer: sign * divisor)
  }

  /// The sign of a · x + b at the point, for d coefficients and the constant b.
  public func sign(of row: [Dyadic]) -> Int {
    zip(row, numerators).reduce(row[numerators.count] * denominator) { $0 + $1.0 * $1.1 }.signum
  }

  /// The coordinates, each rounded faithfully.
  public var rounded: [Double] { numerators.map { Dyadic.quotient($0, denominator) } }

  /// The coordinates to a number of significant bits.
  package func coordinates(bits: Int) -> [Dyadic] { numerators.map { Dyadic.quotient($0, denominator, bits: bits) } }

  /// Whether `coordinates` are the point itself.
  public func equals(_ coordinates: [Double]) -> Bool {
    zip(numerators, coordinates).allSatisfy { $0 == Dyadic($1) * denominator }
  }
}

/// Dyadic numbers as integers, by a common power of two.
enum DyadicIntegers {
  /// The smallest integers in the same proportions that a power of two leads to.
  static func scaled(_ values: [Dyadic]) -> [BigInt] {
    let lowest = values.filter { !$0.isZero }.map(\.scale).min() ?? 0
    let integers = values.map { $0.integer(atScale: lowest) }
    // Small numbers are what makes integer arithmetic fast.
    let spare = spareBits(integers)
    return integers.map { $0 >> spare }
  }

  /// The power of two that ``scaled(_:)`` multiplies with.
  static func factor(of values: [Dyadic]) -> Dyadic {
    let lowest = values.filter { !$0.isZero }.map(\.scale).min() ?? 0
    return Dyadic.one.scaled(by: -64 * lowest - spareBits(values.map { $0.integer(atScale: lowest) }))
  }

  /// The power of two that leads back from ``scaled(_:)``.
  static func inverseFactor(of values: [Dyadic]) -> Dyadic {
    let lowest = values.filter { !$0.isZero }.map(\.scale).min() ?? 0
    return Dyadic.one.scaled(by: 64 * lowest + spareBits(values.map { $0.integer(atScale: lowest) }))
  }

  private static func spareBits(_ integers: [BigInt]) -> Int {
    integers.filter { $0 != 0 }.map(\.trailingZeroBitCount).min() ?? 0
  }
}

extension Dyadic {
  /// An integer.
  init(integer value: BigInt) {
    self.init(
      signum: value.isZero ? 0 : value.sign == .minus ? -1 : 1, trimming: value.magnitude.words.map { UInt64($0) },
      scale: 0)
  }

  /// The quotient to a number of significant bits, rounded towards 0.
  ///
  /// - Requires: `divisor` is not zero.
  package static func quotient(_ dividend: Dyadic, _ divisor: Dyadic, bits: Int) -> Dyadic {
    guard !dividend.isZero else { return .zero }
    let (a, b) = (dividend.integer(atScale: dividend.scale), divisor.integer(atScale: divisor.scale))
    let shift = bits + b.bitWidth - a.bitWidth
    let quotient = shift >= 0 ? (a << shift) / b : a / (b << -shift)
    return Dyadic(integer: quotient).scaled(by: 64 * (dividend.scale - divisor.scale) - shift)
  }

  /// The number divided by 2^(64 · scale), an integer.
  ///
  /// - Requires: `lowest` is at most the number's own scale.
  fileprivate func integer(atScale lowest: Int) -> BigInt {
    guard !isZero else { return 0 }
    let magnitude = BigUInt(words: limbs.map { UInt($0) }) << (64 * (scale - lowest))
    return BigInt(sign: signum < 0 ? .minus : .plus, magnitude: magnitude)
  }
}
