import Knotwork
import KnotworkFormats

/// The regions that hold rows of data.
public struct TallyAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.locate")

  /// How many rows there are.
  public let rowCount: Int
  /// The regions, the fullest first.
  public let regions: [PatternTally.Entry]
  /// What the answer comes to.
  public let ending: Ending
  let costs: CostLimits

  /// Writes `rows`, `regions` and one element of `region` for each.
  public func write(to json: inout JSONWriter) throws {
    json.member("rows", rowCount)
    json.member("regions", regions.count)
    json.key("region")
    try json.array(lines: true) { json in
      for entry in regions {
        json.object { json in
          json.member("pattern", entry.pattern.description)
          json.member("rows", entry.count)
          json.member("first_row", entry.firstRow)
        }
        try json.passOn()
      }
    }
  }

  /// Writes a table of the fullest regions.
  public func write(to text: inout TextWriter) throws {
    try text.line("\(rowCount.counted("row")) in \(regions.count.counted("region"))")
    try text.line()
    var table = TextTable(["pattern", "rows", "share", "first row"])
    for entry in regions.prefix(costs.tableRows) {
      table.append([
        entry.pattern.description, entry.count.grouped,
        "\((100 * Double(entry.count) / Double(rowCount)).short) %", String(entry.firstRow + 1),
      ])
    }
    try text.table(table)
    let left = regions.count - costs.tableRows
    if left > 0 { try text.line("… and \(left.grouped) more; --json lists them all") }
  }
}
