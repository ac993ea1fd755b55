import Knotwork
import KnotworkFormats

/// Rows of inputs in CSV, some at a time.
package struct InputRows {
  private let source: ByteSource
  private let names: [String]
  private let allowsNoRows: Bool

  /// Rows with a number for each name; a header may order them as it likes.
  package init(_ source: ByteSource, names: [String], allowsNoRows: Bool = false) {
    self.source = source
    self.names = names
    self.allowsNoRows = allowsNoRows
  }

  private var reader: InputReader {
    var reader = InputReader(names: names, dialect: source.dialect)
    reader.allowsNoRows = allowsNoRows
    return reader
  }

  /// Calls `body` with rows that follow each other in one array, some at a time.
  ///
  /// - Returns: notes on how the data were read.
  /// - Throws: ``InvalidData`` that names the place, and what `body` throws.
  package func forEachBlock(_ body: ([Double]) throws -> Void) throws -> [String] {
    var reader = reader
    do {
      try source.forEachPiece { bytes in try body(reader.readNumbers(bytes)) }
      while case let numbers = try reader.finishNumbers(), !numbers.isEmpty { try body(numbers) }
    } catch let error as FormatError {
      throw InvalidData("\(source.name): \(error.description)")
    }
    return reader.notes
  }

  /// Calls `body` with the rows, some at a time.
  ///
  /// - Returns: notes on how the data were read.
  /// - Throws: ``InvalidData`` that names the place, and what `body` throws.
  package func forEachPiece(_ body: ([[Double]]) throws -> Void) throws -> [String] {
    var reader = reader
    do {
      try source.forEachPiece { bytes in try body(reader.read(bytes)) }
      while case let rows = try reader.finish(), !rows.isEmpty { try body(rows) }
    } catch let error as FormatError {
      throw InvalidData("\(source.name): \(error.description)")
    }
    return reader.notes
  }
}
