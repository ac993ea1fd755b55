extension StringProtocol {
  /// The text as a terminal, a comment or a picture may show it: control characters, line breaks among them, and those that
  /// turn the direction of writing around are escapes such as `\u{1B}`; everything else stays.
  ///
  /// Names and values come from files that anybody may have written; as they are they could move the cursor, hide what was
  /// written, or end a comment's line.
  package var visible: String {
    guard unicodeScalars.contains(where: \.isHidden) else { return String(self) }
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case _ where !scalar.isHidden: text.unicodeScalars.append(scalar)
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default: text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  /// Whether it is not shown but acts: a control character, a separator of lines, a mark or an override of the direction of
  /// writing, or no character at all.
  package var isHidden: Bool {
    switch value {
    case 0x20...0x7E: false
    case ..<0x20, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F, 0xFDD0...0xFDEF, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
