/// One row of fields as ranges of bytes, without quotes and the blanks around them; used again for every row.
struct CSVRow {
  /// The line on which the row starts, from 1.
  var line = 1
  /// What the fields are ranges of; more than them.
  var bytes: [UInt8] = []
  /// For each field where it starts in `bytes`.
  var starts: [UInt32] = []
  /// For each field where it ends.
  var ends: [UInt32] = []

  var count: Int { ends.count }

  @inline(__always)
  func range(_ field: Int) -> Range<Int> { Int(starts[field])..<Int(ends[field]) }

  func isEmpty(_ field: Int) -> Bool { starts[field] == ends[field] }

  /// Whether all fields from one on are empty.
  func isEmpty(from field: Int) -> Bool { (field..<max(field, count)).allSatisfy { isEmpty($0) } }

  /// A field as text.
  func text(_ field: Int) throws(TableOffence) -> String {
    let bytes = bytes[range(field)]
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TableOffence(line: line, column: field + 1, "a field is not valid UTF-8; save the file as UTF-8")
    }
    if bytes.contains(0) {
      throw TableOffence(line: line, column: field + 1, "a byte 0 within a field; is this a file of text?")
    }
    return text
  }

  /// All fields as text.
  func texts() throws(TableOffence) -> [String] {
    var texts: [String] = []
    texts.reserveCapacity(count)
    for field in 0..<count { texts.append(try text(field)) }
    return texts
  }

  /// The row with bytes of its own.
  func copy() -> CSVRow {
    var copy = CSVRow(line: line)
    for field in 0..<count {
      copy.starts.append(UInt32(copy.bytes.count))
      copy.bytes.append(contentsOf: bytes[range(field)])
      copy.ends.append(UInt32(copy.bytes.count))
    }
    return copy
  }
}
