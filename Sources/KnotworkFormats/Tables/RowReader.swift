/// From the bytes of a file to the rows of its table: what they are is told apart, decoded, and split.
///
/// The first lines are kept until it is known how the table is written; nothing is held after that.
struct RowReader {
  private let dialect: TableDialect
  private var decoder = TableDecoder()
  /// The first lines; nil once the layout is known.
  private var head: [UInt8]? = []
  private var lines = LineCount()
  private var parser = CSVParser(CSVParser.Format())
  private var fieldCount = 0
  private var decoderNotes: [String] = []
  private var leadingComments = 0
  private var blankRowCount = 0

  init(_ dialect: TableDialect) { self.dialect = dialect }

  /// Takes the next piece of the file.
  mutating func read(_ bytes: [UInt8], into taker: inout some RowTaker) throws(TableOffence) {
    var decoder = TableDecoder()
    swap(&decoder, &self.decoder)
    defer { self.decoder = decoder }
    try decoder.decode(bytes) { (text) throws(TableOffence) in try take(text, &taker) }
  }

  /// The file has ended.
  mutating func finish(into taker: inout some RowTaker) throws(TableOffence) {
    var decoder = TableDecoder()
    swap(&decoder, &self.decoder)
    defer { self.decoder = decoder }
    try decoder.finish { (text) throws(TableOffence) in try take(text, &taker) }
    decoderNotes = decoder.notes
    if head != nil { try begin(isComplete: true, &taker) }
    try split(nil, &taker)
  }

  /// What was left out on the way, for the end.
  var notes: [String] {
    var notes = decoderNotes
    let comments = leadingComments + parser.commentCount
    if comments > 0, dialect.comment == nil {
      notes.append("lines that start with # are left out as comments: \(comments); --comment none reads them")
    }
    if blankRowCount > 0 { notes.append("rows without any value are left out: \(blankRowCount)") }
    return notes
  }

  private mutating func take(_ text: [UInt8], _ taker: inout some RowTaker) throws(TableOffence) {
    guard head != nil else { return try split(text, &taker) }
    head?.append(contentsOf: text)
    lines.add(text)
    if lines.isEnough { try begin(isComplete: false, &taker) }
  }

  private mutating func begin(isComplete: Bool, _ taker: inout some RowTaker) throws(TableOffence) {
    let text = head ?? []
    head = nil
    var detection = DialectDetection(text, isComplete: isComplete, dialect: dialect, names: taker.wantedNames)
    guard let (format, layout) = try detection.result() else { return }
    (fieldCount, leadingComments) = (layout.fieldCount, layout.commentCount)
    parser = CSVParser(format)
    try taker.begin(layout)
    // In pieces, so that the parser holds little of it.
    for start in stride(from: 0, to: text.count, by: 1 << 16) {
      try split([UInt8](text[start..<min(text.count, start + 1 << 16)]), &taker)
    }
  }

  private mutating func split(_ text: [UInt8]?, _ taker: inout some RowTaker) throws(TableOffence) {
    let fieldCount = fieldCount
    var blank = 0
    defer { blankRowCount += blank }
    func pass(_ row: CSVRow) throws(TableOffence) {
      // A spreadsheet writes its empty rows as separators.
      if row.count > 1, row.isEmpty(0), row.isEmpty(from: 0) {
        blank += 1
        return
      }
      if row.count > fieldCount, row.isEmpty(from: fieldCount) {
        var row = row
        row.starts.removeLast(row.count - fieldCount)
        row.ends.removeLast(row.ends.count - fieldCount)
        return try taker.take(row)
      }
      try taker.take(row)
    }
    if let text {
      try parser.parse(text) { (row) throws(TableOffence) in try pass(row) }
    } else {
      try parser.finish { (row) throws(TableOffence) in try pass(row) }
    }
  }
}

/// Counts lines of data until there are enough to tell how a table is written.
private struct LineCount {
  private var lines = 0
  private var bytes = 0
  /// How far the last separator of any kind is behind.
  private var field = 0
  private var isStart = true
  private var counts = false

  mutating func add(_ text: [UInt8]) {
    bytes += text.count
    for byte in text {
      field += 1
      if [0x09, 0x20, 0x2C, 0x3B, 0x7C].contains(byte) { field = 0 }
      if byte == 0x0A || byte == 0x0D {
        if counts { lines += 1 }
        (isStart, counts, field) = (true, false, 0)
      } else if isStart {
        (isStart, counts) = (false, byte != UInt8(ascii: "#"))
      }
    }
  }

  /// 100 lines, or much text of fewer.
  var isEnough: Bool {
    // A field without end is an offence, however the text is split.
    lines >= 100 || field > 1 << 21 || (lines >= 5 && bytes >= 1 << 16) || (lines >= 3 && bytes >= 1 << 22)
      || bytes >= 1 << 28
  }
}
