/// What takes the rows of a table.
protocol RowTaker {
  /// The names of columns that it will look for; they help to tell the header from what stands above it.
  var wantedNames: [String] { get }

  /// Says how the table is laid out; once, before any row.
  mutating func begin(_ layout: TableLayout) throws(TableOffence)

  /// Takes the next row of data.
  mutating func take(_ row: CSVRow) throws(TableOffence)
}

/// Where a table's header and data are in its text, and which columns are none.
struct TableLayout {
  /// A name for each field, empty where there is none; nil where the table has no header.
  var header: [String]?
  /// The line of the header or of the first row.
  var line = 1
  /// How many fields a row has; empty ones may follow.
  var fieldCount = 0
  /// The fields that are no columns: names of rows, and empty ones at the ends.
  var unused: Set<Int> = []
  var numbers = NumberStyle()
  /// How many lines of comment stand above the first row.
  var commentCount = 0
  /// What to say of a row that is not as long as the others.
  func complaint(about row: CSVRow) -> String {
    let place = line == 1 ? "the first line" : "line \(line)"
    let isDoubled = header != nil && row.count == 2 * fieldCount
    let hint = isDoubled ? "; if commas are decimal characters too, other separators have to stand between columns" : ""
    return "\(row.count.counted("column")), expected \(fieldCount), as in \(place)\(hint)"
  }

  /// What a user should know of how the text was taken.
  var notes: [String] = []
}
