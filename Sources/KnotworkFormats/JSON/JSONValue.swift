/// A JSON document as a value. Arrays that hold numbers only are kept flat.
public enum JSONValue: Equatable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case numbers([Double])
  case array([JSONValue])
  case object([Member])

  /// A key of an object with its value.
  public struct Member: Equatable, Sendable {
    /// The key.
    public let key: String
    /// What stands behind it.
    public let value: JSONValue

    package init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// Parses a document (RFC 8259): UTF-8, one value, no key twice in an object, at most 100 levels deep, numbers within the
  /// range of a double. A byte order mark is skipped.
  ///
  /// - Throws: ``FormatError`` with line and column of the first offence.
  /// - Complexity: linear in the size of the document.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    var parser = JSONParser(bytes)
    self = try parser.parseDocument()
  }

  /// The value of a key of an object; nil where there is none.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The elements of an array.
  public var elements: [JSONValue]? {
    switch self {
    case .array(let elements): elements
    case .numbers(let numbers): numbers.map(JSONValue.number)
    default: nil
    }
  }

  /// The number, if it is one.
  public var number: Double? {
    guard case .number(let value) = self else { return nil }
    return value
  }

  /// The text, if it is one.
  public var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  /// What kind of value it is, in words.
  package var kind: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let value): "the number \(value)"
    case .string(let value): "the text \"\(value)\""
    case .numbers, .array: "an array"
    case .object: "an object"
    }
  }
}
