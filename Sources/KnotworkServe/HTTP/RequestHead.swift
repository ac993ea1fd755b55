/// The head of a request: what is asked for, and how.
struct RequestHead: Equatable, Sendable {
  /// In capitals, as it came: methods are case-sensitive.
  let method: String
  let target: RequestTarget
  /// Whether this is HTTP/1.1, or 1.0.
  let isVersion11: Bool
  /// In order, names in lower case.
  let fields: [HeaderField]
  /// How many bytes follow the head.
  let bodyLength: Int

  /// The values of a field, in order.
  func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  /// The value of a field that may occur once; nil where it does not occur.
  ///
  /// - Throws: ``Refusal`` where it occurs more often.
  func value(of name: String) throws(Refusal) -> String? { try RequestHead.value(of: name, in: fields) }

  static func value(of name: String, in fields: [HeaderField]) throws(Refusal) -> String? {
    let found = fields.filter { $0.name == name }
    guard found.count < 2 else { throw Refusal(400, "\(found.count) fields \(name) in the head; expected one") }
    return found.first?.value
  }

  /// Whether the connection stays open after the response.
  var keepsAlive: Bool {
    let options = values(of: "connection").joined(separator: ",").lowercased()
      .split(separator: ",").map { $0.trimmed }
    return isVersion11 ? !options.contains("close") : options.contains("keep-alive")
  }

  /// Whether the client waits for a word before it sends the body.
  var expectsContinue: Bool { isVersion11 && values(of: "expect").contains { $0.lowercased() == "100-continue" } }

  /// The media type of the body without parameters, in lower case; "" where none is named.
  var mediaType: String {
    (values(of: "content-type").first ?? "").prefix { $0 != ";" }.trimmed.lowercased()
  }
}

extension StringProtocol {
  /// Without blanks and tabs at both ends.
  var trimmed: String {
    func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
