import KnotworkFormats

extension JSONWriter {
  /// A key and an array of texts.
  package mutating func member(_ name: String, _ texts: [String]) {
    key(name)
    value(texts)
  }

  /// A key and a text, or null.
  package mutating func member(_ name: String, orNull text: String?) {
    key(name)
    if let text { value(text) } else { null() }
  }

  /// A key and a truth value, or null.
  package mutating func member(_ name: String, orNull flag: Bool?) {
    key(name)
    if let flag { value(flag) } else { null() }
  }
}
