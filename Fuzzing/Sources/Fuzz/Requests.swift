@testable import KnotworkServe

/// Heads of requests to `knotwork serve`: the same whether they come at once or byte by byte.
enum Requests {
  static func check(_ bytes: [UInt8]) {
    precondition(read(bytes, inPiecesOf: 1) == read(bytes, inPiecesOf: max(1, bytes.count)), "pieces make a difference")
  }

  private static func read(_ bytes: [UInt8], inPiecesOf count: Int) -> [String] {
    var scanner = HeadScanner(limit: 1000)
    var heads: [String] = []
    do {
      for start in stride(from: 0, to: bytes.count, by: count) {
        scanner.append(bytes[start..<min(bytes.count, start + count)])
        while let lines = try scanner.head() {
          let head = try RequestHead(lines: lines)
          heads.append("\(head)")
          // A body is passed over where all of it has come, which does not depend on pieces only where it is empty.
          guard head.bodyLength == 0 else { return heads }
        }
      }
    } catch {
      heads.append("\(error)")
    }
    return heads
  }
}
