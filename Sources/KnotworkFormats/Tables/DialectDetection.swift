/// Finds out from the first lines of a text how its table is written.
struct DialectDetection {
  private let text: [UInt8]
  private let isComplete: Bool
  private let dialect: TableDialect
  private let names: [String]
  private let missing: MissingValues
  private var format = CSVParser.Format()
  private var notes: [String] = []

  /// - Parameters:
  ///   - text: the first lines, in UTF-8.
  ///   - isComplete: whether that is all of the text.
  ///   - dialect: what is known.
  ///   - names: the names of columns that are looked for.
  init(_ text: [UInt8], isComplete: Bool, dialect: TableDialect, names: [String]) {
    self.text = text
    self.isComplete = isComplete
    self.dialect = dialect
    self.names = names
    missing = MissingValues(dialect.missingValues)
  }

  /// How the text is to be split, and where its table is; nil where there are no rows.
  mutating func result() throws(TableOffence) -> (CSVParser.Format, TableLayout)? {
    format.firstLine = dialect.skippedLines + 1
    format.comment = Array((dialect.comment ?? "#").utf8)
    var separator = dialect.separator
    if separator == nil, dialect.skippedLines == 0, let (byte, line) = announcedSeparator() {
      separator = byte
      format.firstLine = line
    }
    if dialect.comment == nil, hasDataThatLookLikeComments { format.comment = [] }
    format.separator = separator ?? bestSeparator()
    let sample = TableSample(text, format, isComplete: isComplete, rowLimit: dialect.isExact ? 1 : 100)
    guard let first = sample.rows.first else {
      if let offence = sample.offence { throw offence }
      guard isComplete else { throw TableOffence(line: 1, column: 0, "a line without end; expected rows of fields") }
      return nil
    }
    if dialect.isExact {
      let layout = TableLayout(header: try first.texts(), line: first.line, fieldCount: first.count)
      format.firstLine = first.line + 1
      return (format, layout)
    }
    var namingComments = 0
    var detection = LayoutDetection(sample.rows, dialect: dialect, names: names)
    var layout = try detection.result()
    if layout.header == nil, let (header, line) = commentedHeader(before: first.line, layout) {
      layout.header = header
      layout.notes.append("the comment in line \(line) is taken for the header")
      detection.firstRow = first.line
      namingComments = 1
    }
    if let note = writingNote(layout.numbers) { layout.notes.insert(note, at: 0) }
    if !format.comment.isEmpty { layout.commentCount = comments(before: detection.firstRow).count - namingComments }
    format.firstLine = detection.firstRow
    return (format, layout)
  }

  private func writingNote(_ numbers: NumberStyle) -> String? {
    var parts: [String] = []
    if dialect.separator == nil {
      switch format.separator {
      case .blanks: parts.append("blanks between columns")
      case .byte(UInt8(ascii: ";")): parts.append("semicolons between columns")
      case .byte(UInt8(ascii: "\t")): parts.append("tabs between columns")
      case .byte(UInt8(ascii: "|")): parts.append("| between columns")
      case .byte(UInt8(ascii: ",")): break
      case .byte(let byte): parts.append("\(String(decoding: [byte], as: UTF8.self)) between columns")
      }
    }
    if dialect.decimal == nil, numbers.decimal == UInt8(ascii: ",") { parts.append("decimal commas") }
    guard !parts.isEmpty else { return nil }
    return "the table is read with \(parts.joined(separator: " and ")); --separator and --decimal say otherwise"
  }

  /// Excel's line sep=; and the line after it.
  private func announcedSeparator() -> (TableDialect.Separator, Int)? {
    let line = text.prefix(16).prefix { $0 != 0x0A && $0 != 0x0D }.filter { $0 != UInt8(ascii: "\"") }
    guard line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=" else { return nil }
    return (line[4] == 0x20 ? .blanks : .byte(line[4]), 2)
  }

  /// Whether all lines but the first start with #: it stands in a column of texts.
  private var hasDataThatLookLikeComments: Bool {
    let lines = text.split { $0 == 0x0A || $0 == 0x0D }.prefix(100)
    guard lines.count > 1, let first = lines.first, first.first != UInt8(ascii: "#") else { return false }
    return lines.dropFirst().allSatisfy { $0.first == UInt8(ascii: "#") }
  }

  /// The separator that gives most numbers in rows of equal length.
  private func bestSeparator() -> TableDialect.Separator {
    let candidates: [TableDialect.Separator] = [
      .byte(UInt8(ascii: "\t")), .byte(UInt8(ascii: ";")), .byte(UInt8(ascii: ",")), .byte(UInt8(ascii: "|")), .blanks,
    ]
    var best = (separator: TableDialect.Separator.byte(UInt8(ascii: ",")), score: 0.0)
    for separator in candidates {
      var format = format
      format.separator = separator
      var score = SeparatorScore(text, format, isComplete: isComplete, missing).value
      // Blanks separate where tabs do, and the words of a title besides.
      if separator == .blanks { score *= 0.75 }
      if score > best.score { best = (separator, score) }
    }
    return best.separator
  }

