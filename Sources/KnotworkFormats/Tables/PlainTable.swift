/// All columns of a table as they stand, numbers, texts and gaps, before anyone has chosen what explains what.
public struct PlainTable: Equatable, Sendable {
  /// The values of a column; nil where one is missing.
  public enum Column: Equatable, Sendable {
    /// Numbers alone.
    case numbers([Double?])
    /// Texts: a column in which some value is no number.
    case texts([String?])
  }

  /// The names of the columns; x1, x2, … where the table has no header.
  public let names: [String]
  /// The columns, all of one length.
  public let columns: [Column]
  /// How the table was read, a sentence each.
  public let notes: [String]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - source: the name of the file, for messages.
  ///   - dialect: how it is written, where that is known.
  /// - Throws: ``TableError`` for what is no table, with all that is wrong.
  /// - Complexity: linear in the size of the text.
  public init(_ bytes: [UInt8], source: String, dialect: TableDialect = TableDialect()) throws(TableError) {
    var reader = RowReader(dialect)
    var builder = PlainTableBuilder(source: source, missing: MissingValues(dialect.missingValues))
    do {
      try reader.read(bytes, into: &builder)
      try reader.finish(into: &builder)
    } catch {
      builder.errors.append(error)
      throw builder.errors
    }
    if builder.errors.count > 0 { throw builder.errors }
    guard builder.rowCount > 0 else {
      throw TableError(
        source,
        builder.hasStarted ? "a header and no rows; expected rows of numbers" : "empty; expected a header and rows")
    }
    (names, columns, notes) = (builder.names, builder.columns, builder.notes + reader.notes)
  }
}

/// Collects all columns.
private struct PlainTableBuilder: RowTaker {
  let missing: MissingValues
  var errors: TableError
  private(set) var names: [String] = []
  private(set) var columns: [PlainTable.Column] = []
  private(set) var notes: [String] = []
  private(set) var rowCount = 0
  private(set) var hasStarted = false
  private var layout = TableLayout()
  private var fields: [Int] = []
  /// More are no table that anyone works with in a page.
  private static let columnLimit = 10_000

  init(source: String, missing: MissingValues) {
    errors = TableError(source)
    self.missing = missing
  }

  var wantedNames: [String] { [] }

  mutating func begin(_ layout: TableLayout) throws(TableOffence) {
    (self.layout, hasStarted) = (layout, true)
    notes += layout.notes
    fields = (0..<layout.fieldCount).filter { !layout.unused.contains($0) }
    guard fields.count <= PlainTableBuilder.columnLimit else {
      throw TableOffence(
        line: layout.line, column: 0,
        "\(fields.count.counted("column")); expected \(PlainTableBuilder.columnLimit) at most")
    }
    names = fields.map { field in
      let name = layout.header?[field] ?? ""
      return name.isEmpty ? "x\(field + 1)" : name
    }
    var seen = Set<String>()
    if let index = names.firstIndex(where: { !seen.insert($0).inserted }) {
      throw TableOffence(
        line: layout.line, column: fields[index] + 1, "two columns are called \"\(names[index])\"")
    }
    columns = fields.map { _ in .numbers([]) }
  }

  mutating func take(_ row: CSVRow) throws(TableOffence) {
    guard row.count == layout.fieldCount else {
      errors.append(
        TableOffence(line: row.line, column: min(row.count, layout.fieldCount) + 1, layout.complaint(about: row)))
      return
    }
    for (index, field) in fields.enumerated() { try append(row, field, to: &columns[index]) }
    rowCount += 1
  }

  private func append(_ row: CSVRow, _ field: Int, to column: inout PlainTable.Column) throws(TableOffence) {
    switch column {
    case .numbers(var values):
      column = .numbers([])
      if let number = layout.numbers.number(row.bytes, row.range(field)), number.isFinite {
        values.append(missing.contains(number) ? nil : number)
        column = .numbers(values)
        return
      }
      let text = try row.text(field)
      if missing.contains(text) {
        values.append(nil)
        column = .numbers(values)
        return
      }
      column = .texts(values.map { $0?.description } + [text])
    case .texts(var values):
      column = .texts([])
      let text = try row.text(field)
      values.append(missing.contains(text) ? nil : text)
      column = .texts(values)
    }
  }
}
