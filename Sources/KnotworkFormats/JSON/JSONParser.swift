/// A recursive-descent parser of JSON with a limit on depth.
struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private static let depthLimit = 100

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func parseDocument() throws(FormatError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    skipSpace()
    guard position < bytes.count else { throw error("the file is empty; expected a JSON document") }
    let value = try parseValue()
    skipSpace()
    guard position == bytes.count else {
      throw error("found \(found) after the end of the document; expected nothing more")
    }
    return value
  }

  private mutating func parseValue() throws(FormatError) -> JSONValue {
    switch current {
    case UInt8(ascii: "{"): return try nested { (parser) throws(FormatError) in try parser.parseObject() }
    case UInt8(ascii: "["): return try nested { (parser) throws(FormatError) in try parser.parseArray() }
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
    default: return try parseWord()
    }
  }

  private mutating func nested(
    _ parse: (inout JSONParser) throws(FormatError) -> JSONValue
  ) throws(FormatError) -> JSONValue {
    depth += 1
    defer { depth -= 1 }
    guard depth <= JSONParser.depthLimit else {
      throw error("arrays and objects are nested more than \(JSONParser.depthLimit) levels deep")
    }
    return try parse(&self)
  }

  private mutating func parseObject() throws(FormatError) -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    var keys = Set<String>()
    skipSpace()
    if current == UInt8(ascii: "}") {
      position += 1
      return .object([])
    }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw error("found \(found); expected a key in double quotes") }
      let place = position
      let key = try parseString()
      guard keys.insert(key).inserted else {
        position = place
        throw error("the key \"\(key)\" occurs twice in the same object")
      }
      skipSpace()
      guard current == UInt8(ascii: ":") else {
        throw error("found \(found) after the key \"\(key)\"; expected a colon")
      }
      position += 1
      skipSpace()
      members.append(JSONValue.Member(key: key, value: try parseValue()))
      if try endsList(with: UInt8(ascii: "}")) { return .object(members) }
    }
  }

  private mutating func parseArray() throws(FormatError) -> JSONValue {
    position += 1
    var numbers: [Double] = []
    var values: [JSONValue] = []
    skipSpace()
    if current == UInt8(ascii: "]") {
      position += 1
      return .array([])
    }
    while true {
      skipSpace()
      let value = try parseValue()
      if case .number(let number) = value, values.isEmpty {
        numbers.append(number)
      } else {
        if !numbers.isEmpty {
          values = numbers.map(JSONValue.number)
          numbers = []
        }
        values.append(value)
      }
      if try endsList(with: UInt8(ascii: "]")) { return values.isEmpty ? .numbers(numbers) : .array(values) }
    }
  }

  /// Reads the comma between two elements, or what ends the list.
  private mutating func endsList(with end: UInt8) throws(FormatError) -> Bool {
    skipSpace()
    if current == end {
      position += 1
      return true
    }
    guard current == UInt8(ascii: ",") else {
      throw error("found \(found); expected a comma or \(end == UInt8(ascii: "}") ? "}" : "]")")
    }
    position += 1
    return false
  }

  private mutating func parseWord() throws(FormatError) -> JSONValue {
    let words: [(String, JSONValue)] = [("null", .null), ("true", .boolean(true)), ("false", .boolean(false))]
    for (word, value) in words where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    for word in ["NaN", "nan", "Infinity", "inf"] where bytes[position...].starts(with: word.utf8) {
      throw error("found \(word), which is not a number in JSON; weights must be finite")
    }
    throw error("found \(found); expected a value")
  }

  private mutating func parseNumber() throws(FormatError) -> Double {
    let start = position
    let isNegative = current == UInt8(ascii: "-")
    if isNegative { position += 1 }
    if bytes[position...].starts(with: "Infinity".utf8) {
      throw error("found -Infinity, which is not a number in JSON; weights must be finite")
    }
    // Up to 2⁵³ times a power of ten up to 10²² one operation rounds once; everything else goes to the library.
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    func readDigits(fraction: Bool) -> Int {
      let first = position
      while isDigit(current) {
        if digits < 19 {
          mantissa = mantissa * 10 + UInt64(current - UInt8(ascii: "0"))
          if mantissa != 0 { digits += 1 }
          if fraction { exponent -= 1 }
        } else {
          digits += 1
        }
        position += 1
      }
      return position - first
    }
    let leading = current
    let whole = readDigits(fraction: false)
    guard whole > 0 else { throw error("found \(found) after a minus sign; expected a digit") }
    guard leading != UInt8(ascii: "0") || whole == 1 else {
      position = start
      throw error("a number starts with 0 and goes on with digits")
    }
    if current == UInt8(ascii: ".") {
      position += 1
      guard readDigits(fraction: true) > 0 else {
        throw error("found \(found) after a decimal point; expected a digit")
      }
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      position += 1
      let isMinus = current == UInt8(ascii: "-")
      if isMinus || current == UInt8(ascii: "+") { position += 1 }
      var power = 0
      let first = position
      while isDigit(current) {
        power = min(power * 10 + Int(current - UInt8(ascii: "0")), 100_000)
        position += 1
      }
      guard position > first else { throw error("found \(found) in an exponent; expected a digit") }
      exponent += isMinus ? -power : power
    }
    if digits <= 19, mantissa <= 1 << 53, exponent.magnitude <= 22 {
      let value = Double(mantissa)
      let scaled =
        exponent < 0 ? value / JSONParser.powersOfTen[-exponent] : value * JSONParser.powersOfTen[exponent]
      return isNegative ? -scaled : scaled
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      position = start
      throw error("the number \(text.prefix(40)) is too large for a double")
    }
    return value
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  private mutating func parseString() throws(FormatError) -> String {
    position += 1
    var text: [UInt8] = []
    while true {
      guard position < bytes.count else { throw error("the file ends within a text; expected a double quote") }
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("a text is not valid UTF-8")
        }
        return string
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: Array(String(try parseEscape()).utf8))
      case 0..<0x20:
        throw error("found a control character (code \(byte)) within a text; write it as an escape")
      default:
        text.append(byte)
        position += 1
      }
    }
  }

  private mutating func parseEscape() throws(FormatError) -> Unicode.Scalar {
    let byte = current
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try parseCodeUnit()
      if let scalar = Unicode.Scalar(first) { return scalar }
      guard first < 0xDC00, current == UInt8(ascii: "\\") else { throw error("half of a surrogate pair in a text") }
      position += 1
      guard current == UInt8(ascii: "u") else { throw error("half of a surrogate pair in a text") }
      position += 1
      let second = try parseCodeUnit()
      guard (0xDC00..<0xE000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      else { throw error("half of a surrogate pair in a text") }
      return scalar
    default:
      position -= 1
      throw error("found \(found) after a backslash; expected one of \" \\ / b f n r t u")
    }
  }

  private mutating func parseCodeUnit() throws(FormatError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(current)).hexDigitValue, current < 0x80 else {
        throw error("found \(found) in a \\u escape; expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// The byte at hand, 0 at the end.
  private var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
  }

  /// What stands at the current position, in words.
  private var found: String {
    guard position < bytes.count else { return "the end of the file" }
    let byte = bytes[position]
    return byte >= 0x21 && byte < 0x7F ? "\"\(Character(Unicode.Scalar(byte)))\"" : "byte \(byte)"
  }

  private func error(_ sentence: String) -> FormatError {
    let before = bytes[..<min(position, bytes.count)]
    let line = 1 + before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return FormatError("line \(line), column \(column): \(sentence)")
  }
}
