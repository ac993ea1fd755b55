/// Finds out from the first rows of a table what stands above it, which row is the header, and which fields are no columns.
struct LayoutDetection {
  private let rows: [CSVRow]
  private let dialect: TableDialect
  private let names: [String]
  private let missing: MissingValues
  private var layout = TableLayout()
  private let looks: [[NumberLooks.Kind]]
  /// The line of the first row of data.
  var firstRow = 1

  init(_ rows: [CSVRow], dialect: TableDialect, names: [String]) {
    self.rows = rows
    self.dialect = dialect
    self.names = names
    let missing = MissingValues(dialect.missingValues)
    self.missing = missing
    looks = rows.map { row in
      (0..<row.count).map { NumberLooks(row.bytes[row.range($0)], missing).kind }
    }
  }

  mutating func result() throws(TableOffence) -> TableLayout {
    let width = usualWidth
    let head = namedRow(width) ?? headerRow(width)
    let isShifted = hasNamesOfRows(head, width)
    if head > 0 { layout.notes.append("\(lines(0, head)) above the table \(head == 1 ? "is" : "are") left out") }
    layout.line = rows[head].line
    layout.fieldCount = width
    var first = head
    if isHeader(head) {
      first += 1
      try setHeader(try rows[head].texts(), isShifted: isShifted, width)
      let units = unitRows(after: head)
      if units > 0 {
        let shown = try rows[first].texts().listed(4)
        layout.notes.append(
          "\(lines(first, first + units)) (\(shown)) \(units == 1 ? "is" : "are") taken for units and left out")
        first += units
      }
    } else if fieldCount(head) != width {
      layout.fieldCount = rows[head].count
    }
    firstRow = first < rows.count ? rows[first].line : (rows.last?.line ?? 0) + 1
    leaveOutColumns(from: first)
    layout.numbers = numberStyle(from: first)
    noticeNumbers(head)
    return layout
  }

  // Widths

  /// The fields of a row without empty ones at its end.
  private func fieldCount(_ row: Int) -> Int { (looks[row].lastIndex { $0 != .missing } ?? -1) + 1 }

  /// How many fields most rows have, without those at the end that are always empty.
  private var usualWidth: Int {
    let body = rows.indices.dropFirst(rows.count > 3 ? rows.count / 4 : 0)
    var frequencies: [Int: Int] = [:]
    for row in body { frequencies[rows[row].count, default: 0] += 1 }
    let (count, _) = frequencies.max { ($0.value, $0.key) < ($1.value, $1.key) } ?? (1, 0)
    // The header, where it is as long, may name a column that is empty in all of these rows.
    let usual = rows.indices.filter { rows[$0].count == count }
    return max(1, usual.map { row in (0..<count).last { !rows[row].isEmpty($0) }.map { $0 + 1 } ?? 0 }.max() ?? 1)
  }

  private func isText(_ row: Int) -> Bool {
    looks[row].contains(.text) && !looks[row].contains { NumberLooks.isNumber($0) }
  }

  /// The place of the header or of the first row: what stands above is a title, or a list of settings.
  private func headerRow(_ width: Int) -> Int {
    if width == 1 { return 0 }
    if hasNamesOfRows(0, width) { return 0 }
    func fits(_ row: Int) -> Bool {
      fieldCount(row) == width || (rows[row].count == width && fieldCount(row) > width / 2)
    }
    // Up to the first row of data only texts and short rows may stand.
    for row in rows.indices.prefix(60) {
      if fits(row), isText(row) { return row }
      if fits(row) {
        // No header. One word above is a title; several may be names of columns that are missing here.
        let above = rows.indices.prefix(row)
        return above.allSatisfy { fieldCount($0) == 1 && looks[$0].contains(.text) } ? row : 0
      }
    }
    return 0
  }

  /// R's write.table: the header is one field short, and the first column has names of rows.
  private func hasNamesOfRows(_ row: Int, _ width: Int) -> Bool {
    guard row == 0, rows.count > 2, isText(0), rows[0].count == width - 1, fieldCount(0) == width - 1 else {
      return false
    }
    return rows.indices.dropFirst().allSatisfy { rows[$0].count >= width } && areNamesOfRows(column: 0, from: 1)
  }

