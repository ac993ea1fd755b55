/// A database that is only read, by the system's libsqlite3.
final class SQLiteConnection {
  /// A value of a row.
  enum Value {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    /// Bytes without meaning here, so many.
    case blob(Int)
  }

  private typealias Open =
    @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<OpaquePointer?>, Int32, UnsafePointer<CChar>?) -> Int32
  private typealias Prepare =
    @convention(c) (
      OpaquePointer?, UnsafePointer<CChar>, Int32, UnsafeMutablePointer<OpaquePointer?>,
      UnsafeMutablePointer<UnsafePointer<CChar>?>
    ) -> Int32
  private typealias Plain = @convention(c) (OpaquePointer?) -> Int32
  private typealias Timeout = @convention(c) (OpaquePointer?, Int32) -> Int32
  private typealias Message = @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
  private typealias ColumnText = @convention(c) (OpaquePointer?, Int32) -> UnsafePointer<UInt8>?
  private typealias ColumnName = @convention(c) (OpaquePointer?, Int32) -> UnsafePointer<CChar>?
  private typealias ColumnNumber = @convention(c) (OpaquePointer?, Int32) -> Int32
  private typealias ColumnInteger = @convention(c) (OpaquePointer?, Int32) -> Int64
  private typealias ColumnReal = @convention(c) (OpaquePointer?, Int32) -> Double

  /// Codes of sqlite3.h.
  private enum Code {
    static let (ok, row, done): (Int32, Int32, Int32) = (0, 100, 101)
    static let openReadOnly: Int32 = 1
    static let (integer, real, text, blob): (Int32, Int32, Int32, Int32) = (1, 2, 3, 4)
  }

  private struct Functions {
    let open: Open
    let close: Plain
    let timeout: Timeout
    let message: Message
    let prepare: Prepare
    let finalize: Plain
    let step: Plain
    let isReadOnly: Plain
    let columnCount: Plain
    let name: ColumnName
    let type: ColumnNumber
    let size: ColumnNumber
    let integer: ColumnInteger
    let real: ColumnReal
    let text: ColumnText

    init?() {
      guard let library = SystemLibrary(["libsqlite3.so.0", "libsqlite3.so", "libsqlite3.dylib"]),
        let open: Open = library.function("sqlite3_open_v2"), let close: Plain = library.function("sqlite3_close_v2"),
        let timeout: Timeout = library.function("sqlite3_busy_timeout"),
        let message: Message = library.function("sqlite3_errmsg"),
        let prepare: Prepare = library.function("sqlite3_prepare_v2"),
        let finalize: Plain = library.function("sqlite3_finalize"), let step: Plain = library.function("sqlite3_step"),
        let isReadOnly: Plain = library.function("sqlite3_stmt_readonly"),
        let columnCount: Plain = library.function("sqlite3_column_count"),
        let name: ColumnName = library.function("sqlite3_column_name"),
        let type: ColumnNumber = library.function("sqlite3_column_type"),
        let size: ColumnNumber = library.function("sqlite3_column_bytes"),
        let integer: ColumnInteger = library.function("sqlite3_column_int64"),
        let real: ColumnReal = library.function("sqlite3_column_double"),
        let text: ColumnText = library.function("sqlite3_column_text")
      else { return nil }
      (self.open, self.close, self.timeout, self.message, self.prepare) = (open, close, timeout, message, prepare)
      (self.finalize, self.step, self.isReadOnly, self.columnCount) = (finalize, step, isReadOnly, columnCount)
      (self.name, self.type, self.size, self.integer) = (name, type, size, integer)
      (self.real, self.text) = (real, text)
    }
  }

  private let functions: Functions
  private let database: OpaquePointer?

  /// - Throws: ``FormatError`` where there is no library, and where the file is no database.
  init(path: String) throws(FormatError) {
    guard let functions = Functions() else {
      throw FormatError(
        "reading a database needs SQLite (libsqlite3), which this system lacks; install it, or export the table: "
          + "sqlite3 -csv -header FILE 'SELECT …' | knotwork … -")
    }
    var database: OpaquePointer?
    let code = functions.open(path, &database, Code.openReadOnly, nil)
    (self.functions, self.database) = (functions, database)
    guard code == Code.ok else { throw failure }
    _ = functions.timeout(database, 5000)
  }

  deinit { _ = functions.close(database) }

  private var failure: FormatError {
    FormatError(functions.message(database).map { String(cString: $0) } ?? "SQLite gives no reason")
  }

  /// Calls `header` with the names of the columns of a query, then `body` with each of its rows.
  ///
  /// - Throws: ``FormatError`` for what is no query, or more than one; what `header` and `body` throw.
  func run(_ query: String, header: ([String]) throws -> Void, body: ([Value]) throws -> Void) throws {
    var statement: OpaquePointer?
    let isOne = try query.withCString { text in
      var tail: UnsafePointer<CChar>?
      guard functions.prepare(database, text, -1, &statement, &tail) == Code.ok else { throw failure }
      return tail.map { String(cString: $0).allSatisfy { $0.isWhitespace || $0 == ";" } } ?? true
    }
    defer { _ = functions.finalize(statement) }
    let columns = functions.columnCount(statement)
    guard isOne, statement != nil, functions.isReadOnly(statement) != 0, columns > 0 else {
      throw FormatError("expected one query that gives rows, as in SELECT x, y FROM points")
    }
    try header((0..<columns).map { functions.name(statement, $0).map { String(cString: $0) } ?? "" })
    while true {
      switch functions.step(statement) {
      case Code.row: try body((0..<columns).map { value(statement, $0) })
      case Code.done: return
      default: throw failure
      }
    }
  }

  private func value(_ statement: OpaquePointer?, _ column: Int32) -> Value {
    switch functions.type(statement, column) {
    case Code.integer: return .integer(functions.integer(statement, column))
    case Code.real: return .real(functions.real(statement, column))
    case Code.text:
      guard let text = functions.text(statement, column) else { return .null }
      let bytes = UnsafeBufferPointer(start: text, count: Int(functions.size(statement, column)))
      return .text(String(decoding: bytes, as: UTF8.self))
    case Code.blob: return .blob(Int(functions.size(statement, column)))
    default: return .null
    }
  }
}
