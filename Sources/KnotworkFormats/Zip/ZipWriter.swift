/// Writes a zip file of stored entries, dated 1 January 1980, so that equal content gives equal bytes.
struct ZipWriter {
  private var bytes: [UInt8] = []
  private var contents: [UInt8] = []
  private var count = 0

  /// Adds an entry.
  ///
  /// - Throws: ``FormatError`` when the file would grow beyond the 4 GiB of a zip file with 32-bit sizes.
  mutating func add(_ name: String, _ content: [UInt8]) throws(FormatError) {
    guard bytes.count + contents.count + content.count + 2 * name.utf8.count + 200 < UInt32.max, count < 0xFFFE else {
      throw FormatError("a zip file of more than 4 GiB, or of 65,534 entries; write the network in another format")
    }
    let checksum = UInt64(CRC32.checksum(content))
    // Version 2.0, UTF-8 names, stored, 1980-01-01 00:00, sizes, length of the name, no extra field.
    let common: [(UInt64, bytes: Int)] = [
      (20, 2), (0x0800, 2), (0, 2), (0, 2), (0x21, 2), (checksum, 4), (UInt64(content.count), 4),
      (UInt64(content.count), 4), (UInt64(name.utf8.count), 2), (0, 2),
    ]
    let offset = UInt64(bytes.count)
    ZipWriter.append([(0x0403_4B50, 4)] + common, to: &bytes)
    bytes.append(contentsOf: name.utf8)
    bytes.append(contentsOf: content)
    ZipWriter.append(
      [(0x0201_4B50, 4), (20, 2)] + common + [(0, 2), (0, 2), (0, 2), (0, 4), (offset, 4)], to: &contents)
    contents.append(contentsOf: name.utf8)
    count += 1
  }

  /// The whole file.
  func finish() -> [UInt8] {
    var file = bytes + contents
    ZipWriter.append(
      [
        (0x0605_4B50, 4), (0, 2), (0, 2), (UInt64(count), 2), (UInt64(count), 2), (UInt64(contents.count), 4),
        (UInt64(bytes.count), 4), (0, 2),
      ], to: &file)
    return file
  }

  private static func append(_ fields: [(UInt64, bytes: Int)], to bytes: inout [UInt8]) {
    for (value, count) in fields {
      for shift in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * shift))) }
    }
  }
}