  /// numpy.savetxt writes the header as a comment: the last comment before the table, where it has a name for each column.
  private func commentedHeader(before line: Int, _ layout: TableLayout) -> ([String], Int)? {
    guard !format.comment.isEmpty else { return nil }
    let columns = layout.fieldCount - layout.unused.count
    guard columns > 1, layout.unused.isEmpty else { return nil }
    var plain = format
    plain.comment = []
    for separator in [format.separator, .blanks] {
      plain.separator = separator
      var found: ([String], Int)?
      for (number, comment) in comments(before: line) {
        guard
          let row = TableSample(comment, CSVParser.Format(separator: separator), isComplete: true, rowLimit: 1).rows
            .first,
          row.count == columns, let names = try? row.texts(), names.allSatisfy({ !$0.isEmpty }),
          Set(names).count == columns,
          names.allSatisfy({ NumberLooks(Array($0.utf8)[...], missing).kind == .text })
        else { continue }
        found = (names, number)
      }
      if let found { return found }
    }
    return nil
  }

  /// The comments before a line without their signs, each with its line.
  private func comments(before last: Int) -> [(Int, [UInt8])] {
    var result: [(Int, [UInt8])] = []
    var (line, start) = (1, 0)
    let sign = format.comment
    while line < last, start < text.count {
      let end = text[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.count
      if line >= format.firstLine, text[start..<end].starts(with: sign) {
        result.append((line, Array(text[start..<end].dropFirst(sign.count).drop { sign.contains($0) || $0 == 0x20 })))
      }
      let isPair = end + 1 < text.count && text[end] == 0x0D && text[end + 1] == 0x0A
      start = end + (isPair ? 2 : 1)
      line += 1
    }
    return result
  }
}

/// The first rows of a text.
struct TableSample {
  private(set) var rows: [CSVRow] = []
  /// Why the text cannot be split any further, where that is so.
  private(set) var offence: TableOffence?

  init(_ text: [UInt8], _ format: CSVParser.Format, isComplete: Bool, rowLimit: Int) {
    var bytes = 0
    offence = TableSample.forEachRow(of: text, format, isComplete: isComplete) { row in
      rows.append(row.copy())
      bytes += row.count
      return rows.count < rowLimit && (rows.count < 4 || bytes < 1 << 20)
    }
  }

  /// Calls `body` with the rows until it returns false.
  ///
  /// - Returns: what could not be split, if anything.
  static func forEachRow(
    of text: [UInt8], _ format: CSVParser.Format, isComplete: Bool, _ body: (CSVRow) -> Bool
  ) -> TableOffence? {
    var parser = CSVParser(format)
    var isEnough = false
    func take(_ row: CSVRow) throws(TableOffence) {
      if !body(row) {
        isEnough = true
        throw TableOffence(line: row.line, column: 0, "")
      }
    }
    do {
      try parser.parse(text, take)
      if isComplete { try parser.finish(take) }
    } catch {
      return isEnough ? nil : error
    }
    return nil
  }
}

/// How well a separator fits: the part of fields that are numbers, in rows that have as many fields as most.
struct SeparatorScore {
  private(set) var value = 0.0

  init(_ text: [UInt8], _ format: CSVParser.Format, isComplete: Bool, _ missing: MissingValues) {
    var rows: [(count: Int, used: Int, numbers: Int)] = []
    let offence = TableSample.forEachRow(of: text, format, isComplete: isComplete) { row in
      // Of very wide rows a part is enough.
      let looked = min(row.count, 2000)
      let looks = (0..<looked).map { NumberLooks(row.bytes[row.range($0)], missing) }
      rows.append((row.count, looks.count { $0.kind != .missing }, looks.count(where: \.isNumber)))
      return rows.count < 100
    }
    var frequencies: [Int: Int] = [:]
    // What stands above the table counts less.
    for row in rows.dropFirst(rows.count / 4) { frequencies[row.count, default: 0] += 1 }
    guard let (count, _) = frequencies.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), count > 1 else { return }
    let usual = rows.filter { $0.count == count }
    let used = usual.reduce(0) { $0 + $1.used }
    let numbers = usual.reduce(0) { $0 + $1.numbers }
    let consistent = Double(usual.count) / Double(rows.count)
    // Without numbers what is most regular is the best guess.
    value = consistent * consistent * (Double(numbers) / Double(max(1, used)) + 0.01)
    if offence != nil { value *= 0.5 }
  }
}
