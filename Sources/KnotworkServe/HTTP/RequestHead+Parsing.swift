extension RequestHead {
  /// The most fields of a head.
  static let mostFields = 100

  /// The head in lines.
  ///
  /// What two programs could read in different ways is refused (RFC 9112, 5 and 6): more than one blank between the parts of the
  /// request line, a blank before a colon, folded lines, two lengths, a length beside a transfer coding.
  ///
  /// - Throws: ``Refusal`` with the status that says what is wrong.
  init(lines: [ArraySlice<UInt8>]) throws(Refusal) {
    guard let first = lines.first else { throw Refusal(400, "an empty head; expected a request line") }
    let parts = first.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
      throw Refusal(
        400, "the first line is no request; expected a method, a path and HTTP/1.1 with one blank between them")
    }
    guard parts[0].count <= 20, parts[0].allSatisfy(RequestHead.isTokenByte) else {
      throw Refusal(400, "the first line does not begin with a method, such as GET")
    }
    method = String(decoding: parts[0], as: UTF8.self)
    isVersion11 = try RequestHead.isVersion11(parts[2])
    fields = try RequestHead.fields(lines.dropFirst())
    bodyLength = try RequestHead.bodyLength(fields)
    target = try RequestTarget(parts[1])
    if let authority = target.authority {
      guard try RequestHead.value(of: "host", in: fields)?.lowercased() == authority else {
        throw Refusal(400, "the request names \(authority), and its field Host something else")
      }
    }
    if isVersion11 {
      guard try RequestHead.value(of: "host", in: fields) != nil else {
        throw Refusal(400, "no field Host in the head; HTTP/1.1 needs one")
      }
    }
  }

  private static func isVersion11(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> Bool {
    let text = Array(bytes)
    guard text.count == 8, text.starts(with: "HTTP/".utf8), text[6] == UInt8(ascii: "."),
      isDigit(text[5]), isDigit(text[7])
    else { throw Refusal(400, "the first line does not end with a version; expected HTTP/1.1") }
    guard text[5] == UInt8(ascii: "1") else {
      throw Refusal(505, "version \(String(decoding: text, as: UTF8.self)); expected HTTP/1.1 or HTTP/1.0")
    }
    return text[7] != UInt8(ascii: "0")
  }

  private static func fields(_ lines: ArraySlice<ArraySlice<UInt8>>) throws(Refusal) -> [HeaderField] {
    guard lines.count <= mostFields else {
      throw Refusal(431, "\(lines.count) fields in the head; expected \(mostFields) at most")
    }
    var fields: [HeaderField] = []
    for line in lines {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
        throw Refusal(400, "a line of the head without a colon; expected \"Name: value\"")
      }
      let name = line[..<colon]
      guard !name.isEmpty, name.allSatisfy(isTokenByte) else {
        throw Refusal(400, "a line of the head does not begin with a name and a colon")
      }
      fields.append(
        HeaderField(
          String(decoding: name, as: UTF8.self).lowercased(),
          String(decoding: line[(colon + 1)...], as: UTF8.self).trimmed))
    }
    return fields
  }

  private static func bodyLength(_ fields: [HeaderField]) throws(Refusal) -> Int {
    let length = try value(of: "content-length", in: fields)
    if let coding = fields.first(where: { $0.name == "transfer-encoding" })?.value {
      guard length == nil else {
        throw Refusal(400, "Content-Length and Transfer-Encoding in one head; expected one of them")
      }
      throw coding.lowercased() == "chunked"
        ? Refusal(411, "a body of unknown length; expected Content-Length")
        : Refusal(501, "the transfer coding \(coding); expected Content-Length")
    }
    guard let length else { return 0 }
    guard !length.isEmpty, length.utf8.allSatisfy(isDigit), length.utf8.count <= 15, let count = Int(length) else {
      throw Refusal(400, "Content-Length is \"\(length.prefix(40))\"; expected a number of bytes")
    }
    return count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  /// Whether a byte may stand in a method or the name of a field (RFC 9110, 5.6.2).
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
