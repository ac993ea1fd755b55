/// How numbers are written.
struct NumberStyle: Equatable {
  var decimal = UInt8(ascii: ".")
  /// What groups the digits of the whole part by three; none where empty.
  var thousands: [UInt8] = []

  /// The number that the bytes spell, or nil. Infinities and nan are numbers here; hexadecimal digits are not.
  @inline(__always)
  func number(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    DecimalNumber.parse(bytes, range, decimal: decimal) ?? careful(bytes[range])
  }

  /// The blanks that spreadsheets write between groups of digits: that which does not break a line, the narrow one, the thin one
  /// and that of the width of a digit.
  private static let blanks: [[UInt8]] = ["\u{A0}", "\u{202F}", "\u{2009}", "\u{2007}"].map { Array($0.utf8) }

  /// The bytes with a plain blank for each of those.
  static func withPlainBlanks(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var (rest, result) = (bytes, [UInt8]())
    while let byte = rest.first {
      let blank = byte < 0x80 ? nil : blanks.first { rest.starts(with: $0) }
      result.append(blank == nil ? byte : 0x20)
      rest.removeFirst(blank?.count ?? 1)
    }
    return result[...]
  }

  /// What the fast path leaves: long numbers, exponents, groups of digits, words.
  private func careful(_ bytes: ArraySlice<UInt8>) -> Double? {
    let hasBlanks = thousands == [0x20] && bytes.contains { $0 >= 0x80 }
    var shape = NumberShape(
      hasBlanks ? NumberStyle.withPlainBlanks(bytes) : bytes, decimal: decimal, thousands: thousands)
    return shape.value()
  }
}

/// Reads the parts of a number, in a fixed grammar: sign, digits, decimal character, digits, exponent.
///
/// The standard library takes more than tables mean (0x10, texts with NUL), so that it only sees what fits the grammar.
struct NumberShape {
  private var rest: ArraySlice<UInt8>
  private let decimal: UInt8
  private let thousands: [UInt8]
  private var spelled: [UInt8] = []

  init(_ bytes: ArraySlice<UInt8>, decimal: UInt8, thousands: [UInt8]) {
    rest = bytes
    self.decimal = decimal
    self.thousands = thousands
  }

  mutating func value() -> Double? {
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { move() }
    if let first = rest.first, first | 0x20 == UInt8(ascii: "i") || first | 0x20 == UInt8(ascii: "n") { return word() }
    let whole = digits()
    if !thousands.isEmpty, (1...3).contains(whole) {
      while rest.starts(with: thousands) {
        rest.removeFirst(thousands.count)
        guard digits() == 3 else { return nil }
      }
    }
    var fraction = 0
    if rest.first == decimal {
      rest.removeFirst()
      spelled.append(UInt8(ascii: "."))
      fraction = digits()
      if fraction == 0 { spelled.append(UInt8(ascii: "0")) }
    }
    guard whole + fraction > 0 else { return nil }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      move()
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { move() }
      guard digits() > 0 else { return nil }
    }
    guard rest.isEmpty else { return nil }
    return Double(String(decoding: spelled, as: UTF8.self))
  }

  private mutating func word() -> Double? {
    guard rest.count <= 8 else { return nil }
    let isNegative = spelled.first == UInt8(ascii: "-")
    switch String(decoding: rest, as: UTF8.self).lowercased() {
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    case "nan": return .nan
    default: return nil
    }
  }

  private mutating func digits() -> Int {
    var count = 0
    while let byte = rest.first, byte &- 0x30 < 10 {
      move()
      count += 1
    }
    return count
  }

  private mutating func move() { spelled.append(rest.removeFirst()) }
}
