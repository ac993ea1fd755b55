/// The check sum of zip files: the remainder of the bytes by the polynomial 0xEDB88320, reflected.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  }

  /// - Parameter earlier: the check sum of what comes before the bytes.
  static func checksum(_ bytes: some Sequence<UInt8>, after earlier: UInt32 = 0) -> UInt32 {
    ~bytes.reduce(~earlier) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }
}
