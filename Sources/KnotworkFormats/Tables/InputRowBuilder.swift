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
  private var rows: [[Double]] = []
  /// What a user should know of the way the columns were taken.
  private(set) var notes: [String] = []

  init(names: [String], missing: MissingValues) {
    self.names = names
    self.missing = missing
  }

  /// Columns of an input such as "sex=male" are called by what comes before the sign as well.
  var wantedNames: [String] { names.flatMap { [$0] + ($0.split(separator: "=").first.map { [String($0)] } ?? []) } }

  var hasStarted: Bool { sources != nil }

  /// The rows since the last call.
  mutating func takeRows() -> [[Double]] {
    defer { rows = [] }
    return rows
  }

  mutating func begin(_ layout: TableLayout) throws(TableOffence) {
    self.layout = layout
    notes += layout.notes
    if let header = layout.header, let found = sources(in: header) {
      sources = found
      let used = Set(found.map(\.column))
      let others = header.indices.filter { !used.contains($0) && !layout.unused.contains($0) }
      if !others.isEmpty {
        notes.append(
          "columns that are no inputs are left out: \(others.lazy.map { header[$0] }.listed())")
      }
      return
    }
    let columns = (0..<layout.fieldCount).filter { !layout.unused.contains($0) }
    guard columns.count == names.count else {
      let hint = layout.header != nil ? "; its header does not name them all" : ""
      throw TableOffence(
        line: layout.line, column: 0,
        "\(columns.count) columns, expected \(names.count), for \(names.listed())\(hint)")
    }
    if layout.header != nil {
      notes.append("the header does not name the inputs \(names.listed()); the columns are taken in this order")
    }
    sources = columns.map { .number(column: $0) }
  }

  /// For each input its column in a header; nil where it does not name them all.
  private func sources(in header: [String]) -> [Source]? {
    let columns = Dictionary(zip(header, header.indices), uniquingKeysWith: { first, _ in first })
    var sources: [Source] = []
    for name in names {
      if let column = columns[name] {
        sources.append(.number(column: column))
        continue
      }
      // A level may hold the sign itself, and so may the name of a column.
      let parts = name.indices.filter { name[$0] == "=" }.map { (name[..<$0], name[name.index(after: $0)...]) }
      guard let (column, text) = parts.firstNonNil({ title, text in columns[String(title)].map { ($0, text) } }) else {
        return nil
      }
      sources.append(.level(column: column, text: String(text)))
    }
    return sources
  }

  mutating func take(_ row: CSVRow) throws(TableOffence) {
    guard row.count == layout.fieldCount else {
      throw TableOffence(
        line: row.line, column: 0, "\(row.count) columns, expected \(layout.fieldCount), as in \(layout.place)")
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(names.count)
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
    rows.append(numbers)
  }
}

extension Sequence {
  /// What the first element gives that gives something.
  fileprivate func firstNonNil<Result>(_ body: (Element) -> Result?) -> Result? {
    for element in self { if let result = body(element) { return result } }
    return nil
  }
}
