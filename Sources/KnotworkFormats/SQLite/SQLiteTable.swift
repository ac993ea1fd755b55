/// The rows of a table or a query of a SQLite database, as CSV: a header, then a line for each row, numbers in full.
///
/// The database is only read. It is written in CSV so that whatever reads tables reads it alike; its dialect is
/// ``TableDialect/exact``.
public struct SQLiteTable: Sendable {
  /// The file of the database.
  public let path: String
  /// The name of a table or view, or a query.
  public let selection: String

  /// A table by its name, or a query that starts with SELECT, WITH or VALUES.
  public init(path: String, selection: String) {
    self.path = path
    self.selection = selection
  }

  /// Calls `read` with the text, in pieces.
  ///
  /// - Throws: ``FormatError`` where the database cannot be read or has no such table; what `read` throws.
  public func forEachPiece(_ read: ([UInt8]) throws -> Void) throws {
    let connection = try SQLiteConnection(path: path)
    let tables = try names(in: connection)
    if !isQuery, !tables.contains(where: { $0.lowercased() == selection.lowercased() }) {
      let known = tables.isEmpty ? "it has none" : "it has \(tables.listed())"
      throw FormatError("there is no table \"\(selection)\"; \(known)")
    }
    let query = isQuery ? selection : "SELECT * FROM \(SQLiteTable.quoted(selection))"
    var text: [UInt8] = []
    try connection.run(query) { names in
      text.append(contentsOf: "\(CSVWriter.line(names))\n".utf8)
    } body: { row in
      text.append(contentsOf: "\(CSVWriter.line(row.map(SQLiteTable.field)))\n".utf8)
      guard text.count >= 1 << 16 else { return }
      try read(text)
      text.removeAll(keepingCapacity: true)
    }
    if !text.isEmpty { try read(text) }
  }

  private var isQuery: Bool {
    let words = selection.split(maxSplits: 1) { $0.isWhitespace || $0 == "(" }
    return words.count == 2 && ["select", "with", "values"].contains(words[0].lowercased())
  }

  private func names(in connection: SQLiteConnection) throws -> [String] {
    var names: [String] = []
    try connection.run("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name") { _ in
    } body: { row in
      if case .text(let name) = row[0] { names.append(name) }
    }
    return names
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  private static func field(_ value: SQLiteConnection.Value) -> String {
    switch value {
    // An empty line would be no row.
    case .null: "NULL"
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): text
    case .blob(let count): "(blob of \(count.counted("byte")))"
    }
  }
}