  /// Whether a column numbers or names the rows: each value is its predecessor plus one, or all are different texts.
  private func areNamesOfRows(column: Int, from first: Int) -> Bool {
    let texts = rows[first...].compactMap { column < $0.count ? try? $0.text(column) : nil }
    guard texts.count == rows.count - first, !texts.isEmpty else { return false }
    let numbers = texts.compactMap { Int($0) }
    if numbers.count == texts.count {
      return zip(numbers, numbers.dropFirst()).allSatisfy { $0 < .max && $1 == $0 + 1 }
    }
    let kinds = looks[first...].map { $0[column] }
    return Set(texts).count == texts.count && kinds.allSatisfy { $0 == .text || $0 == .odd || $0 == .plain }
      && kinds.contains(.text)
  }

  /// The row of texts that has most of the names that are looked for; nil where none has any.
  private func namedRow(_ width: Int) -> Int? {
    guard !names.isEmpty, width > 1 else { return nil }
    let wanted = Set(names)
    var best: (row: Int, count: Int)?
    for row in rows.indices.prefix(60) where isText(row) {
      let found = (0..<rows[row].count).count { (try? rows[row].text($0)).map(wanted.contains) ?? false }
      if found > best?.count ?? 0 { best = (row, found) }
    }
    // A column of texts may hold a name as a value.
    guard let best, rows[best.row].count >= width - 1,
      rows.indices.prefix(best.row).allSatisfy({ !fitsAsData($0, width) })
    else { return nil }
    return best.row
  }

  private func fitsAsData(_ row: Int, _ width: Int) -> Bool {
    rows[row].count >= width && !looks[row].contains(.text) && looks[row].contains { NumberLooks.isNumber($0) }
  }

  private func lines(_ first: Int, _ end: Int) -> String {
    let (from, to) = (rows[first].line, rows[end - 1].line)
    return from == to ? "line \(from)" : "lines \(from) to \(to)"
  }

  // Header

  private func isHeader(_ row: Int) -> Bool {
    if looks[row].contains(.text) { return true }
    guard let texts = try? rows[row].texts() else { return false }
    // Inputs may be called by numbers; pandas numbers columns that have no names.
    if !names.isEmpty, texts.allSatisfy({ names.contains($0) }), Set(texts).count == texts.count { return true }
    return texts.count > 1 && texts[0].isEmpty && row + 1 < rows.count && !rows[row + 1].isEmpty(0)
      && texts.dropFirst().enumerated().allSatisfy { $1 == String($0) }
  }

  private mutating func setHeader(_ texts: [String], isShifted: Bool, _ width: Int) throws(TableOffence) {
    var header = texts
    while header.count > width, header.last?.isEmpty == true { header.removeLast() }
    if isShifted {
      header.insert("", at: 0)
      layout.unused.insert(0)
      layout.notes.append("the first column has no name and is left out: it names the rows")
    }
    let used = (header.lastIndex { !$0.isEmpty } ?? 0) + 1
    if used > width || header.count < width {
      // Rows that do not fit the names are offences, each with its line.
      layout.fieldCount = max(header.count, used)
    } else {
      layout.fieldCount = width
      header.removeLast(header.count - width)
    }
    layout.header = header
  }

  /// How many rows after the header are units: texts in columns of numbers.
  private func unitRows(after head: Int) -> Int {
    var count = 0
    while count < 3 {
      let row = head + 1 + count
      guard row + 1 < rows.count, rows[row].count == rows[head].count, isText(row) else { break }
      count += 1
    }
    guard count > 0 else { return 0 }
    let body = looks[(head + 1 + count)...]
    let fields = 0..<rows[head].count
    // Columns that hold numbers below; where there are none, or texts only above other columns, these are rows.
    let numeric = fields.filter { field in
      body.allSatisfy { field < $0.count && (NumberLooks.isNumber($0[field]) || $0[field] == .missing) }
        && body.contains { NumberLooks.isNumber($0[field]) }
    }
    let areUnits = (head + 1...head + count).allSatisfy { row in
      numeric.contains { looks[row][$0] == .text }
        && fields.allSatisfy { rows[row].range($0).count <= 40 }
    }
    return areUnits ? count : 0
  }

