import Knotwork
import KnotworkFormats

/// The rows of a question: columns with their names, of numbers, texts and null where a value is missing.
struct QuestionTable: Sendable {
  /// The rows as the readers of tables take them.
  let source: ByteSource
  /// The column to be explained; nil where the question leaves that to the readers.
  let target: String?

  init(_ given: QuestionMembers) throws {
    var members = given
    let names = try members.names("names")
    let columns = members.take("columns")
    target = try members.text("target")
    try members.finish()
    guard let names, let columns = columns?.elements else {
      throw InvalidRequest("table", "expected names and columns, an array of values for each name")
    }
    guard columns.count == names.count else {
      throw InvalidRequest(
        "table.columns",
        "found \(columns.count.counted("column")) for \(names.count.counted("name")); expected as many of both")
    }
    let fields = try zip(names, columns).map { name, column in try QuestionTable.fields(of: column, named: name) }
    let count = fields.first?.count ?? 0
    if let index = fields.firstIndex(where: { $0.count != count }) {
      throw InvalidRequest(
        "table.columns", "\(names[index]) has \(fields[index].count.counted("value")), and \(names[0]) has \(count)")
    }
    var text = CSVWriter.line(names) + "\n"
    for row in 0..<count { text += CSVWriter.line(fields.map { $0[row] }) + "\n" }
    source = ByteSource(Array(text.utf8), name: "the table", dialect: .exact)
  }

  private static func fields(of column: JSONValue, named name: String) throws -> [String] {
    guard let values = column.elements else {
      throw InvalidRequest("table.columns", "\(name) is \(column.kind); expected an array of values")
    }
    return try values.enumerated().map { row, value in
      switch value {
      case .number(let number): number.description
      case .string(let text): text
      case .null: ""
      case .boolean(let flag): flag ? "true" : "false"
      case .numbers, .array, .object:
        throw InvalidRequest(
          "table.columns", "\(name), value \(row + 1) is \(value.kind); expected a number, a text or null")
      }
    }
  }
}
