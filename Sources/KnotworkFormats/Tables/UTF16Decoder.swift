/// Decodes UTF-16 piece by piece.
struct UTF16Decoder {
  private let isLittleEndian: Bool
  private let hasMark: Bool
  private var isStart = true
  /// A byte whose pair has not come yet, and the first half of a pair of surrogates.
  private var byte: UInt8?
  private var surrogate: UInt16?

  /// Recognises a byte order mark, or ASCII in every second byte; nil for anything else.
  init?(recognising head: [UInt8]) {
    guard head.count >= 2 else { return nil }
    switch (head[0], head[1]) {
    case (0xFF, 0xFE): (isLittleEndian, hasMark) = (true, true)
    case (0xFE, 0xFF): (isLittleEndian, hasMark) = (false, true)
    default:
      let pairs = min(head.count / 2, 256)
      guard pairs >= 3 else { return nil }
      let even = (0..<pairs).count { head[2 * $0] == 0 }
      let odd = (0..<pairs).count { head[2 * $0 + 1] == 0 }
      guard max(even, odd) == pairs, min(even, odd) == 0 else { return nil }
      (isLittleEndian, hasMark) = (odd == pairs, false)
    }
  }

  /// What a user should know.
  var note: String { "the text is in UTF-16" + (hasMark ? "" : ", without a byte order mark") }

  /// The UTF-8 of the next piece; what is no character becomes U+FFFD.
  mutating func decode(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 2 + 4)
    for next in bytes {
      guard let first = byte else {
        byte = next
        continue
      }
      byte = nil
      let (low, high) = isLittleEndian ? (first, next) : (next, first)
      append(UInt16(high) << 8 | UInt16(low), to: &result)
    }
    return result
  }

  private mutating func append(_ unit: UInt16, to result: inout [UInt8]) {
    defer { isStart = false }
    if isStart, unit == 0xFEFF { return }
    if unit < 0x80 {
      if surrogate != nil { append("\u{FFFD}", to: &result) }
      surrogate = nil
      result.append(UInt8(unit))
      return
    }
    if let high = surrogate {
      surrogate = nil
      if UTF16.isTrailSurrogate(unit) {
        let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
        return append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &result)
      }
      append("\u{FFFD}", to: &result)
    }
    if UTF16.isLeadSurrogate(unit) {
      surrogate = unit
    } else {
      append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &result)
    }
  }

  private func append(_ scalar: Unicode.Scalar, to result: inout [UInt8]) {
    result.append(contentsOf: Array(String(Character(scalar)).utf8))
  }
}
