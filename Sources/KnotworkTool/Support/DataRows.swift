import Knotwork
import KnotworkFormats

/// Rows of inputs from a file, piece by piece.
enum DataRows {
  /// Calls `body` with the rows of a CSV file, or of standard input for -, some at a time.
  ///
  /// - Returns: notes on how the file was read.
  static func forEachPiece(of path: String, for network: Network, _ body: ([[Double]]) throws -> Void) throws
    -> [String]
  {
    let input = try Files.open(path)
    var reader = InputReader(names: network.inputNames)
    do {
      while let piece = try input.read(upToCount: 1 << 16), !piece.isEmpty { try body(reader.read(piece)) }
      while case let rows = try reader.finish(), !rows.isEmpty { try body(rows) }
    } catch let error as FormatError {
      throw Failure(.badData, "\(path == "-" ? "standard input" : path): \(error.description)")
    }
    return reader.notes
  }
}
