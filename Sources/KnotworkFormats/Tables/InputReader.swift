/// Reads rows of numbers for the inputs of a network from text with separators (``TableDialect``), piece by piece.
///
/// A first line that holds anything but numbers is a header. A header that names all inputs picks the columns by name, in
/// any order, and leaves the others out; otherwise there must be as many columns as inputs. An input "sex=male", as fitting
/// to a text column names it, is 1 where the column "sex" holds "male" and 0 elsewhere.
public struct InputReader {
  private var reader: RowReader
  private var rows: InputRowBuilder
  private var hasFinished = false
  private var failure: FormatError?
  /// Whether a text without rows is none, as a part of a table may be.
  public var allowsNoRows = false

  /// A reader for inputs of these names.
  public init(names: [String], dialect: TableDialect = TableDialect()) {
    reader = RowReader(dialect)
    rows = InputRowBuilder(names: names, missing: MissingValues(dialect.missingValues))
  }

  /// What a user should know of the way the columns were taken.
  public var notes: [String] { rows.notes + reader.notes }

  /// Takes the next piece of the text and gives the rows that it completes, one number for each input. Where the piece
  /// offends, the rows before the offence are given, and the next call throws.
  ///
  /// - Throws: ``FormatError``, naming line and column, for what is not a finite number, rows of different lengths, and
  ///   columns that do not fit the inputs.
  public mutating func read(_ bytes: some Collection<UInt8>) throws(FormatError) -> [[Double]] {
    split(try take([UInt8](bytes)))
  }

  /// The same with all rows in one array, one after another, which takes less time.
  ///
  /// - Throws: as ``read(_:)``.
  public mutating func readNumbers(_ bytes: some Collection<UInt8>) throws(FormatError) -> [Double] {
    try take([UInt8](bytes))
  }

  /// The text has ended; gives the row that is left, if there is one. To be called until it gives none.
  ///
  /// - Throws: as ``read(_:)``, and when there was no row at all, unless ``allowsNoRows``.
  public mutating func finish() throws(FormatError) -> [[Double]] { split(try finishNumbers()) }

  /// The same with the numbers of the row one after another.
  ///
  /// - Throws: as ``finish()``.
  public mutating func finishNumbers() throws(FormatError) -> [Double] {
    if hasFinished, failure == nil { return [] }
    hasFinished = true
    let result = try take(nil)
    guard rows.hasStarted || failure != nil || allowsNoRows else {
      throw FormatError("no rows; expected lines of \(rows.names.count.counted("number")), for \(rows.names.listed())")
    }
    return result
  }

  private func split(_ numbers: [Double]) -> [[Double]] {
    stride(from: 0, to: numbers.count, by: rows.names.count).map { Array(numbers[$0..<$0 + rows.names.count]) }
  }

  /// The rows that a piece of the text completes, or its end where there is none.
  private mutating func take(_ bytes: [UInt8]?) throws(FormatError) -> [Double] {
    if let failure { throw failure }
    do {
      if let bytes {
        try reader.read(bytes, into: &rows)
      } else {
        try reader.finish(into: &rows)
      }
    } catch {
      failure = error.formatError
    }
    let result = rows.takeNumbers()
    if result.isEmpty, let failure { throw failure }
    return result
  }
}

extension TableOffence {
  /// "line 3, column 2 (b): …".
  fileprivate var formatError: FormatError {
    let place = column > 0 ? ", column \(column)" + (name.map { " (\($0))" } ?? "") : ""
    return FormatError("line \(line)\(place): \(sentence)")
  }
}
