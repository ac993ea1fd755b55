import KnotworkFitting

/// Reads a table for fitting from text with separators (``TableDialect``), piece by piece; only the numbers are kept.
public struct TableReader {
  private var reader: RowReader
  private var builder: TableBuilder

  /// A reader.
  ///
  /// - Parameters:
  ///   - source: the name of the file, for messages.
  ///   - options: how the text is to be read.
  public init(source: String, options: TableOptions = TableOptions()) {
    reader = RowReader(options.dialect)
    builder = TableBuilder(source: source, options: options)
  }

  /// What a user should know of the way the table was read: rows and columns left out or changed.
  public var notes: [String] { builder.notes + reader.notes }

  /// The levels of each column of text that became columns of 0 and 1, in order; the first one has no column.
  public var levels: [String: [String]] { builder.levels }

  /// Takes the next piece of the text.
  ///
  /// - Throws: ``TableError`` where reading on makes no sense; offences of single fields are collected for ``finish()``.
  public mutating func read(_ bytes: some Collection<UInt8>) throws(TableError) {
    try TableReader.parse([UInt8](bytes), &reader, &builder)
  }

  /// The text has ended; gives the table, once.
  ///
  /// - Throws: ``TableError`` with all offences, or where no rows are left.
  public mutating func finish() throws(TableError) -> DataTable {
    try TableReader.parse(nil, &reader, &builder)
    guard builder.hasStarted else { throw TableError(builder.source, "empty; expected a header and rows of numbers") }
    if builder.errors.count > 0 { throw builder.errors }
    guard builder.rowCount > 0 else {
      throw TableError(builder.source, "a header and no rows; expected rows of numbers")
    }
    return try builder.assemble()
  }

  /// Takes a piece of the text, or its end where there is none.
  private static func parse(
    _ bytes: [UInt8]?, _ reader: inout RowReader, _ builder: inout TableBuilder
  ) throws(TableError) {
    do {
      if let bytes {
        try reader.read(bytes, into: &builder)
      } else {
        try reader.finish(into: &builder)
      }
    } catch {
      builder.errors.append(error)
      throw builder.errors
    }
  }
}
