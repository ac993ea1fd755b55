import KnotworkClaims
import KnotworkFormats

/// A document of distributed work that says by a hash of its own whether it is as it was written.
protocol SealedDocument: FinishedAnswer {
  /// Writes all members but the hash.
  func writeContent(to json: inout JSONWriter)
}

extension SealedDocument {
  /// The SHA-256 of the document without its hash.
  var checksum: String { SHA256.digits(of: JSONWriter.document(Self.schema) { writeContent(to: &$0) }) }

  /// The whole document.
  var sealed: [UInt8] { JSONWriter.document(Self.schema) { writeSealed(to: &$0) } }

  /// Writes all members, the hash last.
  func writeSealed(to json: inout JSONWriter) {
    writeContent(to: &json)
    json.member("checksum", checksum)
  }

  /// Refuses a document that has another hash than what was read from it.
  func requireChecksum(of document: JSONValue, _ name: String) throws(FormatError) {
    guard try document.text("checksum") == checksum else {
      throw FormatError("the \(name) is damaged: its checksum is not the SHA-256 of what it says")
    }
  }
}

extension JSONWriter {
  /// The bytes of a document of a kind, whose members `write` writes.
  static func document(_ schema: Schema, _ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in json.member(schema, write) }
    return json.takeBytes()
  }

  /// The members of a document of a kind.
  mutating func member(_ schema: Schema, _ write: (inout JSONWriter) -> Void) {
    member("schema", schema.name)
    member("version", schema.version)
    write(&self)
  }
}

extension JSONValue {
  /// The whole number of a member.
  func count(_ key: String, in range: ClosedRange<Int> = 0...1 << 53) throws(FormatError) -> Int {
    guard let number = self[key]?.number, let count = Int(exactly: number), range.contains(count) else {
      throw FormatError(
        "\"\(key)\" is \(self[key]?.kind ?? "missing"); expected a whole number from \(range.lowerBound) to "
          + "\(range.upperBound == 1 << 53 ? "2^53" : "\(range.upperBound)")")
    }
    return count
  }

  /// The text of a member.
  func text(_ key: String) throws(FormatError) -> String {
    guard let text = self[key]?.string else {
      throw FormatError("\"\(key)\" is \(self[key]?.kind ?? "missing"); expected a text")
    }
    return text
  }

  /// The elements of a member.
  func list(_ key: String) throws(FormatError) -> [JSONValue] {
    guard let elements = self[key]?.elements else {
      throw FormatError("\"\(key)\" is \(self[key]?.kind ?? "missing"); expected an array")
    }
    return elements
  }

  /// The texts of a member.
  func texts(_ key: String) throws(FormatError) -> [String] {
    let elements = try list(key)
    let texts = elements.compactMap(\.string)
    guard texts.count == elements.count else { throw FormatError("\"\(key)\" has an element that is no text") }
    return texts
  }

  /// The finite numbers of a member.
  func numbers(_ key: String) throws(FormatError) -> [Double] {
    let elements = try list(key)
    let numbers = elements.compactMap(\.number).filter(\.isFinite)
    guard numbers.count == elements.count else { throw FormatError("\"\(key)\" has an element that is no number") }
    return numbers
  }

  /// Refuses documents of another kind.
  func require(_ schema: Schema) throws(FormatError) {
    guard self["schema"]?.string == schema.name else {
      throw FormatError("this is no \(schema.name): \"schema\" is \(self["schema"]?.kind ?? "missing")")
    }
    let version = try count("version")
    guard version == schema.version else {
      throw FormatError("a \(schema.name) of version \(version); this knotwork reads version \(schema.version)")
    }
  }
}
