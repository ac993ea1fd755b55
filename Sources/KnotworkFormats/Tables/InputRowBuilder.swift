/// Makes rows of inputs from the fields of a table.
struct InputRowBuilder: RowTaker {
  /// Where the number for an input comes from.
  private enum Source {
    case number(column: Int)
    case level(column: Int, text: String)

    var column: Int {
      switch self {
      case .number(let column), .level(let column, _): column
      }
    }
  }

  let names: [String]
  private let missing: MissingValues
  /// For each input its source; nil before the first row.
  private var sources: [Source]?
  private var layout = TableLayout()
  /// The rows since the last call, one after another.
  private var numbers: [Double] = []
  /// What a user should know of the way the columns were taken.
  private(set) var notes: [String] = []

  init(names: [String], missing: MissingValues) {
    self.names = names
    self.missing = missing
  }

  /// Columns of an input such as "sex=male" are called by what comes before the sign as well.
  var wantedNames: [String] { names + names.flatMap(InputRowBuilder.levels).map(\.title) }

  var hasStarted: Bool { sources != nil }

  /// The rows since the last call, one after another.
  mutating func takeNumbers() -> [Double] {
    defer { numbers = [] }
    return numbers
  }

  mutating func begin(_ layout: TableLayout) throws(TableOffence) {
    self.layout = layout
    notes += layout.notes
    if let header = layout.header, let found = sources(in: header) {
      sources = found
      let used = Set(found.map(\.column))
      let unused = layout.unused
      let others = header.indices.lazy.filter { !used.contains($0) && !unused.contains($0) }.map { header[$0] }
      if !others.isEmpty { notes.append("columns that are no inputs are left out: \(others.listed())") }
      return
    }
    let columns = (0..<layout.fieldCount).filter { !layout.unused.contains($0) }
    guard columns.count == names.count else {
      let hint = layout.header != nil ? "; its header does not name them all" : ""
      throw TableOffence(
        line: layout.line, column: 0,
        "\(columns.count.counted("column")), expected \(names.count), for \(names.listed())\(hint)")
    }
    if layout.header != nil {
      notes.append("the header does not name the inputs \(names.listed()); the columns are taken in this order")
    }
    sources = columns.map { .number(column: $0) }
  }

  /// For each input its column in a header; nil where it does not name them all.
  private func sources(in header: [String]) -> [Source]? {
    // The header may be a million names long; few of them are looked for.
    let levels = names.map(InputRowBuilder.levels)
    let wanted = Set(names + levels.joined().map(\.title))
    var columns: [String: Int] = [:]
    for (column, title) in header.enumerated() where columns[title] == nil && wanted.contains(title) {
      columns[title] = column
    }
    var sources: [Source] = []
    for (name, levels) in zip(names, levels) {
      if let column = columns[name] {
        sources.append(.number(column: column))
      } else if let level = levels.first(where: { columns[$0.title] != nil }), let column = columns[level.title] {
        sources.append(.level(column: column, text: level.text))
      } else {
        return nil
      }
    }
    return sources
  }

  /// What "a=b=c" may be a level of: the column "a" and the text "b=c", or "a=b" and "c".
  private static func levels(_ name: String) -> [(title: String, text: String)] {
    name.indices.filter { name[$0] == "=" }
      .map { (String(name[..<$0]), String(name[name.index(after: $0)...])) }
  }

  mutating func take(_ row: CSVRow) throws(TableOffence) {
    guard row.count == layout.fieldCount else {
      throw TableOffence(
        line: row.line, column: 0, layout.complaint(about: row))
    }
    let start = numbers.count
    var isWhole = false
    defer { if !isWhole { numbers.removeLast(numbers.count - start) } }
    for source in sources ?? [] {
      switch source {
      case .number(let column):
        guard let value = layout.numbers.number(row.bytes, row.range(column)), value.isFinite, !missing.contains(value)
        else {
          throw TableOffence(
            line: row.line, column: column + 1, name: layout.header?[column],
            NumberComplaint.sentence(try row.text(column), layout.numbers, missing))
        }
        numbers.append(value)
      case .level(let column, let text): numbers.append(try row.text(column) == text ? 1 : 0)
      }
    }
    isWhole = true
  }
}
