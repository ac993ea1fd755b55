/// Splits separated text (RFC 4180 and its relatives) into rows of fields, piece by piece: memory does not grow with the
/// text.
///
/// Lines end with LF, CRLF or CR. Empty lines and those that start with the comment are skipped.
struct CSVParser {
  /// What has to be known of a text before it is split.
  struct Format: Equatable {
    var separator = TableDialect.Separator.byte(UInt8(ascii: ","))
    /// How comments start; nothing where there are none.
    var comment: [UInt8] = []
    /// The first line that is looked at, from 1.
    var firstLine = 1
  }

  /// How many lines of comment were skipped from the first line on.
  private(set) var commentCount = 0

  private let format: Format
  /// The separator; 0 where it is blanks.
  private let separator: UInt8
  private let isBlank: Bool
  private var line = 1
  /// Its bytes are what is left of the text.
  private var row = CSVRow()
  /// How far the bytes have been looked at; where the field starts; where its contents end.
  private var (index, start, end) = (0, 0, 0)
  private var state = State.rowStart
  /// After a carriage return a line feed ends nothing.
  private var skipsLineFeed = false
  private static let fieldLimit = 1 << 20
  private static let rowLimit = 1 << 31

  private enum State {
    /// At the start of a line; within a line that is not looked at; at the start of a field; in a plain one; inside quotes;
    /// just after a quote inside quotes; after a quoted field.
    case rowStart, ignored, start, plain, quoted, afterQuote, closed
  }

  init(_ format: Format) {
    self.format = format
    switch format.separator {
    case .byte(let byte): (separator, isBlank) = (byte, false)
    case .blanks: (separator, isBlank) = (0x20, true)
    }
  }

  /// Takes the next piece of the text and hands on the rows that it completes, also those before an offence.
  ///
  /// - Throws: an offence with line and column for stray quotes and huge fields, and what `body` throws.
  mutating func parse(
    _ bytes: [UInt8], _ body: (CSVRow) throws(TableOffence) -> Void
  ) throws(TableOffence) {
    row.bytes.append(contentsOf: bytes)
    try work(isLast: false, body)
    compact()
  }

  /// The text has ended; hands on the row that is left, if there is one.
  mutating func finish(_ body: (CSVRow) throws(TableOffence) -> Void) throws(TableOffence) {
    try work(isLast: true, body)
    if state == .quoted { throw offence("the text ends within quotes that were opened in line \(row.line)") }
    if state != .rowStart, state != .ignored { try endRow(body) }
  }

  /// Forgets the bytes of rows that have been handed on.
  private mutating func compact() {
    let first = Int(row.starts.first.map { min(Int($0), start) } ?? start)
    let used = state == .rowStart || state == .ignored ? index : first
    guard used > 0 else { return }
    row.bytes.removeFirst(used)
    index -= used
    start -= used
    end -= used
    for field in row.starts.indices {
      row.starts[field] -= UInt32(used)
      row.ends[field] -= UInt32(used)
    }
  }

  private mutating func work(
    isLast: Bool, _ body: (CSVRow) throws(TableOffence) -> Void
  ) throws(TableOffence) {
    while index < row.bytes.count {
      switch state {
      case .rowStart: guard startRow(isLast: isLast) else { return }
      case .ignored: skipLine()
      case .start: try startField(body)
      case .plain: try plainField(body)
      case .quoted: quotedField()
      case .afterQuote: afterQuote()
      case .closed: try closedField(body)
      }
    }
    if state == .plain || state == .quoted { try checkLength(index) }
    guard row.bytes.count - (row.starts.first.map { Int($0) } ?? 0) < CSVParser.rowLimit else {
      throw offence("a line of more than two thousand million bytes")
    }
  }

  /// - Returns: false where more bytes are needed to tell a comment.
  private mutating func startRow(isLast: Bool) -> Bool {
    if skipsLineFeed {
      skipsLineFeed = false
      if row.bytes[index] == 0x0A {
        index += 1
        return true
      }
    }
    row.line = line
    (start, end) = (index, index)
    state = .start
    if line < format.firstLine {
      state = .ignored
    } else if !format.comment.isEmpty, row.bytes[index] == format.comment[0] {
      guard isLast || row.bytes.count - index >= max(16, format.comment.count) else {
        state = .rowStart
        return false
      }
      if row.bytes[index...].starts(with: format.comment),
        format.comment != [UInt8(ascii: "#")] || !MissingValues.leads(row.bytes[index...])
      {
        state = .ignored
        commentCount += 1
      }
    }
    return true
  }

