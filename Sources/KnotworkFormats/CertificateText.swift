import KnotworkGeometry

/// Words of certificates, the same for all of them, and for `Python/check_certificate.py`: ASCII digits, a point, an exponent, and
/// nothing else that libraries read as numbers too.
enum CertificateText {
  /// What is between single blanks, byte by byte.
  static func words(_ line: String) -> [Substring] {
    line.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
  }

  /// The double nearest to a decimal number.
  static func double(_ word: Substring) throws -> Double {
    guard isDecimal(word), let value = Double(String(word)), value.isFinite else {
      throw FormatError("\"\(word.prefix(40))\" is no number")
    }
    return value
  }

  /// An exact number: a double, or a hexadecimal integer times a power of two.
  static func number(_ word: Substring) throws -> Dyadic {
    guard word.hasPrefix("0x") || word.hasPrefix("-0x") else { return Dyadic(try double(word)) }
    let parts = word.drop { $0 == "-" }.dropFirst(2).split(separator: "p", omittingEmptySubsequences: false)
    let power = parts.last.map { $0.first == "-" ? $0.dropFirst() : $0 } ?? ""
    guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy(isHexadecimal), isDigits(power),
      parts[1].utf8.count <= 8, let value = Dyadic(word)
    else { throw FormatError("\"\(word.prefix(40))\" is no number") }
    return value
  }

  /// A number from 1 on, as one from 0 on.
  static func index(_ word: Substring) throws -> Int {
    guard isDigits(word), word.first != "0", word.utf8.count <= 18, let value = Int(word) else {
      throw FormatError("\"\(word.prefix(40))\" is no number from 1 on")
    }
    return value - 1
  }

  /// A whole number, which may be negative.
  static func whole(_ word: Substring) throws -> Int {
    let digits = word.first == "-" ? word.dropFirst() : word
    guard isDigits(digits), digits.utf8.count <= 18, let value = Int(word) else {
      throw FormatError("\"\(word.prefix(40))\" is no whole number")
    }
    return value
  }

  /// -?digits(.digits)?([eE][+-]?digits)?
  private static func isDecimal(_ word: Substring) -> Bool {
    var rest = word.utf8[...]
    func take(_ bytes: String) -> Bool {
      guard let first = rest.first, bytes.utf8.contains(first) else { return false }
      rest.removeFirst()
      return true
    }
    func takeDigits() -> Bool {
      let count = rest.prefix { isDigit($0) }.count
      rest.removeFirst(count)
      return count > 0
    }
    _ = take("-")
    guard takeDigits() else { return false }
    if take("."), !takeDigits() { return false }
    if take("eE") {
      _ = take("+-")
      guard takeDigits() else { return false }
    }
    return rest.isEmpty
  }

  private static func isDigits(_ word: Substring) -> Bool { !word.isEmpty && word.utf8.allSatisfy(isDigit) }
  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte | 0x20
  }
}

/// Cuts bytes into lines of bounded length.
struct CertificateLines {
  private var bytes: [UInt8] = []
  private static let limit = 1 << 22

  mutating func add(_ byte: UInt8) throws -> String? {
    if byte == UInt8(ascii: "\n") {
      defer { bytes.removeAll(keepingCapacity: true) }
      return String(decoding: bytes, as: UTF8.self)
    }
    guard bytes.count < CertificateLines.limit else {
      throw FormatError("a line of more than \(CertificateLines.limit) bytes")
    }
    bytes.append(byte)
    return nil
  }

  mutating func finish() -> String? {
    defer { bytes = [] }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
