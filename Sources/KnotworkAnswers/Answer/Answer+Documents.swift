import KnotworkFormats

extension Answer {
  /// Hands the whole JSON document to `receive`, in pieces.
  ///
  /// - Parameters:
  ///   - work: how long the work took; gives the document the member "seconds". What the answer says of itself goes before.
  ///   - receive: takes the bytes of the document, in order.
  /// - Throws: what `receive` throws, and what writing the answer throws.
  public func writeDocument(work: Duration? = nil, to receive: @escaping ([UInt8]) throws -> Void) throws -> Ending {
    var json = JSONWriter(to: receive)
    var ending = Ending()
    try json.object { json in
      json.member("schema", Self.schema.name)
      json.member("version", Self.schema.version)
      ending = try writeJSON(to: &json)
      if let work { json.member("seconds", (ending.work ?? work).inSeconds) }
    }
    try json.finish()
    return ending
  }

  /// The whole JSON document, for short ones.
  ///
  /// - Throws: what writing the answer throws.
  public func document() throws -> (bytes: [UInt8], ending: Ending) {
    let document = Collected()
    let ending = try writeDocument { document.bytes += $0 }
    return (document.bytes, ending)
  }

  /// Hands the whole text to `receive`, in pieces.
  ///
  /// - Throws: what `receive` throws, and what writing the answer throws.
  public func writeText(in style: TextStyle, to receive: @escaping ([UInt8]) throws -> Void) throws -> Ending {
    var text = TextWriter(style, to: receive)
    let ending = try writeText(to: &text)
    try text.finish()
    return ending
  }

  /// The whole text, for short ones.
  ///
  /// - Throws: what writing the answer throws.
  public func text(in style: TextStyle = .plain) throws -> String {
    let text = Collected()
    _ = try writeText(in: style) { text.bytes += $0 }
    return String(decoding: text.bytes, as: UTF8.self)
  }
}

/// Bytes that come in pieces.
private final class Collected {
  var bytes: [UInt8] = []
}

extension Duration {
  /// In seconds.
  package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