  private mutating func skipLine() {
    while index < row.bytes.count {
      let byte = row.bytes[index]
      index += 1
      guard byte == 0x0A || byte == 0x0D else { continue }
      skipsLineFeed = byte == 0x0D
      line += 1
      state = .rowStart
      return
    }
  }

  private mutating func startField(_ body: (CSVRow) throws(TableOffence) -> Void) throws(TableOffence) {
    let byte = row.bytes[index]
    // Blanks before a field are no part of it.
    if byte == 0x20 || (byte == 0x09 && separator != 0x09) {
      index += 1
      return
    }
    start = index
    end = index
    if byte == UInt8(ascii: "\"") {
      index += 1
      start = index
      end = index
      state = .quoted
    } else {
      state = .plain
    }
  }

  /// The hot loop: bytes of a field without quotes.
  private mutating func plainField(_ body: (CSVRow) throws(TableOffence) -> Void) throws(TableOffence) {
    let (separator, count) = (separator, row.bytes.count)
    var place = index
    while place < count {
      let byte = row.bytes[place]
      if byte == separator || byte <= UInt8(ascii: "\"") {
        if byte == separator || byte == 0x0A || byte == 0x0D || (byte == 0x09 && isBlank) { break }
        if byte == UInt8(ascii: "\"") {
          index = place
          throw offence("a quote in the middle of a field; write it twice and put the whole field in quotes")
        }
      }
      place += 1
    }
    index = place
    guard place < count else { return }
    end = place
    while end > start, row.bytes[end - 1] == 0x20 || (row.bytes[end - 1] == 0x09 && separator != 0x09) { end -= 1 }
    try endField(at: row.bytes[place], body)
  }

  private mutating func quotedField() {
    while index < row.bytes.count {
      let byte = row.bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") {
        state = .afterQuote
        return
      }
      if byte == 0x0A { line += 1 }
      if end != index - 1 { row.bytes[end] = byte }
      end += 1
    }
  }

  private mutating func afterQuote() {
    if row.bytes[index] == UInt8(ascii: "\"") {
      row.bytes[end] = UInt8(ascii: "\"")
      end += 1
      index += 1
      state = .quoted
    } else {
      state = .closed
    }
  }

  private mutating func closedField(_ body: (CSVRow) throws(TableOffence) -> Void) throws(TableOffence) {
    let byte = row.bytes[index]
    let isEnd = byte == separator || byte == 0x0A || byte == 0x0D || (byte == 0x09 && isBlank)
    if isEnd {
      try endField(at: byte, body)
    } else if byte == 0x20 || byte == 0x09 {
      index += 1
    } else {
      throw offence("text after a closing quote; expected a separator")
    }
  }

  /// A field ends at a separator or at the end of its line, which is taken too.
  private mutating func endField(
    at byte: UInt8, _ body: (CSVRow) throws(TableOffence) -> Void
  ) throws(TableOffence) {
    if byte == 0x0A || byte == 0x0D {
      try endRow(body)
      index += 1
      line += 1
      skipsLineFeed = byte == 0x0D
    } else {
      try addField()
      index += 1
      state = .start
      start = index
      end = index
    }
  }

  private mutating func addField() throws(TableOffence) {
    try checkLength(end)
    row.starts.append(UInt32(start))
    row.ends.append(UInt32(end))
  }

  private mutating func endRow(_ body: (CSVRow) throws(TableOffence) -> Void) throws(TableOffence) {
    // The text may end within a field; blanks at the end of a line are no field where blanks separate.
    switch state {
    case .plain:
      if index == row.bytes.count {
        end = index
        while end > start, row.bytes[end - 1] == 0x20 { end -= 1 }
      }
      if end > start || !isBlank { try addField() }
    case .start where isBlank: break
    default: try addField()
    }
    state = .rowStart
    defer {
      row.starts.removeAll(keepingCapacity: true)
      row.ends.removeAll(keepingCapacity: true)
    }
    if row.count > 1 || (row.count == 1 && !row.isEmpty(0)) { try body(row) }
  }

  private func checkLength(_ place: Int) throws(TableOffence) {
    guard place - start <= CSVParser.fieldLimit else {
      throw offence(
        "a field of more than a million bytes; is a \(state == .plain || state == .start ? "separator" : "quote") missing?"
      )
    }
  }

  private func offence(_ sentence: String) -> TableOffence {
    TableOffence(line: line, column: row.count + 1, sentence)
  }
}
