/// One row of fields as bytes, without quotes and the spaces around them; used again for every row.
struct CSVRow {
  /// The line on which the row starts, from 1.
  var line = 1
  /// All fields, one after the other.
  var bytes: [UInt8] = []
  /// For each field where it ends in `bytes`.
  var ends: [Int] = []

  var count: Int { ends.count }

  func range(_ field: Int) -> Range<Int> { (field == 0 ? 0 : ends[field - 1])..<ends[field] }

  /// A field as a number; nil where it is none. Infinities are numbers here.
  func number(_ field: Int) -> Double? { DecimalNumber.parse(bytes, range(field)) }

  func isEmpty(_ field: Int) -> Bool { range(field).isEmpty }

  /// A field as text.
  func text(_ field: Int) throws(TableOffence) -> String {
    guard let text = String(validating: bytes[range(field)], as: UTF8.self) else {
      throw TableOffence(line: line, column: field + 1, "a field is not valid UTF-8; save the file as UTF-8")
    }
    return text
  }

  /// All fields as text.
  func texts() throws(TableOffence) -> [String] {
    var texts: [String] = []
    for field in 0..<count { texts.append(try text(field)) }
    return texts
  }

  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}

extension String {
  /// Whether it is a number but for its decimal comma.
  var isDecimalComma: Bool { contains(",") && Double(String(map { $0 == "," ? "." : $0 })) != nil }
}
