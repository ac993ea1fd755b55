import Knotwork

/// Chooses the columns of a table, collects their values row by row, and makes the table of them.
struct TableBuilder: RowTaker {
  /// More columns are more than a network or a regression can be fitted to.
  private static let inputLimit = 10_000

  let source: String
  let options: TableOptions
  private(set) var hasStarted = false
  private var layout = TableLayout()
  private var style = FieldStyle()
  private var numberStyle = FieldStyle()
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

  var wantedNames: [String] {
    ([options.target, options.weights] + (options.features ?? [])).compactMap { $0 }.filter { Int($0) == nil }
  }

  /// Takes the next row; offences of single fields are collected.
  mutating func take(_ row: CSVRow) throws(TableOffence) {
    guard row.count == layout.fieldCount else {
      errors.append(
        TableOffence(
          line: row.line, column: min(row.count, layout.fieldCount) + 1,
          layout.complaint(about: row)))
      return
    }
    var isComplete = true
    for index in features.indices {
      try TableBuilder.append(row, to: &features[index], style, options.missing, &errors, &isComplete)
    }
    try TableBuilder.append(row, to: &target, numberStyle, options.missing, &errors, &isComplete)
    if weights.field >= 0 {
      try TableBuilder.append(row, to: &weights, numberStyle, options.missing, &errors, &isComplete)
      if let weight = weights.values.last, weight < 0 {
        errors.append(
          TableOffence(line: row.line, column: weights.field + 1, name: weights.name, "a negative weight"))
      }
    }
    if !isComplete { incompleteRows.append(rowCount) }
    rowCount += 1
  }

  private static func append(
    _ row: CSVRow, to column: inout TableColumn, _ style: FieldStyle, _ option: TableOptions.Missing,
    _ errors: inout TableError, _ isComplete: inout Bool
  ) throws(TableOffence) {
    let missing = column.missingCount
    if let offence = try column.append(row, style) { errors.append(offence) }
    guard column.missingCount > missing else { return }
    isComplete = false
    if option == .reject {
      errors.append(
        TableOffence(
          line: row.line, column: column.field + 1, name: column.name,
          "no value; --missing drop leaves such rows out, --missing mean fills in the column's mean"))
    }
  }

  /// Chooses the columns.
  mutating func begin(_ layout: TableLayout) throws(TableOffence) {
    hasStarted = true
    self.layout = layout
    notes += layout.notes
    numberStyle = FieldStyle(numbers: layout.numbers, missing: MissingValues(options.dialect.missingValues))
    style = numberStyle
    style.isCategorical = options.isCategorical
    let isHeader = layout.header != nil
    var names = layout.header ?? []
    if !isHeader { names = (0..<layout.fieldCount).map { "x\($0 + 1)" } }
    for field in names.indices where names[field].isEmpty { names[field] = "x\(field + 1)" }
    if let field = TableBuilder.firstRepetition(in: names) {
      throw TableOffence(line: layout.line, column: field + 1, "two columns are called \"\(names[field])\"")
    }
    func field(_ name: String, _ role: String) throws(TableOffence) -> Int {
      if let field = names.firstIndex(of: name) { return field }
      if let number = Int(name), (1...names.count).contains(number) { return number - 1 }
      let what = isHeader ? "the columns are \(names.listed())" : "the file has no header; give numbers"
      throw TableOffence(line: layout.line, column: 0, "there is no column \"\(name)\" for \(role); \(what)")
    }
    let targetField =
      try options.target.map { (name) throws(TableOffence) in try field(name, "--target") }
      ?? names.indices.last { !layout.unused.contains($0) } ?? 0
    if !isHeader { names[targetField] = "y" }
    if options.target == nil { notes.append("the target is the last column, \(names[targetField])") }
    target = TableColumn(name: names[targetField], field: targetField)
    let weightField = try options.weights.map { (name) throws(TableOffence) in try field(name, "--weights") }
    if let weightField { weights = TableColumn(name: names[weightField], field: weightField) }
    var chosen = names.indices.filter { $0 != targetField && $0 != weightField && !layout.unused.contains($0) }
    if let features = options.features {
      var taken: Set = [targetField, weightField ?? targetField]
      chosen = []
      for name in features {
        let field = try field(name, "--features")
        guard taken.insert(field).inserted else {
          throw TableOffence(line: layout.line, column: field + 1, "\"\(name)\" is asked for twice, or is the target")
        }
        chosen.append(field)
      }
    }
    guard chosen.count <= TableBuilder.inputLimit else {
      throw TableOffence(
        line: layout.line, column: 0,
        "\(chosen.count.counted("column")) to explain \(target.name), of which at most \(TableBuilder.inputLimit) can be taken; "
          + "choose with --features")
    }
    features = chosen.map { TableColumn(name: names[$0], field: $0) }
  }

  /// The first name that an earlier one equals; by hashes first, since there may be a million.
  private static func firstRepetition(in names: [String]) -> Int? {
    let hashes = names.map(\.hashValue)
    let sorted = hashes.sorted()
    guard zip(sorted, sorted.dropFirst()).contains(where: ==) else { return nil }
    var seen = Set<String>()
    return names.indices.first { !seen.insert(names[$0]).inserted }
  }
}
