/// What the text of a field looks like, before it is known how numbers are written.
struct NumberLooks: Equatable {
  enum Kind {
    /// No number, whatever the decimal character.
    case text
    /// Nothing, or what stands for nothing.
    case missing
    /// A number without decimal character.
    case plain
    /// A number with a decimal point, or a decimal comma, that cannot be meant otherwise.
    case point, comma
    /// Digits in groups of three: 1,000 or 1.000, a thousand or one with three decimals.
    case groupedByComma, groupedByPoint
    /// Several kinds of separators, as in 1.000,5 or 1 000.
    case mixed
    /// 0x10, or a number with a byte 0: text, but none that names a column.
    case odd
  }

  let kind: Kind

  init(_ bytes: ArraySlice<UInt8>, _ missing: MissingValues) {
    let isASCII = bytes.allSatisfy { $0 < 0x80 }
    kind = NumberLooks.kind(isASCII ? bytes : NumberStyle.withPlainBlanks(bytes), missing)
  }

  /// Whether it is a number in some way of writing.
  var isNumber: Bool { NumberLooks.isNumber(kind) }

  private static func kind(_ bytes: ArraySlice<UInt8>, _ missing: MissingValues) -> Kind {
    if bytes.isEmpty { return .missing }
    let sign = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? 1 : 0
    let body = bytes.dropFirst(sign)
    guard let first = body.first, first &- 0x30 < 10 || first == UInt8(ascii: ".") || first == UInt8(ascii: ",") else {
      return wordKind(bytes, missing)
    }
    if let mark = body.dropFirst().first, mark | 0x20 == UInt8(ascii: "x"), first == 0x30 {
      return body.dropFirst(2).allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 } ? .odd : .text
    }
    var (points, commas, others) = (0, 0, 0)
    var index = body.startIndex
    scan: while index < body.endIndex {
      switch body[index] {
      case let byte where byte &- 0x30 < 10: break
      case UInt8(ascii: "."): points += 1
      case UInt8(ascii: ","): commas += 1
      case 0x20, UInt8(ascii: "'"): others += 1
      default: break scan
      }
      index += 1
    }
    let tail = body[index...]
    if !tail.isEmpty, !isExponent(tail) {
      return tail.contains(0) ? .odd : text(bytes, missing)
    }
    guard body[..<index].contains(where: { $0 &- 0x30 < 10 }) else { return text(bytes, missing) }
    return separated(body[..<index], points, commas, others) ?? text(bytes, missing)
  }

  private static func separated(_ body: ArraySlice<UInt8>, _ points: Int, _ commas: Int, _ others: Int) -> Kind? {
    switch (points, commas, others) {
    case (0, 0, 0): return .plain
    case (1, 0, 0): return isGrouped(body, by: UInt8(ascii: ".")) ? .groupedByPoint : .point
    case (0, 1, 0):
      if body.last == UInt8(ascii: ",") { return nil }
      return isGrouped(body, by: UInt8(ascii: ",")) ? .groupedByComma : .comma
    case (_, 0, 0): return isGrouped(body, by: UInt8(ascii: ".")) ? .groupedByPoint : nil
    case (0, _, 0): return isGrouped(body, by: UInt8(ascii: ",")) ? .groupedByComma : nil
    default:
      // Groups of three digits up to the last separator, which may be the decimal one.
      let whole = body.lastIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }.map { body[..<$0] } ?? body
      let isMixed = [UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "'")].contains {
        isGrouped(whole, by: $0) || isGrouped(body, by: $0)
      }
      return isMixed ? .mixed : nil
    }
  }

  /// Whether it is one to three digits, not zero, and groups of three after it.
  private static func isGrouped(_ body: ArraySlice<UInt8>, by separator: UInt8) -> Bool {
    let groups = body.split(separator: separator, omittingEmptySubsequences: false)
    guard groups.count > 1, let first = groups.first, (1...3).contains(first.count), first.first != 0x30 else {
      return false
    }
    return first.allSatisfy { $0 &- 0x30 < 10 }
      && groups.dropFirst().allSatisfy { $0.count == 3 && $0.allSatisfy { $0 &- 0x30 < 10 } }
  }

  private static func isExponent(_ tail: ArraySlice<UInt8>) -> Bool {
    guard tail.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return false }
    var digits = tail.dropFirst()
    if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    return !digits.isEmpty && digits.allSatisfy { $0 &- 0x30 < 10 }
  }

  /// Words may be infinities.
  private static func wordKind(_ bytes: ArraySlice<UInt8>, _ missing: MissingValues) -> Kind {
    var shape = NumberShape(bytes, decimal: UInt8(ascii: "."), thousands: [])
    if let value = shape.value(), !value.isNaN { return .plain }
    return text(bytes, missing)
  }

  private static func text(_ bytes: ArraySlice<UInt8>, _ missing: MissingValues) -> Kind {
    missing.contains(String(decoding: bytes.prefix(64), as: UTF8.self)) ? .missing : .text
  }
}
