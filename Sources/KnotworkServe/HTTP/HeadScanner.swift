/// Collects the bytes of a connection until they hold the head of a request, and refuses at once what no head begins with.
///
/// Lines end with CR LF (RFC 9112, 2.2): a CR or LF alone, which programs in between may understand in another way, is refused, and
/// so are other control bytes. Empty lines before the request line are passed over, a few.
struct HeadScanner {
  /// The most bytes of a head.
  let limit: Int
  /// The bytes from the beginning of the head; those of the body, and of requests that follow, come behind it.
  private(set) var bytes: [UInt8] = []
  private var scanned = 0
  private var lineStart = 0
  private var skipped = 0

  private static let (cr, lf, tab) = (UInt8(13), UInt8(10), UInt8(9))
  private static let mostEmptyLines = 2

  init(limit: Int) { self.limit = limit }

  /// Whether something of a request has come.
  var hasBegun: Bool { !bytes.isEmpty || skipped > 0 }

  /// Takes what has come.
  mutating func append(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

  /// The lines of the head, once all have come, without their ends; they are removed from the bytes.
  ///
  /// - Throws: ``Refusal`` for what cannot be or become a head.
  mutating func head() throws(Refusal) -> [ArraySlice<UInt8>]? {
    while scanned < bytes.count {
      let byte = bytes[scanned]
      if byte == HeadScanner.lf {
        guard scanned > lineStart, bytes[scanned - 1] == HeadScanner.cr else {
          throw Refusal(400, "a line of the head ends with LF alone; expected CR LF")
        }
        let isEmpty = scanned - 1 == lineStart
        scanned += 1
        if isEmpty, lineStart == 0 {
          skipped += 1
          guard skipped <= HeadScanner.mostEmptyLines else {
            throw Refusal(400, "empty lines in place of a request; expected a method, a path and HTTP/1.1")
          }
          bytes.removeFirst(scanned)
          scanned = 0
          continue
        }
        lineStart = scanned
        if isEmpty { return try take() }
      } else {
        if scanned > lineStart, bytes[scanned - 1] == HeadScanner.cr {
          throw Refusal(400, "a CR without LF in the head; expected CR LF at the end of lines only")
        }
        guard byte >= 0x20 && byte != 0x7F || byte == HeadScanner.cr || byte == HeadScanner.tab else {
          throw Refusal(400, "byte \(byte) in the head; expected text")
        }
        scanned += 1
      }
      guard scanned <= limit else { throw tooLong }
    }
    return nil
  }

  /// The first bytes, at most so many, which are removed.
  mutating func take(atMost count: Int) -> [UInt8] {
    let part = Array(bytes.prefix(count))
    bytes.removeFirst(part.count)
    return part
  }

  private var tooLong: Refusal {
    lineStart == 0
      ? Refusal(414, "the request line is longer than \(limit) bytes")
      : Refusal(431, "the head is longer than \(limit) bytes")
  }

  private mutating func take() throws(Refusal) -> [ArraySlice<UInt8>] {
    guard scanned <= limit else { throw tooLong }
    let head = bytes[0..<scanned - 2]
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for index in head.indices where head[index] == HeadScanner.lf {
      lines.append(head[start..<index - 1])
      start = index + 1
    }
    bytes = Array(bytes[scanned...])
    (scanned, lineStart, skipped) = (0, 0, 0)
    return lines
  }
}
