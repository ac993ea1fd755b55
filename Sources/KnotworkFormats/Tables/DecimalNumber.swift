/// Decimal numbers from bytes, correctly rounded.
enum DecimalNumber {
  /// 10⁰ … 10²², which doubles hold exactly.
  private static let powers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  /// The number that the bytes spell, or nil.
  ///
  /// Up to 2⁵³ · 10^±22 the digits and the power of ten are both exact, so that one operation rounds correctly (Clinger
  /// 1990); everything else is left to the standard library.
  static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    var index = range.lowerBound
    let end = range.upperBound
    guard index < end else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    var (digits, digitCount, decimals): (UInt64, Int, Int) = (0, 0, 0)
    var hasPoint = false
    scan: while index < end {
      switch bytes[index] {
      case let byte where byte &- 0x30 < 10:
        digits = digits &* 10 &+ UInt64(byte &- 0x30)
        digitCount += 1
        if hasPoint { decimals += 1 }
      case UInt8(ascii: ".") where !hasPoint: hasPoint = true
      default: break scan
      }
      index += 1
    }
    guard index == end, digitCount > 0, digitCount <= 18, digits <= 1 << 53, decimals <= 22 else {
      return Double(String(decoding: bytes[range], as: UTF8.self))
    }
    let value = Double(digits) / powers[decimals]
    return isNegative ? -value : value
  }
}
