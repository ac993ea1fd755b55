import KnotworkFormats

extension JSONWriter {
  /// A key and a number; null where there is none, or none that JSON can write.
  package mutating func optional(_ name: String, _ number: Double?) {
    key(name)
    if let number, number.isFinite { value(number) } else { null() }
  }

  /// A key and an array of numbers; null where there is none.
  package mutating func optional(_ name: String, _ numbers: [Double]?) {
    key(name)
    if let numbers { value(numbers) } else { null() }
  }

  /// A key and a text; null where there is none.
  package mutating func optional(_ name: String, _ text: String?) {
    key(name)
    if let text { value(text) } else { null() }
  }

  /// A key and an array of texts.
  package mutating func member(_ name: String, _ texts: [String]) {
    key(name)
    value(texts)
  }
}
