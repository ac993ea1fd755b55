/// JSON as it may stand within a page of HTML.
enum InlineJSON {
  /// A document without what it can do without: white space between its parts, and the point and zero of whole numbers. Less-than
  /// signs, which only texts have, are escaped, so that no text ends the element around the document.
  ///
  /// - Requires: it was written by `JSONWriter`.
  static func shortened(_ document: [UInt8]) -> [UInt8] {
    var short: [UInt8] = []
    short.reserveCapacity(document.count)
    var (isText, isEscaped) = (false, false)
    var index = 0
    while index < document.count {
      let byte = document[index]
      index += 1
      if isText {
        if byte == UInt8(ascii: "<") { short += Array("\\u003c".utf8) } else { short.append(byte) }
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\n"): break
      case UInt8(ascii: ".")
      where document[index] == UInt8(ascii: "0") && !isPartOfNumber(document[min(index + 1, document.count - 1)]):
        index += 1
      default:
        isText = byte == UInt8(ascii: "\"")
        short.append(byte)
      }
    }
    return short
  }

  /// Digits, and what leads to an exponent.
  private static func isPartOfNumber(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
  }
}
