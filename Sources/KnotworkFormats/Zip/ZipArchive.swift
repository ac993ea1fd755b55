/// A zip file: its entries by name, stored or deflated, with 64-bit sizes where they are needed.
struct ZipArchive {
  /// What the table of contents says of an entry.
  struct Entry {
    let name: String
    fileprivate let method: UInt64
    fileprivate let isEncrypted: Bool
    fileprivate let checksum: UInt64
    fileprivate let compressedSize: Int
    fileprivate let size: Int
    fileprivate let headerOffset: Int
  }

  private let bytes: ArraySlice<UInt8>
  /// In the order of the table of contents.
  let entries: [Entry]

  /// Reads the table of contents.
  ///
  /// - Throws: ``FormatError`` when it is damaged or missing, names an entry twice, or announces more bytes than a file of
  ///   this size can be trusted with: a hundred times its size and 16 MiB.
  init(_ bytes: [UInt8]) throws(FormatError) {
    self.bytes = bytes[...]
    entries = try ZipArchive.entries(bytes[...])
    var names = Set<String>()
    var total = 0
    for entry in entries {
      guard names.insert(entry.name).inserted else {
        throw FormatError("the zip file has two entries with the name \"\(entry.name)\"")
      }
      let (sum, overflow) = total.addingReportingOverflow(entry.size)
      guard !overflow, sum / 100 <= bytes.count + (16 << 20) / 100 else {
        throw FormatError(
          "the zip file of \(bytes.count) bytes announces \(overflow ? "more than 2^63" : sum.description) bytes of "
            + "content, which is more than it can be trusted with")
      }
      total = sum
    }
  }

  /// The content of an entry.
  ///
  /// - Throws: ``FormatError`` naming the entry.
  func read(_ entry: Entry) throws(FormatError) -> [UInt8] {
    do {
      return try content(entry)
    } catch {
      throw FormatError("\(entry.name) in the zip file: \(error.description)")
    }
  }

  private func content(_ entry: Entry) throws(FormatError) -> [UInt8] {
    guard !entry.isEncrypted else { throw FormatError("the entry is encrypted") }
    guard bytes.unsigned(4, at: entry.headerOffset) == 0x0403_4B50,
      let nameLength = bytes.unsigned(2, at: entry.headerOffset + 26),
      let extraLength = bytes.unsigned(2, at: entry.headerOffset + 28)
    else { throw FormatError("no entry where the table of contents says it is; the file is damaged") }
    let start = entry.headerOffset + 30 + Int(nameLength) + Int(extraLength)
    guard start <= bytes.count, entry.compressedSize <= bytes.count - start else {
      throw FormatError("\(entry.compressedSize) bytes are announced, but the file ends before; it is truncated")
    }
    let data = bytes[start..<start + entry.compressedSize]
    let content: [UInt8]
    switch entry.method {
    case 0:
      guard entry.compressedSize == entry.size else { throw FormatError("its two sizes differ; the file is damaged") }
      content = Array(data)
    case 8: content = try Inflate.decompress(data, size: entry.size)
    default: throw FormatError("compression method \(entry.method); expected 0 (stored) or 8 (deflated)")
    }
    guard UInt64(CRC32.checksum(content)) == entry.checksum else {
      throw FormatError("its check sum is wrong; the file is damaged")
    }
    return content
  }

  private static func entries(_ bytes: ArraySlice<UInt8>) throws(FormatError) -> [Entry] {
    let signature: [UInt8] = [0x50, 0x4B, 5, 6]
    // The end record is followed by a comment of at most 65,535 bytes.
    let earliest = max(0, bytes.count - 22 - 0xFFFF)
    guard bytes.count >= 22,
      let end = (earliest...bytes.count - 22).last(where: { bytes[$0..<$0 + 4].elementsEqual(signature) }),
      var count = bytes.unsigned(2, at: end + 10), var offset = bytes.unsigned(4, at: end + 16)
    else { throw FormatError("the zip file has no table of contents; it is truncated or damaged") }
    if count == 0xFFFF || offset == 0xFFFF_FFFF, bytes.unsigned(4, at: end - 20) == 0x0706_4B50,
      let record = bytes.unsigned(8, at: end - 12).flatMap({ Int(exactly: $0) }),
      bytes.unsigned(4, at: record) == 0x0606_4B50,
      let longCount = bytes.unsigned(8, at: record + 32), let longOffset = bytes.unsigned(8, at: record + 48)
    {
      (count, offset) = (longCount, longOffset)
    }
    var entries: [Entry] = []
    var position = Int(exactly: offset) ?? bytes.count
    for _ in 0..<count {
      guard let (entry, length) = entry(bytes, at: position) else {
        throw FormatError("entry \(entries.count + 1) of the zip file's table of contents is damaged")
      }
      entries.append(entry)
      position += length
    }
    return entries
  }

  private static func entry(_ bytes: ArraySlice<UInt8>, at position: Int) -> (Entry, length: Int)? {
    guard bytes.unsigned(4, at: position) == 0x0201_4B50, let flags = bytes.unsigned(2, at: position + 8),
      let method = bytes.unsigned(2, at: position + 10), let checksum = bytes.unsigned(4, at: position + 16),
      var compressed = bytes.unsigned(4, at: position + 20), var size = bytes.unsigned(4, at: position + 24),
      let nameLength = bytes.unsigned(2, at: position + 28), let extraLength = bytes.unsigned(2, at: position + 30),
      let commentLength = bytes.unsigned(2, at: position + 32), var offset = bytes.unsigned(4, at: position + 42)
    else { return nil }
    let nameStart = position + 46
    let extraStart = nameStart + Int(nameLength)
    let extraEnd = extraStart + Int(extraLength)
    guard extraEnd <= bytes.count,
      let name = String(validating: bytes[nameStart..<extraStart], as: UTF8.self)
    else { return nil }
    var field = extraStart
    while field < extraEnd, let tag = bytes.unsigned(2, at: field), let length = bytes.unsigned(2, at: field + 2) {
      var place = field + 4
      if tag == 1 {
        for (index, value) in [size, compressed, offset].enumerated() where value == 0xFFFF_FFFF {
          guard place + 8 <= extraEnd, let long = bytes.unsigned(8, at: place) else { return nil }
          if index == 0 { size = long } else if index == 1 { compressed = long } else { offset = long }
          place += 8
        }
      }
      field += 4 + Int(length)
    }
    guard let size = Int(exactly: size), let compressed = Int(exactly: compressed), let offset = Int(exactly: offset),
      offset <= bytes.count
    else { return nil }
    let entry = Entry(
      name: name, method: method, isEncrypted: flags & 1 == 1, checksum: checksum, compressedSize: compressed,
      size: size, headerOffset: offset)
    return (entry, 46 + Int(nameLength) + Int(extraLength) + Int(commentLength))
  }
}
