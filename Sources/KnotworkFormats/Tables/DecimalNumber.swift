/// Decimal numbers from bytes, correctly rounded, where they are not too long.
enum DecimalNumber {
  /// 10⁰ … 10²², which doubles hold exactly.
  private static let powers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  /// 5⁰ … 5²⁷, which 64 bits hold.
  private static let fives: [UInt64] = (0...27).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 5 } }

  /// The number that the bytes spell, or nil where they are not of the form -123.45e6, have more than 19 digits or a power of ten beyond
  /// ±27.
  ///
  /// Up to 2⁵³ · 10^±22 the digits and the power of ten are both exact, so that one operation rounds correctly (Clinger
  /// 1990). Longer numbers are an exact product, or a quotient with its remainder, of 64 bits each.
  static func parse(_ bytes: [UInt8], _ range: Range<Int>, decimal: UInt8) -> Double? {
    var index = range.lowerBound
    let end = range.upperBound
    guard index < end else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    var (digits, digitCount, decimals): (UInt64, Int, Int) = (0, 0, 0)
    var (hasPoint, hasDigit) = (false, false)
    scan: while index < end {
      let byte = bytes[index]
      if byte &- 0x30 < 10 {
        digits = digits &* 10 &+ UInt64(byte &- 0x30)
        // Zeros at the start are none of the digits that count.
        if digits != 0 { digitCount += 1 }
        hasDigit = true
        if hasPoint { decimals += 1 }
      } else if byte == decimal, !hasPoint {
        hasPoint = true
      } else if byte | 0x20 == UInt8(ascii: "e"), hasDigit {
        break scan
      } else {
        return nil
      }
      index += 1
    }
    guard hasDigit, digitCount <= 19, decimals < 400 else { return nil }
    var exponent = -decimals
    if index < end {
      guard let given = power(bytes, index + 1..<end) else { return nil }
      exponent += given
    }
    guard let value = value(digits, exponent) else { return nil }
    return isNegative ? -value : value
  }

  /// The power of ten behind its letter.
  private static func power(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    guard index < range.upperBound else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    guard index < range.upperBound, range.upperBound - index <= 4 else { return nil }
    var power = 0
    while index < range.upperBound {
      guard bytes[index] &- 0x30 < 10 else { return nil }
      power = power * 10 + Int(bytes[index] &- 0x30)
      index += 1
    }
    return isNegative ? -power : power
  }

  /// digits · 10^exponent, correctly rounded; nil for powers of ten that are too large.
  private static func value(_ digits: UInt64, _ exponent: Int) -> Double? {
    guard digits != 0 else { return 0 }
    if digits <= 1 << 53, (-22...22).contains(exponent) {
      return exponent < 0 ? Double(digits) / powers[-exponent] : Double(digits) * powers[exponent]
    }
    guard (-27...27).contains(exponent) else { return nil }
    if exponent >= 0 {
      let product = digits.multipliedFullWidth(by: fives[exponent])
      guard product.high != 0 else { return rounded(product.low, false, exponent) }
      let shift = product.high.leadingZeroBitCount
      let top = shift == 0 ? product.high : product.high << UInt64(shift) | product.low >> UInt64(64 - shift)
      return rounded(top, product.low << UInt64(shift) != 0, exponent + 64 - shift)
    }
    let divisor = fives[-exponent]
    let (first, second) = (digits.leadingZeroBitCount, divisor.leadingZeroBitCount)
    let dividend = digits << UInt64(first)
    let (quotient, remainder) = (divisor << UInt64(second)).dividingFullWidth((dividend >> 1, dividend << 63))
    return rounded(quotient, remainder != 0, exponent + second - first - 63)
  }

  /// `bits` · 2^exponent, or a little more, rounded once; far from the least and the largest doubles.
  private static func rounded(_ bits: UInt64, _ isMore: Bool, _ exponent: Int) -> Double {
    let shift = 11 - bits.leadingZeroBitCount
    guard shift > 0 else { return Double(sign: .plus, exponent: exponent, significand: Double(bits)) }
    var kept = bits >> UInt64(shift)
    let (rest, half) = (bits & (1 << UInt64(shift) - 1), 1 << UInt64(shift - 1) as UInt64)
    if rest > half || (rest == half && (isMore || kept & 1 == 1)) { kept += 1 }
    return Double(sign: .plus, exponent: exponent + shift, significand: Double(kept))
  }
}
