/// Reads rows of numbers for the inputs of a network from comma-separated text, piece by piece.
///
/// A first line that holds anything but numbers is a header. A header that names all inputs picks the columns by name, in
/// any order, and leaves the others out; otherwise there must be as many columns as inputs. An input "sex=male", as fitting
/// to a text column names it, is 1 where the column "sex" holds "male" and 0 elsewhere.
public struct InputReader {
  /// Where the number for an input comes from.
  fileprivate enum Source {
    case number(column: Int)
    case level(column: Int, text: String)
  }

  private let names: [String]
  private var parser = CSVParser()
  /// For each input its source; nil before the first row.
  private var sources: [Source]?
  private var columnCount = 0
  private var header: [String]?
  private var hasFinished = false
  /// What a user should know of the way the columns were taken.
  public private(set) var notes: [String] = []
  private var failure: FormatError?

  /// A reader for inputs of these names.
  public init(names: [String]) { self.names = names }

  /// Takes the next piece of the text and gives the rows that it completes, one number for each input. Where the piece
  /// offends, the rows before the offence are given, and the next call throws.
  ///
  /// - Throws: ``FormatError``, naming line and column, for what is not a finite number, rows of different lengths, and
  ///   columns that do not fit the inputs.
  public mutating func read(_ bytes: some Collection<UInt8>) throws(FormatError) -> [[Double]] {
    try rows(of: [UInt8](bytes))
  }

  /// The text has ended; gives the row that is left, if there is one. To be called until it gives none.
  ///
  /// - Throws: as ``read(_:)``, and when there was no row at all.
  public mutating func finish() throws(FormatError) -> [[Double]] {
    if hasFinished, failure == nil { return [] }
    hasFinished = true
    let rows = try rows(of: nil)
    guard sources != nil || failure != nil else {
      throw FormatError("no rows; expected lines of \(names.count) numbers, for \(names.joined(separator: ", "))")
    }
    return rows
  }

  /// The rows that a piece of the text completes, or its end where there is none.
  private mutating func rows(of bytes: [UInt8]?) throws(FormatError) -> [[Double]] {
    if let failure { throw failure }
    var result: [[Double]] = []
    var parser = CSVParser()
    swap(&parser, &self.parser)
    do {
      if let bytes {
        try parser.parse(bytes) { (row) throws(TableOffence) in try take(row, &result) }
      } else {
        try parser.finish { (row) throws(TableOffence) in try take(row, &result) }
      }
    } catch {
      failure = error.formatError
    }
    self.parser = parser
    if result.isEmpty, let failure { throw failure }
    return result
  }

  private mutating func take(_ row: CSVRow, _ result: inout [[Double]]) throws(TableOffence) {
    if sources == nil {
      var isHeader = false
      for field in 0..<row.count where row.number(field) == nil {
        if !(try row.text(field).isDecimalComma) { isHeader = true }
      }
      try setSources(row, isHeader: isHeader)
      if isHeader { return }
    }
    result.append(try numbers(in: row))
  }

  private mutating func setSources(_ row: CSVRow, isHeader: Bool) throws(TableOffence) {
    columnCount = row.count
    if isHeader {
      let texts = try row.texts()
      header = texts
      let found = names.map { InputReader.source(of: $0, in: texts) }
      if found.allSatisfy({ $0 != nil }) {
        sources = found.compactMap { $0 }
        let used = Set((sources ?? []).map(\.column))
        let others = texts.indices.filter { !used.contains($0) }.map { texts[$0] }
        if !others.isEmpty {
          notes.append("columns that are no inputs are left out: \(others.joined(separator: ", "))")
        }
        return
      }
    }
    guard columnCount == names.count else {
      let hint = isHeader ? "; its header does not name them all" : ""
      throw TableOffence(
        line: row.line, column: 0,
        "\(columnCount) columns, expected \(names.count), for \(names.joined(separator: ", "))\(hint)")
    }
    if isHeader {
      notes.append(
        "the header does not name the inputs \(names.joined(separator: ", ")); the columns are taken in this order")
    }
    sources = names.indices.map { .number(column: $0) }
  }

  private static func source(of name: String, in header: [String]) -> Source? {
    if let column = header.firstIndex(of: name) { return .number(column: column) }
    for (column, title) in header.enumerated() where name.hasPrefix(title + "=") {
      return .level(column: column, text: String(name.dropFirst(title.count + 1)))
    }
    return nil
  }

  private func numbers(in row: CSVRow) throws(TableOffence) -> [Double] {
    guard row.count == columnCount else {
      throw TableOffence(
        line: row.line, column: 0, "\(row.count) columns, expected \(columnCount), as in the first line")
    }
    var numbers: [Double] = []
    for source in sources ?? [] {
      switch source {
      case .number(let column):
        guard let value = row.number(column), value.isFinite else {
          throw TableOffence(
            line: row.line, column: column + 1, name: header?[column], complaint(about: try row.text(column)))
        }
        numbers.append(value)
      case .level(let column, let text): numbers.append(try row.text(column) == text ? 1 : 0)
      }
    }
    return numbers
  }

  private func complaint(about text: String) -> String {
    if text.isEmpty { return "nothing there; expected a number" }
    if text.isDecimalComma { return "\"\(text)\" has a decimal comma; write a decimal point" }
    return "\"\(text.prefix(40))\" is not a finite number"
  }
}

extension InputReader.Source {
  fileprivate var column: Int {
    switch self {
    case .number(let column), .level(let column, _): column
    }
  }
}

extension TableOffence {
  /// "line 3, column 2 (b): …".
  fileprivate var formatError: FormatError {
    let place = column > 0 ? ", column \(column)" + (name.map { " (\($0))" } ?? "") : ""
    return FormatError("line \(line)\(place): \(sentence)")
  }
}
