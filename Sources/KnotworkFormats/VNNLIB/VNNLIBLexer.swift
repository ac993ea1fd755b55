/// The words of a VNN-LIB or SMT-LIB file, with their places.
struct VNNLIBLexer {
  /// Where something stands in the file.
  struct Place: Equatable {
    let line: Int
    let column: Int

    func error(_ sentence: String) -> FormatError { FormatError("line \(line), column \(column): \(sentence)") }
  }

  enum Token: Equatable {
    case open, close, end
    case word(String)
    /// What stands between [ and ].
    case index(String)
    /// What stands between quotation marks.
    case text(String)

    var description: String {
      switch self {
      case .open: "\"(\""
      case .close: "\")\""
      case .end: "the end of the file"
      case .word(let word): "\"\(word.prefix(40))\""
      case .index(let index): "\"[\(index.prefix(40))]\""
      case .text(let text): "the text \"\(text.prefix(40))\""
      }
    }
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var lineStart = 0
  private(set) var token = Token.end
  private(set) var place = Place(line: 1, column: 1)

  init(_ bytes: [UInt8]) throws(FormatError) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    try advance()
  }

  mutating func advance() throws(FormatError) {
    skipBlanks()
    place = Place(line: line, column: position - lineStart + 1)
    guard position < bytes.count else {
      token = .end
      return
    }
    let start = position
    position += 1
    switch bytes[start] {
    case UInt8(ascii: "("): token = .open
    case UInt8(ascii: ")"): token = .close
    case UInt8(ascii: "["): token = .index(try rest(until: "]"))
    case UInt8(ascii: "\""): token = .text(try rest(until: "\""))
    case UInt8(ascii: "|"): token = .word(try rest(until: "|"))
    default:
      while position < bytes.count, bytes[position] > 0x20, !"();[]\"|".utf8.contains(bytes[position]) { position += 1 }
      token = .word(String(decoding: bytes[start..<position], as: UTF8.self))
    }
  }

  /// Blanks, and comments from ; to the end of the line.
  private mutating func skipBlanks() {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ";") {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      } else if byte <= 0x20 {
        step()
      } else {
        return
      }
    }
  }

  private mutating func step() {
    if bytes[position] == 0x0A {
      line += 1
      lineStart = position + 1
    }
    position += 1
  }

  private mutating func rest(until end: Unicode.Scalar) throws(FormatError) -> String {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: end) { step() }
    guard position < bytes.count else { throw place.error("the file ends before the \(end) that belongs to this") }
    position += 1
    return String(decoding: bytes[start..<position - 1], as: UTF8.self)
  }
}
