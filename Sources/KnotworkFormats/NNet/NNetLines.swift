/// Lines of numbers with commas between them; comments start with // or #.
struct NNetLines {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var number = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var byteCount: Int { bytes.count }

  /// The next line, whatever it is; nil at the end.
  private mutating func nextLine() -> ArraySlice<UInt8>? {
    guard position < bytes.count else { return nil }
    let line = bytes[position...].prefix { $0 != 0x0A }
    position += line.count + 1
    number += 1
    return line.drop { $0 == 0x20 || $0 == 0x09 }
  }

  private static func isContent(_ line: ArraySlice<UInt8>) -> Bool {
    !line.starts(with: [0x2F, 0x2F]) && line.first != UInt8(ascii: "#") && line.contains { $0 > 0x20 }
  }

  /// The next line that is neither a comment nor empty; nil at the end.
  private mutating func next() -> ArraySlice<UInt8>? {
    while let line = nextLine() {
      if NNetLines.isContent(line) { return line }
    }
    return nil
  }

  private mutating func next(_ what: String) throws(FormatError) -> ArraySlice<UInt8> {
    guard let line = next() else { throw FormatError("the file ends after line \(number); expected \(what)") }
    return line
  }

  /// Leaves out a line that nobody reads.
  mutating func skip(_ what: String) throws(FormatError) { _ = try next(what) }

  /// Leaves out the flag, which may be text, a comment or an empty line: the latter where as many lines follow as there must
  /// be after it.
  mutating func skipFlag(linesAfter expected: Int) throws(FormatError) {
    var ahead = self
    if let line = ahead.nextLine(), !NNetLines.isContent(line) {
      let flag = ahead
      var count = 0
      while count <= expected, ahead.next() != nil { count += 1 }
      if count == expected {
        self = flag
        return
      }
    }
    try skip("a flag")
  }

  /// Whether the next lines are empty.
  func areEmpty(_ count: Int) -> Bool {
    var ahead = self
    for _ in 0..<count {
      guard let line = ahead.nextLine(), line.allSatisfy({ $0 <= 0x20 }) else { return false }
    }
    return true
  }

  /// Whether none of the next lines begins with a number.
  func areWithoutNumbers(_ count: Int) -> Bool {
    var ahead = self
    for _ in 0..<count {
      guard let line = ahead.next() else { return false }
      let word = line.prefix { $0 != UInt8(ascii: ",") && $0 > 0x20 }
      guard Double(String(decoding: word, as: UTF8.self)) == nil else { return false }
    }
    return true
  }

  /// The numbers of the next line.
  mutating func numbers(_ what: String, allowsInfinity: Bool = false) throws(FormatError) -> [Double] {
    let line = try next(what)
    var numbers: [Double] = []
    for field in line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let text = field.drop { $0 <= 0x20 }
      if text.isEmpty, field.endIndex == line.endIndex { break }
      var word = String(decoding: text, as: UTF8.self)
      while let last = word.unicodeScalars.last, last.value <= 0x20 { word.unicodeScalars.removeLast() }
      guard let value = Double(word), value.isFinite || (allowsInfinity && !value.isNaN) else {
        throw FormatError(
          "line \(self.number), entry \(numbers.count + 1): \"\(word.prefix(40))\" is not a finite number; expected \(what)"
        )
      }
      numbers.append(value)
    }
    return numbers
  }

  /// The numbers of the next line, which are `count`.
  mutating func numbers(_ count: Int, _ what: String) throws(FormatError) -> [Double] {
    let numbers = try numbers(what)
    guard numbers.count == count else {
      throw FormatError("line \(number): \(numbers.count.counted("number")), expected \(count): \(what)")
    }
    return numbers
  }

  /// The integers of the next line.
  mutating func integers(_ what: String) throws(FormatError) -> [Int] {
    let integers = try numbers(what).map { Int(exactly: $0) ?? -1 }
    guard integers.allSatisfy({ (0...1 << 31).contains($0) }) else {
      throw FormatError("line \(number): a size that is no integer from 0 to 2^31; expected \(what)")
    }
    return integers
  }

  mutating func end() throws(FormatError) {
    guard next() == nil else {
      throw FormatError("line \(number): more numbers than the sizes of the layers announce")
    }
  }
}
