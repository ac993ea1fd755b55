import Knotwork

/// Writes one JSON document piece by piece, always in the same way: each member of the document's object on a line of its
/// own, and each element of an array that is written with lines; everything else runs on.
public struct JSONWriter {
  private enum Level {
    case lines(indent: Int, isEmpty: Bool)
    case inline(isEmpty: Bool)
  }

  private var levels: [Level] = []
  private var isAfterKey = false
  private var bytes: [UInt8] = []
  private let receive: (([UInt8]) throws -> Void)?
  /// How many bytes are kept before ``passOn()`` hands them over.
  private static let pieceSize = 1 << 16

  /// A writer of a document that is kept until ``takeBytes()``.
  public init() { receive = nil }

  /// A writer of a document that is handed to `receive` in pieces, whenever ``passOn()`` is called and much has been written.
  public init(to receive: @escaping ([UInt8]) throws -> Void) { self.receive = receive }

  /// Hands over what has been written, if it is much and there is somebody to take it.
  ///
  /// - Throws: what the receiver throws.
  public mutating func passOn() throws {
    if bytes.count > JSONWriter.pieceSize { try finish() }
  }

  /// Hands over all that has been written, if there is somebody to take it.
  ///
  /// - Throws: what the receiver throws.
  public mutating func finish() throws {
    guard let receive, !bytes.isEmpty else { return }
    try receive(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// What has been written since this was last called; call it now and then to write a long document in little memory.
  public mutating func takeBytes() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// How many bytes ``takeBytes()`` would give.
  public var byteCount: Int { bytes.count }

  /// Writes an object; its members are what `body` writes. The outermost one has a line for each member.
  public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
    open("{", lines: levels.isEmpty)
    try body(&self)
    close("}")
  }

  /// Writes an array; its elements are what `body` writes.
  public mutating func array(lines: Bool = false, _ body: (inout JSONWriter) throws -> Void) rethrows {
    open("[", lines: lines)
    try body(&self)
    close("]")
  }

  /// Writes the key of the next value.
  public mutating func key(_ name: String) {
    separate()
    quote(name)
    append(": ")
    isAfterKey = true
  }

  /// Writes a text.
  public mutating func value(_ text: String) {
    separate()
    quote(text)
  }

  /// Writes a number with the fewest digits that give it back.
  ///
  /// - Requires: it is finite; JSON has no other numbers.
  public mutating func value(_ number: Double) {
    precondition(number.isFinite, "JSONWriter: \(number) is not a number in JSON")
    separate()
    append(number.description)
  }

  /// Writes an integer.
  public mutating func value(_ number: Int) {
    separate()
    append(number.description)
  }

  /// Writes true or false.
  public mutating func value(_ flag: Bool) {
    separate()
    append(flag ? "true" : "false")
  }

  /// Writes null.
  public mutating func null() {
    separate()
    append("null")
  }

  /// Writes a value that is a document of its own, as it stands.
  ///
  /// - Requires: the bytes are JSON.
  package mutating func value(document bytes: [UInt8]) {
    separate()
    self.bytes.append(contentsOf: bytes)
  }

  /// Writes an array of numbers.
  public mutating func value(_ numbers: [Double]) {
    array { json in for number in numbers { json.value(number) } }
  }

  /// Writes an array of texts.
  public mutating func value(_ texts: [String]) {
    array { json in for text in texts { json.value(text) } }
  }

  /// Writes an array of arrays of numbers.
  public mutating func value(_ rows: [[Double]]) {
    array { json in for row in rows { json.value(row) } }
  }

  /// Writes a key and a text.
  public mutating func member(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  /// Writes a key and a number.
  public mutating func member(_ name: String, _ number: Double) {
    key(name)
    value(number)
  }

  /// Writes a key and an integer.
  public mutating func member(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  /// Writes a key and a truth value.
  public mutating func member(_ name: String, _ flag: Bool) {
    key(name)
    value(flag)
  }

  /// Writes a key and an array of numbers.
  public mutating func member(_ name: String, _ numbers: [Double]) {
    key(name)
    value(numbers)
  }

  /// Writes a key and an array of integers.
  public mutating func member(_ name: String, _ numbers: [Int]) {
    key(name)
    array { json in for number in numbers { json.value(number) } }
  }

  /// Writes a key and an array of arrays of numbers.
  public mutating func member(_ name: String, _ rows: [[Double]]) {
    key(name)
    value(rows)
  }

  /// Writes a key and a number; null where there is none, or none that JSON can write.
  public mutating func member(_ name: String, orNull number: Double?) {
    key(name)
    if let number, number.isFinite { value(number) } else { null() }
  }

  /// Writes a key and an integer, or null.
  public mutating func member(_ name: String, orNull number: Int?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  /// Writes a key and an array of numbers, or null.
  public mutating func member(_ name: String, orNull numbers: [Double]?) {
    key(name)
    if let numbers { value(numbers) } else { null() }
  }

  /// Writes a key and an array of arrays of numbers, or null.
  public mutating func member(_ name: String, orNull rows: [[Double]]?) {
    key(name)
    if let rows { value(rows) } else { null() }
  }

  private mutating func open(_ bracket: String, lines: Bool) {
    separate()
    append(bracket)
    let indent = levels.reduce(0) { sum, level in if case .lines = level { sum + 2 } else { sum } }
    levels.append(lines ? .lines(indent: indent + 2, isEmpty: true) : .inline(isEmpty: true))
  }

  private mutating func close(_ bracket: String) {
    if case .lines(let indent, false) = levels.removeLast() { newLine(indent - 2) }
    append(bracket)
    if levels.isEmpty { append("\n") }
  }

  /// Writes what stands between the previous value and the next key or value.
  private mutating func separate() {
    if isAfterKey {
      isAfterKey = false
      return
    }
    guard let level = levels.popLast() else { return }
    switch level {
    case .lines(let indent, let isEmpty):
      if !isEmpty { append(",") }
      newLine(indent)
      levels.append(.lines(indent: indent, isEmpty: false))
    case .inline(let isEmpty):
      if !isEmpty { append(", ") }
      levels.append(.inline(isEmpty: false))
    }
  }

  private mutating func newLine(_ indent: Int) {
    bytes.append(0x0A)
    for _ in 0..<indent { bytes.append(0x20) }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func quote(_ text: String) {
    bytes.append(0x22)
    // What a terminal would act upon is escaped, also where JSON would take it as it is.
    if text.unicodeScalars.contains(where: { $0.value > 0x7E && $0.isHidden }) {
      for scalar in text.unicodeScalars {
        if scalar.value > 0x7E, scalar.isHidden {
          for unit in String(scalar).utf16 { append("\\u" + JSONWriter.fourDigits(unit)) }
        } else {
          quote(bytesOf: String(scalar))
        }
      }
    } else {
      quote(bytesOf: text)
    }
    bytes.append(0x22)
  }

  private static func fourDigits(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  private mutating func quote(bytesOf text: String) {
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C:
        bytes.append(0x5C)
        bytes.append(byte)
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case ..<0x20:
        append("\\u" + JSONWriter.fourDigits(UInt16(byte)))
      default: bytes.append(byte)
      }
    }
  }
}
