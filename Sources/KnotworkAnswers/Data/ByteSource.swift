import KnotworkFormats

/// Where data come from: a name for messages, and their bytes in pieces.
public struct ByteSource: Sendable {
  /// Takes a piece of the bytes.
  public typealias Reader = ([UInt8]) throws -> Void

  /// The name for people, such as "points.csv" or "standard input".
  public let name: String
  /// How they are written, where they are a table.
  public let dialect: TableDialect
  private let pieces: @Sendable (Reader) throws -> Void

  /// A source.
  ///
  /// - Parameters:
  ///   - name: the name for messages.
  ///   - dialect: how they are written, where they are a table.
  ///   - pieces: calls what it is given with the bytes, in order and in pieces of any size.
  public init(
    name: String, dialect: TableDialect = TableDialect(), pieces: @escaping @Sendable (_ read: Reader) throws -> Void
  ) {
    self.name = name
    self.dialect = dialect
    self.pieces = pieces
  }

  /// Bytes in memory.
  public init(_ bytes: [UInt8], name: String, dialect: TableDialect = TableDialect()) {
    self.init(name: name, dialect: dialect) { read in try read(bytes) }
  }

  /// Calls `read` with the bytes, piece by piece.
  ///
  /// - Throws: what reading throws.
  public func forEachPiece(_ read: Reader) throws { try pieces(read) }
}
