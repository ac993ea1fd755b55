/// What a request asks for: a path and what follows its question mark.
struct RequestTarget: Equatable, Sendable {
  /// Decoded; begins with a slash. Routes are looked up in a table, so that dots in it mean nothing.
  let path: String
  /// In order, decoded.
  let query: [HeaderField]
  /// The host of a target that has one (http://host/path), in lower case.
  let authority: String?

  /// - Throws: ``Refusal`` for what is no path, and for escapes that mean nothing.
  init(_ bytes: ArraySlice<UInt8>) throws(Refusal) {
    guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Refusal(400, "the path holds bytes that are not ASCII; expected escapes such as %20")
    }
    var text = String(decoding: bytes, as: UTF8.self)[...]
    if text.lowercased().hasPrefix("http://") {
      text = text.dropFirst(7)
      let host = text.prefix { $0 != "/" && $0 != "?" }
      text = text.dropFirst(host.count)
      authority = host.lowercased()
      if text.first != "/" { text = "/" + text }
    } else {
      authority = nil
    }
    guard text.first == "/" else { throw Refusal(400, "the path does not begin with /") }
    guard text.firstIndex(of: "#") == nil else {
      throw Refusal(400, "the path holds a #, which belongs to the page alone")
    }
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = try RequestTarget.decoded(parts[0], isForm: false)
    var query: [HeaderField] = []
    for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      query.append(
        HeaderField(
          try RequestTarget.decoded(sides[0], isForm: true),
          try sides.count > 1 ? RequestTarget.decoded(sides[1], isForm: true) : ""))
    }
    self.query = query
  }

  /// The value of a part of the query; nil where it is not there.
  subscript(name: String) -> String? { query.first { $0.name == name }?.value }

  /// - Parameter isForm: whether + is a blank, as forms write it.
  private static func decoded(_ text: Substring, isForm: Bool) throws(Refusal) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
          rest.first != UInt8(ascii: "+"), rest.first != UInt8(ascii: "-")
        else { throw Refusal(400, "a % in the path without two hexadecimal digits") }
        guard value >= 0x20, value != 0x7F else { throw Refusal(400, "the path holds an escaped control byte") }
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(isForm && byte == UInt8(ascii: "+") ? 0x20 : byte)
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Refusal(400, "the path is not UTF-8") }
    return text
  }
}
