/// A checkpoint's file as it is written and read: a JSON document of a format and a version, with a checksum.
struct CheckpointDocument {
  private let value: JSONValue

  /// - Throws: ``FormatError`` where it is no such document; `kind` says what was expected.
  init(_ bytes: [UInt8], format: String, version: Int, kind: String) throws(FormatError) {
    value = try JSONValue(parsing: bytes)
    guard value["format"]?.string == format, let number = value["version"]?.number else {
      throw FormatError("this is no \(kind): expected \"format\": \"\(format)\" and a \"version\"")
    }
    guard number == Double(version) else {
      throw FormatError(
        "a checkpoint of version \(number.description.split(separator: ".")[0]), which another knotwork has written; "
          + "this one goes on from version \(version) only: use that one, or remove the checkpoint to start anew")
    }
  }

  /// The bytes of a document, with a checksum over all that it says before.
  static func encode(format: String, version: Int, tool: String, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    func written(checksum: String?) -> [UInt8] {
      var json = JSONWriter()
      json.object { json in
        json.member("format", format)
        json.member("version", version)
        json.member("tool", tool)
        body(&json)
        if let checksum { json.member("checksum", checksum) }
      }
      return json.takeBytes()
    }
    var checksum = Fingerprint()
    checksum.add(bytes: written(checksum: nil))
    return written(checksum: checksum.text)
  }

  /// An object in a document.
  init(_ value: JSONValue) { self.value = value }

  /// A member; nil where there is none.
  subscript(key: String) -> JSONValue? { value[key] }

  func count(_ key: String) throws(FormatError) -> Int {
    guard let number = value[key]?.number, let count = Int(exactly: number), (0...1 << 53).contains(count) else {
      throw FormatError("\"\(key)\" is \(value[key]?.kind ?? "missing"); expected a whole number from 0 to 2^53")
    }
    return count
  }

  func text(_ key: String) throws(FormatError) -> String {
    guard let text = value[key]?.string else { throw FormatError("\"\(key)\" is no text") }
    return text
  }
}
