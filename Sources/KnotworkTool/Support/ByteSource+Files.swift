import ArgumentParser
import KnotworkAnswers
import KnotworkFormats

extension ByteSource {
  /// The bytes of a file, or of standard input for -.
  static func file(_ path: String) -> ByteSource { file(path, dialect: TableDialect()) }

  /// A table: a file, standard input for -, or `database::table` for a table or a query of a SQLite database.
  static func table(_ path: String, _ options: DialectOptions) throws -> ByteSource {
    let dialect = try options.dialect
    guard let database = SQLiteTable(argument: path) else { return file(path, dialect: dialect) }
    if options.describesText {
      throw ValidationError("options on how a text is written do not go with a database, \(database.path)")
    }
    var exact = TableDialect.exact
    exact.missingValues = dialect.missingValues
    return ByteSource(name: path, dialect: exact) { read in
      _ = try Files.open(database.path)
      do {
        try database.forEachPiece(read)
      } catch let error as FormatError {
        throw Failure(.badData, "\(path): \(error.description)")
      }
    }
  }

  private static func file(_ path: String, dialect: TableDialect) -> ByteSource {
    ByteSource(name: path == "-" ? "standard input" : path, dialect: dialect) { read in
      try Files.forEachPiece(of: path, read)
    }
  }
}

extension SQLiteTable {
  /// The argument `database::table`; nil for the name of a file.
  fileprivate init?(argument: String) {
    guard let parting = argument.firstRange(of: "::"), parting.lowerBound > argument.startIndex,
      parting.upperBound < argument.endIndex, FilePlace(argument).kind == .missing
    else { return nil }
    self.init(
      path: String(argument[..<parting.lowerBound]), selection: String(argument[parting.upperBound...]))
  }
}
