/// Decimal numbers from bytes, correctly rounded, where they are short.
enum DecimalNumber {
  /// 10⁰ … 10²², which doubles hold exactly.
  private static let powers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  /// The number that the bytes spell, or nil where they are not of the form -123.45 or too long.
  ///
  /// Up to 2⁵³ · 10^±22 the digits and the power of ten are both exact, so that one operation rounds correctly (Clinger
  /// 1990).
  static func parse(_ bytes: [UInt8], _ range: Range<Int>, decimal: UInt8) -> Double? {
    var index = range.lowerBound
    let end = range.upperBound
    guard index < end else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    var (digits, digitCount, decimals): (UInt64, Int, Int) = (0, 0, 0)
    var hasPoint = false
    while index < end {
      let byte = bytes[index]
      if byte &- 0x30 < 10 {
        digits = digits &* 10 &+ UInt64(byte &- 0x30)
        digitCount += 1
        if hasPoint { decimals += 1 }
      } else if byte == decimal, !hasPoint {
        hasPoint = true
      } else {
        return nil
      }
      index += 1
    }
    guard digitCount > 0, digitCount <= 18, digits <= 1 << 53, decimals <= 22 else { return nil }
    let value = Double(digits) / powers[decimals]
    return isNegative ? -value : value
  }
}
