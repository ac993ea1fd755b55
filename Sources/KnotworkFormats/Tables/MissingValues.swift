/// Texts that say that there is no value.
struct MissingValues: Equatable {
  private var texts: Set<String> = []
  private var numbers: [Double] = []

  /// - Parameter more: what stands for no value besides the usual; numbers by their value.
  init(_ more: [String] = []) {
    for text in more {
      texts.insert(text)
      let bytes = Array(text.utf8)
      if let number = NumberStyle().number(bytes, 0..<bytes.count), number.isFinite { numbers.append(number) }
    }
  }

  /// Whether a number stands for no value.
  @inline(__always)
  func contains(_ number: Double) -> Bool { !numbers.isEmpty && numbers.contains(number) }

  /// Whether a field that is no finite number says that there is no value.
  func contains(_ text: String) -> Bool {
    if text.isEmpty || (!texts.isEmpty && texts.contains(text)) { return true }
    guard text.utf8.count <= 16 else { return false }
    return MissingValues.usual.contains(text.lowercased()) || MissingValues.isSpreadsheetError(text)
  }

  /// What R, pandas, NumPy, C, MySQL, Stata and spreadsheets write, in lower case.
  private static let usual: Set<String> = [
    "na", "n/a", "nan", "-nan", "+nan", "nan(ind)", "-nan(ind)", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", "null",
    "none", "<na>", "nat", "missing", "\\n", "?", ".", "#n/a", "#n/a n/a", "#na", "#nv", "#nd", "#n/d",
  ]

  /// #DIV/0!, #REF!, #NAME?, in any language.
  private static func isSpreadsheetError(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count >= 4, bytes.first == UInt8(ascii: "#"), let last = bytes.last,
      last == UInt8(ascii: "!") || last == UInt8(ascii: "?")
    else { return false }
    return bytes.dropFirst().dropLast().allSatisfy { byte in
      byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "/") || byte >= 0x80
    }
  }

  /// Whether bytes that start with # start with a field that says that there is no value, and no comment.
  static func leads(_ bytes: ArraySlice<UInt8>) -> Bool {
    // A field ends where a separator, a blank or the line does.
    let field = bytes.prefix(16).prefix { byte in
      byte >= 0x21 && byte != UInt8(ascii: ",") && byte != UInt8(ascii: ";") && byte != UInt8(ascii: "|")
    }
    let text = String(decoding: field, as: UTF8.self)
    return text.utf8.count >= 3 && (usual.contains(text.lowercased()) || isSpreadsheetError(text))
  }
}
