/// Splits comma-separated text (RFC 4180) into rows of fields, piece by piece: memory does not grow with the text.
///
/// The separator is the one of comma, semicolon and tab that occurs most in the first line. Lines end with LF or CRLF,
/// empty lines are skipped, a byte order mark too.
struct CSVParser {
  /// One row: its line (from 1) and its fields, without quotes and the spaces around them.
  struct Row {
    let line: Int
    let fields: [String]
  }

  private var separator: UInt8?
  private var line = 1
  private var rowLine = 1
  private var fields: [String] = []
  private var field: [UInt8] = []
  private var isFieldQuoted = false
  private var state = State.start
  /// What came before the separator was known: the first line.
  private var head: [UInt8] = []
  private static let fieldLimit = 1 << 20

  private enum State {
    /// At the start of a field; in a plain one; inside quotes; just after a quote inside quotes; after a carriage return.
    case start, plain, quoted, afterQuote, afterReturn
  }

  /// Takes the next piece of the text and appends the rows that it completes, also those before an offence.
  ///
  /// - Throws: ``FormatError`` with line and column for stray quotes, bytes that are not UTF-8, and huge fields.
  mutating func parse(_ bytes: some Collection<UInt8>, into rows: inout [Row]) throws(FormatError) {
    var rest = bytes[...]
    if separator == nil {
      let end = rest.firstIndex(of: 0x0A)
      head.append(contentsOf: rest[..<(end ?? rest.endIndex)])
      rest = rest[(end ?? rest.endIndex)...]
      guard end != nil || head.count > CSVParser.fieldLimit else { return }
      try parseHead(&rows)
    }
    for byte in rest { try parse(byte, &rows) }
  }

  /// The text has ended; appends the row that is left, if there is one.
  mutating func finish(into rows: inout [Row]) throws(FormatError) {
    if separator == nil { try parseHead(&rows) }
    if state == .quoted { throw error("the text ends within quotes that were opened in line \(rowLine)") }
    if state == .afterReturn { state = .plain }
    try endRow(&rows)
  }

  private mutating func parseHead(_ rows: inout [Row]) throws(FormatError) {
    let text = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
    // Where it is as frequent as the comma, a semicolon is more likely to separate: the commas are decimal ones.
    let candidates = [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ",")]
    let counts = candidates.map { candidate in text.reduce(0) { $0 + ($1 == candidate ? 1 : 0) } }
    let best = counts.max() ?? 0
    separator = best == 0 ? UInt8(ascii: ",") : candidates[counts.firstIndex(of: best) ?? 0]
    head = []
    for byte in text { try parse(byte, &rows) }
  }

  private mutating func parse(_ byte: UInt8, _ rows: inout [Row]) throws(FormatError) {
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
        throw error("a carriage return without a line feed; save the file with LF or CRLF line ends")
      }
      state = .plain
    }
    switch byte {
    case separator:
      try endField()
      state = .start
    case 0x0A:
      try endRow(&rows)
      line += 1
      rowLine = line
    case 0x0D: state = .afterReturn
    case UInt8(ascii: "\""):
      switch state {
      case .start where field.allSatisfy({ $0 == 0x20 }):
        field = []
        isFieldQuoted = true
        state = .quoted
      case .afterQuote:
        try append(byte)
        state = .quoted
      default: throw error("a quote in the middle of a field; write it twice and put the whole field in quotes")
      }
    default:
      if state == .afterQuote || (isFieldQuoted && state == .plain) {
        guard byte == 0x20 else { throw error("text after a closing quote; expected a separator") }
        return
      }
      try append(byte)
      if byte != 0x20 { state = .plain }
    }
  }

  private mutating func append(_ byte: UInt8) throws(FormatError) {
    field.append(byte)
    guard field.count <= CSVParser.fieldLimit else {
      throw error("a field of more than a million bytes; is a quote missing?")
    }
  }

  private mutating func endField() throws(FormatError) {
    guard let text = String(validating: field, as: UTF8.self) else {
      throw error("a field is not valid UTF-8; save the file as UTF-8")
    }
    fields.append(isFieldQuoted ? text : text.trimmed)
    field.removeAll(keepingCapacity: true)
    isFieldQuoted = false
  }

  private mutating func endRow(_ rows: inout [Row]) throws(FormatError) {
    defer { state = .start }
    try endField()
    let row = fields
    fields = []
    if row != [""] { rows.append(Row(line: rowLine, fields: row)) }
  }

  private func error(_ sentence: String) -> FormatError {
    FormatError("line \(line), column \(fields.count + 1): \(sentence)")
  }
}

extension String {
  /// Without spaces at either end.
  fileprivate var trimmed: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
