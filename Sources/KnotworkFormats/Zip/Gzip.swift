/// The contents of a gzip file (RFC 1952), which may consist of several members, piece by piece.
struct Gzip {
  private var rest: ArraySlice<UInt8>
  private var inflate: Inflate?
  private var checksum: UInt32 = 0
  private var size: UInt32 = 0

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The next piece of the contents; nil at the end.
  ///
  /// - Throws: ``FormatError`` when the data are damaged or end early.
  mutating func next() throws(FormatError) -> [UInt8]? {
    while true {
      if inflate == nil {
        // Some writers fill up the last block with zeros.
        if rest.allSatisfy({ $0 == 0 }) { return nil }
        try startMember()
      }
      if let piece = try inflate?.next() {
        checksum = CRC32.checksum(piece, after: checksum)
        size &+= UInt32(truncatingIfNeeded: piece.count)
        return piece
      }
      try endMember()
    }
  }

  private mutating func startMember() throws(FormatError) {
    let head = Array(rest.prefix(10))
    guard head.count == 10, head[0] == 0x1F, head[1] == 0x8B else {
      throw FormatError("what follows the compressed data is not compressed")
    }
    guard head[2] == 8, head[3] & 0xE0 == 0 else { throw FormatError("in a way that is not known") }
    rest.removeFirst(10)
    if head[3] & 4 != 0 {
      let length = try number(2)
      guard rest.count >= length else { throw early }
      rest.removeFirst(Int(length))
    }
    // The name of the file and a comment, each up to a zero.
    for flag: UInt8 in [8, 16] where head[3] & flag != 0 {
      guard let end = rest.firstIndex(of: 0) else { throw early }
      rest = rest[(end + 1)...]
    }
    if head[3] & 2 != 0 { _ = try number(2) }
    (inflate, checksum, size) = (Inflate(rest), 0, 0)
  }

  private mutating func endMember() throws(FormatError) {
    rest = inflate?.rest ?? []
    inflate = nil
    guard try number(4) == checksum, try number(4) == size else {
      throw FormatError("the data are damaged: their check sum is another one")
    }
  }

  /// The next bytes as a number, the lowest one first.
  private mutating func number(_ count: Int) throws(FormatError) -> UInt32 {
    guard rest.count >= count else { throw early }
    defer { rest.removeFirst(count) }
    return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private var early: FormatError { FormatError("the data end early") }
}
