/// Reads rows of numbers for the inputs of a network from comma-separated text, piece by piece.
///
/// A first line that holds anything but numbers is a header. A header that names all inputs picks the columns by name, in
/// any order, and leaves the others out; otherwise there must be as many columns as inputs.
public struct InputReader {
  private let names: [String]
  private var parser = CSVParser()
  /// For each input its column; nil before the first row.
  private var columns: [Int]?
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
    try rows { (parser, rows) throws(FormatError) in try parser.parse(bytes, into: &rows) }
  }

  /// The text has ended; gives the row that is left, if there is one. To be called until it gives none.
  ///
  /// - Throws: as ``read(_:)``, and when there was no row at all.
  public mutating func finish() throws(FormatError) -> [[Double]] {
    if hasFinished, failure == nil { return [] }
    hasFinished = true
    let rows = try rows { (parser, rows) throws(FormatError) in try parser.finish(into: &rows) }
    guard columns != nil || failure != nil else {
      throw FormatError("no rows; expected lines of \(names.count) numbers, for \(names.joined(separator: ", "))")
    }
    return rows
  }

  private mutating func rows(
    _ parse: (inout CSVParser, inout [CSVParser.Row]) throws(FormatError) -> Void
  ) throws(FormatError) -> [[Double]] {
    if let failure { throw failure }
    var rows: [CSVParser.Row] = []
    do { try parse(&parser, &rows) } catch { failure = error }
    var result: [[Double]] = []
    do {
      for row in rows {
        if columns == nil {
          let isHeader = row.fields.contains { Double($0) == nil && !$0.isDecimalComma }
          try setColumns(row, isHeader: isHeader)
          if isHeader { continue }
        }
        result.append(try numbers(in: row))
      }
    } catch {
      failure = error
    }
    if result.isEmpty, let failure { throw failure }
    return result
  }

  private mutating func setColumns(_ row: CSVParser.Row, isHeader: Bool) throws(FormatError) {
    columnCount = row.fields.count
    if isHeader {
      header = row.fields
      let found = names.map { row.fields.firstIndex(of: $0) }
      if found.allSatisfy({ $0 != nil }) {
        columns = found.compactMap { $0 }
        let others = row.fields.filter { !names.contains($0) }
        if !others.isEmpty {
          notes.append("columns that are no inputs are left out: \(others.joined(separator: ", "))")
        }
        return
      }
    }
    guard columnCount == names.count else {
      let hint = isHeader ? "; its header does not name them all" : ""
      throw FormatError(
        "line \(row.line): \(columnCount) columns, expected \(names.count), for \(names.joined(separator: ", "))\(hint)"
      )
    }
    if isHeader {
      notes.append(
        "the header does not name the inputs \(names.joined(separator: ", ")); the columns are taken in this order")
    }
    columns = Array(names.indices)
  }

  private func numbers(in row: CSVParser.Row) throws(FormatError) -> [Double] {
    guard row.fields.count == columnCount else {
      throw FormatError("line \(row.line): \(row.fields.count) columns, expected \(columnCount), as in the first line")
    }
    var numbers: [Double] = []
    for column in columns ?? [] {
      let text = row.fields[column]
      guard let value = Double(text), value.isFinite else {
        throw FormatError("line \(row.line), \(place(column)): \(complaint(about: text))")
      }
      numbers.append(value)
    }
    return numbers
  }

  private func place(_ column: Int) -> String {
    header.map { "column \(column + 1) (\($0[column]))" } ?? "column \(column + 1)"
  }

  private func complaint(about text: String) -> String {
    if text.isEmpty { return "nothing there; expected a number" }
    if text.isDecimalComma { return "\"\(text)\" has a decimal comma; write a decimal point" }
    return "\"\(text.prefix(40))\" is not a finite number"
  }
}

extension String {
  /// Whether it is a number but for its decimal comma.
  fileprivate var isDecimalComma: Bool { contains(",") && Double(String(map { $0 == "," ? "." : $0 })) != nil }
}
