import Knotwork

/// Chooses the columns of a table, collects their values row by row, and makes the table of them.
struct TableBuilder {
  let source: String
  let options: TableOptions
  private(set) var hasStarted = false
  private var fieldCount = 0
  var features: [TableColumn] = []
  var target = TableColumn(name: "", field: -1)
  /// Where no column has the weights, its field is -1.
  var weights = TableColumn(name: "", field: -1)
  private(set) var rowCount = 0
  var errors: TableError
  /// Rows that miss a value; collected unless they are an error.
  var incompleteRows: [Int] = []
  var notes: [String] = []
  /// The levels of each column of text that became columns of 0 and 1, in order.
  var levels: [String: [String]] = [:]

  init(source: String, options: TableOptions) {
    self.source = source
    self.options = options
    errors = TableError(source)
  }

  /// Takes the next row; offences of single fields are collected.
  mutating func take(_ row: CSVRow) throws(TableOffence) {
    guard hasStarted else {
      hasStarted = true
      if try start(row) { return }
      return try take(row)
    }
    guard row.count == fieldCount else {
      errors.append(
        TableOffence(
          line: row.line, column: min(row.count, fieldCount) + 1,
          "\(row.count) columns, expected \(fieldCount), as in the first line"))
      return
    }
    var isComplete = true
    let options = options
    for index in features.indices {
      try TableBuilder.append(row, to: &features[index], options, &errors, &isComplete)
    }
    var numbersOnly = options
    numbersOnly.isCategorical = false
    try TableBuilder.append(row, to: &target, numbersOnly, &errors, &isComplete)
    if weights.field >= 0 {
      try TableBuilder.append(row, to: &weights, numbersOnly, &errors, &isComplete)
      if let weight = weights.values.last, weight < 0 {
        errors.append(
          TableOffence(line: row.line, column: weights.field + 1, name: weights.name, "a negative weight"))
      }
    }
    if !isComplete { incompleteRows.append(rowCount) }
    rowCount += 1
  }

  private static func append(
    _ row: CSVRow, to column: inout TableColumn, _ options: TableOptions, _ errors: inout TableError,
    _ isComplete: inout Bool
  ) throws(TableOffence) {
    let missing = column.missingCount
    if let offence = try column.append(row, isCategorical: options.isCategorical) { errors.append(offence) }
    guard column.missingCount > missing else { return }
    isComplete = false
    if options.missing == .reject {
      errors.append(
        TableOffence(
          line: row.line, column: column.field + 1, name: column.name,
          "no value; --missing drop leaves such rows out, --missing mean fills in the column's mean"))
    }
  }

  /// Chooses the columns by the first row.
  ///
  /// - Returns: whether the row is a header.
  private mutating func start(_ row: CSVRow) throws(TableOffence) -> Bool {
    fieldCount = row.count
    let isHeader = (0..<row.count).contains { row.number($0) == nil && !row.isEmpty($0) }
    var names = isHeader ? try row.texts() : (1...row.count).map { "x\($0)" }
    for field in names.indices where names[field].isEmpty { names[field] = "x\(field + 1)" }
    var seen = Set<String>()
    for (field, name) in names.enumerated() where !seen.insert(name).inserted {
      throw TableOffence(line: row.line, column: field + 1, "two columns are called \"\(name)\"")
    }
    func field(_ name: String, _ role: String) throws(TableOffence) -> Int {
      if let field = names.firstIndex(of: name) { return field }
      if let number = Int(name), (1...names.count).contains(number) { return number - 1 }
      let what = isHeader ? "the columns are \(names.joined(separator: ", "))" : "the file has no header; give numbers"
      throw TableOffence(line: row.line, column: 0, "there is no column \"\(name)\" for \(role); \(what)")
    }
    let targetField =
      try options.target.map { (name) throws(TableOffence) in try field(name, "--target") }
      ?? names.count - 1
    if !isHeader { names[targetField] = "y" }
    if options.target == nil { notes.append("the target is the last column, \(names[targetField])") }
    target = TableColumn(name: names[targetField], field: targetField)
    let weightField = try options.weights.map { (name) throws(TableOffence) in try field(name, "--weights") }
    if let weightField { weights = TableColumn(name: names[weightField], field: weightField) }
    var chosen = names.indices.filter { $0 != targetField && $0 != weightField }
    if let features = options.features {
      chosen = []
      for name in features {
        let field = try field(name, "--features")
        guard field != targetField, field != weightField, !chosen.contains(field) else {
          throw TableOffence(line: row.line, column: field + 1, "\"\(name)\" is asked for twice, or is the target")
        }
        chosen.append(field)
      }
    }
    features = chosen.map { TableColumn(name: names[$0], field: $0) }
    return isHeader
  }
}
