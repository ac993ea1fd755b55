/// Splits comma-separated text (RFC 4180) into rows of fields, piece by piece: memory does not grow with the text.
///
/// The separator is the one of comma, semicolon and tab that occurs most in the first line. Lines end with LF or CRLF,
/// empty lines are skipped, a byte order mark too.
struct CSVParser {
  private var separator: UInt8?
  private var line = 1
  private var row = CSVRow()
  private var isFieldQuoted = false
  private var state = State.start
  /// What came before the separator was known: the first line.
  private var head: [UInt8] = []
  private static let fieldLimit = 1 << 20

  private enum State {
    /// At the start of a field; in a plain one; inside quotes; just after a quote inside quotes; after a carriage return.
    case start, plain, quoted, afterQuote, afterReturn
  }

  /// Takes the next piece of the text and hands on the rows that it completes, also those before an offence.
  ///
  /// - Throws: an offence with line and column for stray quotes and huge fields, and what `body` throws.
  mutating func parse(
    _ bytes: [UInt8], _ body: (CSVRow) throws(TableOffence) -> Void
  ) throws(TableOffence) {
    var start = 0
    if separator == nil {
      let end = bytes.firstIndex(of: 0x0A)
      head.append(contentsOf: bytes[..<(end ?? bytes.endIndex)])
      start = end ?? bytes.endIndex
      guard end != nil || head.count > CSVParser.fieldLimit else { return }
      try parseHead(body)
    }
    for index in start..<bytes.count { try parse(bytes[index], body) }
  }

  /// The text has ended; hands on the row that is left, if there is one.
  mutating func finish(_ body: (CSVRow) throws(TableOffence) -> Void) throws(TableOffence) {
    if separator == nil { try parseHead(body) }
    if state == .quoted { throw offence("the text ends within quotes that were opened in line \(row.line)") }
    if state == .afterReturn { state = .plain }
    try endRow(body)
  }

  private mutating func parseHead(_ body: (CSVRow) throws(TableOffence) -> Void) throws(TableOffence) {
    let text = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
    // Where it is as frequent as the comma, a semicolon is more likely to separate: the commas are decimal ones.
    let candidates = [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ",")]
    let counts = candidates.map { candidate in text.reduce(0) { $0 + ($1 == candidate ? 1 : 0) } }
    let best = counts.max() ?? 0
    separator = best == 0 ? UInt8(ascii: ",") : candidates[counts.firstIndex(of: best) ?? 0]
    head = []
    for byte in text { try parse(byte, body) }
  }

  @inline(__always)
  private mutating func parse(
    _ byte: UInt8, _ body: (CSVRow) throws(TableOffence) -> Void
  ) throws(TableOffence) {
    if state == .plain, byte > UInt8(ascii: "\""), byte != separator, !isFieldQuoted {
      row.bytes.append(byte)
      return
    }
    try parseSpecial(byte, body)
  }

  private mutating func parseSpecial(
    _ byte: UInt8, _ body: (CSVRow) throws(TableOffence) -> Void
  ) throws(TableOffence) {
    if state == .quoted {
      if byte == UInt8(ascii: "\"") {
        state = .afterQuote
      } else {
        if byte == 0x0A { line += 1 }
        try append(byte)
      }
      return
    }
    if state == .afterReturn {
      guard byte == 0x0A else {
        throw offence("a carriage return without a line feed; save the file with LF or CRLF line ends")
      }
      state = .plain
    }
    switch byte {
    case separator:
      try endField()
      state = .start
    case 0x0A:
      try endRow(body)
      line += 1
      row.line = line
    case 0x0D: state = .afterReturn
    case UInt8(ascii: "\""):
      switch state {
      case .start where !isFieldQuoted:
        isFieldQuoted = true
        state = .quoted
      case .afterQuote:
        try append(byte)
        state = .quoted
      default: throw offence("a quote in the middle of a field; write it twice and put the whole field in quotes")
      }
    default:
      if isFieldQuoted {
        guard byte == 0x20 else { throw offence("text after a closing quote; expected a separator") }
        return
      }
      // Spaces before a field are no part of it; those after it go when it ends.
      if state == .start, byte == 0x20 { return }
      try append(byte)
      state = .plain
    }
  }

  private mutating func append(_ byte: UInt8) throws(TableOffence) {
    row.bytes.append(byte)
    guard row.bytes.count - (row.ends.last ?? 0) <= CSVParser.fieldLimit else {
      throw offence("a field of more than a million bytes; is a quote missing?")
    }
  }

  private mutating func endField() throws(TableOffence) {
    let start = row.ends.last ?? 0
    guard row.bytes.count - start <= CSVParser.fieldLimit else {
      throw offence("a field of more than a million bytes; is a separator missing?")
    }
    if !isFieldQuoted {
      while row.bytes.count > start, row.bytes.last == 0x20 { row.bytes.removeLast() }
    }
    row.ends.append(row.bytes.count)
    isFieldQuoted = false
  }

  private mutating func endRow(_ body: (CSVRow) throws(TableOffence) -> Void) throws(TableOffence) {
    try endField()
    state = .start
    defer { row.clear() }
    if row.count > 1 || !row.bytes.isEmpty { try body(row) }
  }

  private func offence(_ sentence: String) -> TableOffence {
    TableOffence(line: line, column: row.count + 1, sentence)
  }
}
