/// How fields are read.
struct FieldStyle {
  var numbers = NumberStyle()
  var missing = MissingValues()
  var isCategorical = false

  /// Whether a field that is no finite number, or stands for none, says that there is no value.
  func isMissing(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    if let value = numbers.number(bytes, 0..<bytes.count), missing.contains(value) { return true }
    return missing.contains(text)
  }
}

/// A column while it is read: numbers, with nan where a value is missing, or the codes of its levels.
struct TableColumn {
  enum Kind {
    case unknown
    case numbers
    /// Text, each level with its code, in the order of appearance.
    case levels([String: Int])
  }

  /// More levels than these are no categories.
  static let levelLimit = 200

  let name: String
  /// Where it stands in the file, from 0.
  let field: Int
  private(set) var kind = Kind.unknown
  private(set) var values: [Double] = []
  private(set) var missingCount = 0

  init(name: String, field: Int) {
    self.name = name
    self.field = field
  }

  /// Takes the column's field of a row.
  ///
  /// - Returns: what is wrong with it, or nil. A missing value is not wrong.
  mutating func append(_ row: CSVRow, _ style: FieldStyle) throws(TableOffence) -> TableOffence? {
    // Growing by an eighth keeps the memory that is not used small; the copies still cost a constant per value.
    if values.count == values.capacity { values.reserveCapacity(values.count + values.count / 8 + 4) }
    if case .levels = kind {
    } else if let value = style.numbers.number(row.bytes, row.range(field)), value.isFinite,
      !style.missing.contains(value)
    {
      kind = .numbers
      values.append(value)
      return nil
    }
    let text = try row.text(field)
    values.append(.nan)
    if style.isMissing(text) {
      missingCount += 1
      return nil
    }
    guard let sentence = take(text, style) else { return nil }
    return TableOffence(line: row.line, column: field + 1, name: name, sentence)
  }

  /// Takes a text as a level, where it can be one.
  ///
  /// - Returns: what is wrong with it, or nil.
  private mutating func take(_ text: String, _ style: FieldStyle) -> String? {
    let isOdd = style.isCategorical && NumberLooks(Array(text.utf8)[...], style.missing).kind == .odd
    if !isOdd, let sentence = NumberComplaint.style(text, style.numbers) { return sentence }
    let bytes = Array(text.utf8)
    if case .unknown = kind, style.numbers.number(bytes, 0..<bytes.count) != nil {
      return "\"\(text)\" is not a finite number"
    }
    switch kind {
    case .numbers: return "\"\(text.prefix(40))\" is not a finite number"
    case .unknown where !style.isCategorical:
      return
        "\"\(text.prefix(40))\" is text; use --categorical for one column per level, or --features to leave it out"
    case .unknown:
      kind = .levels([text: 0])
      values[values.count - 1] = 0
    case .levels(var levels):
      kind = .unknown
      let code = levels[text] ?? levels.count
      levels[text] = code
      kind = .levels(levels)
      values[values.count - 1] = Double(code)
      if levels.count > TableColumn.levelLimit {
        return "more than \(TableColumn.levelLimit) different texts; leave the column out with --features"
      }
    }
    return nil
  }

  /// Leaves some rows out, in place.
  mutating func keep(_ rows: [Int]) {
    for (target, row) in rows.enumerated() { values[target] = values[row] }
    values.removeLast(values.count - rows.count)
  }

  /// Replaces missing numbers by the mean of the others.
  mutating func fillWithMean() {
    var (sum, count) = (0.0, 0.0)
    for value in values where !value.isNaN {
      count += 1
      sum += (value - sum) / count
    }
    for row in values.indices where values[row].isNaN { values[row] = sum }
  }

  /// The values, which the column gives up.
  mutating func takeValues() -> [Double] {
    defer { values = [] }
    return values
  }
}
