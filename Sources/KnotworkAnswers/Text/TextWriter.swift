/// Writes a text line by line.
public struct TextWriter {
  /// How the text looks.
  public let style: TextStyle
  private let receive: ([UInt8]) throws -> Void
  private var bytes: [UInt8] = []
  /// How many bytes are kept before they are handed over.
  private static let pieceSize = 1 << 16

  /// A writer that hands what it writes to `receive`, in pieces; the last one by ``finish()``.
  public init(_ style: TextStyle = .plain, to receive: @escaping ([UInt8]) throws -> Void) {
    self.style = style
    self.receive = receive
  }

  /// Writes text as it is; for documents that escape what needs it.
  public mutating func append(_ text: String) throws {
    bytes.append(contentsOf: text.utf8)
    if bytes.count > TextWriter.pieceSize { try finish() }
  }

  /// Writes a line; what a terminal would act upon, line breaks too, is escaped.
  public mutating func line(_ text: String = "") throws {
    bytes.append(contentsOf: style.written(text).utf8)
    bytes.append(0x0A)
    if bytes.count > TextWriter.pieceSize { try finish() }
  }

  /// Writes lines.
  public mutating func lines(_ lines: [String]) throws {
    for text in lines { try line(text) }
  }

  /// Writes a table under a header that stands out.
  ///
  /// - Parameter leftAligned: the columns of words; the others, of numbers, are aligned at their right.
  package mutating func table(_ table: TextTable, leftAligned: Set<Int> = [0]) throws {
    try lines(table.lines(leftAligned: leftAligned, in: style))
  }

  /// Hands over what is left.
  public mutating func finish() throws {
    guard !bytes.isEmpty else { return }
    try receive(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