  // Columns

  private mutating func leaveOutColumns(from first: Int) {
    guard first < rows.count else { return }
    func isUnnamed(_ field: Int) -> Bool { layout.header.map { field >= $0.count || $0[field].isEmpty } ?? true }
    func isEmpty(_ field: Int) -> Bool { rows[first...].allSatisfy { field >= $0.count || $0.isEmpty(field) } }
    if rows[first...].contains(where: { $0.count > layout.fieldCount && $0.isEmpty(from: layout.fieldCount) }) {
      layout.notes.append("the separator at the end of the lines is left out")
    }
    let empty = [0, layout.fieldCount - 1].filter {
      layout.fieldCount > 1 && isUnnamed($0) && isEmpty($0) && !layout.unused.contains($0)
    }
    if !empty.isEmpty {
      layout.unused.formUnion(empty)
      let numbers = empty.map { String($0 + 1) }.joined(separator: " and ")
      layout.notes.append("column \(numbers), which has neither a name nor values, is left out")
    }
    if let header = layout.header, header.count > 2, header[0].isEmpty, !layout.unused.contains(0),
      header.dropFirst().allSatisfy({ !$0.isEmpty }), areNamesOfRows(column: 0, from: first)
    {
      layout.unused.insert(0)
      layout.notes.append("the first column has no name and is left out: it names the rows")
    }
  }

  // Numbers

  private func numberStyle(from first: Int) -> NumberStyle {
    var style = NumberStyle(thousands: Array((dialect.thousands ?? "").utf8))
    switch dialect.decimal ?? (dialect.thousands == "." ? .comma : nil) {
    case .comma: style.decimal = UInt8(ascii: ",")
    case .point: break
    case nil:
      let kinds = looks[min(first, rows.count)...].joined()
      if dialect.thousands != ",", kinds.contains(.comma), !kinds.contains(.point) { style.decimal = UInt8(ascii: ",") }
    }
    return style
  }

  /// A first row of whole numbers may be the names of columns: where they count or go on evenly, or where no other number
  /// is whole.
  private mutating func noticeNumbers(_ head: Int) {
    guard layout.header == nil, head + 1 < rows.count else { return }
    let texts = (0..<rows[head].count).compactMap { try? rows[head].text($0) }
    let numbers = texts.compactMap { Int($0) }
    guard numbers.count == texts.count, let first = numbers.first, Set(numbers).count == numbers.count else { return }
    let others = looks[(head + 1)...].joined()
    let hasFractions = others.contains { $0 != .plain && NumberLooks.isNumber($0) }
    let isIndex = numbers.count > 1 && first == 0 && numbers[1] == 1
    let isApart = hasFractions && !others.contains(.plain) && (isIndex || others.count { $0 != .missing } >= 4)
    var isEven = false
    if numbers.count > 2 {
      let (step, overflow) = numbers[1].subtractingReportingOverflow(first)
      isEven =
        !overflow && step > 0
        && zip(numbers, numbers.dropFirst()).allSatisfy { $0.addingReportingOverflow(step) == ($1, false) }
        && (hasFractions || (step == 1 && (first == 0 || first == 1)))
    }
    guard isApart || isEven else { return }
    let line = rows[head].line
    layout.notes.append(
      "line \(line) (\(texts.listed(4))) is taken for a row, though it may be a header of numbers; --skip \(line) leaves "
        + "it out")
  }
}

extension NumberLooks {
  /// Whether a kind is that of a number in some way of writing.
  static func isNumber(_ kind: Kind) -> Bool {
    switch kind {
    case .text, .missing, .odd: false
    default: true
    }
  }
}
