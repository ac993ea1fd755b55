/// Lines of comma-separated values (RFC 4180).
public enum CSVWriter {
  private static let quote = UInt8(ascii: "\"")

  /// One line without its end; fields that need quotes get them.
  ///
  /// - Complexity: O(bytes).
  public static func line(_ fields: [String]) -> String {
    fields.map { needsQuotes($0) ? quoted($0) : $0 }.joined(separator: ",")
  }

  /// Looks at bytes: characters may be made of several, a carriage return with a line feed for one.
  private static func needsQuotes(_ field: String) -> Bool {
    let bytes = field.utf8
    return [0x09, 0x20].contains(bytes.first) || [0x09, 0x20].contains(bytes.last)
      || bytes.contains { byte in
        switch byte {
        case quote, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
        default: false
        }
      }
  }

  private static func quoted(_ field: String) -> String {
    var bytes = [quote]
    for byte in field.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
    return String(decoding: bytes, as: UTF8.self)
  }
}
