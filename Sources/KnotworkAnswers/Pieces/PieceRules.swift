import KnotworkExplain
import KnotworkFormats

/// An output as a list of rules over the box of some rows, and what the rows have to do with each.
public struct PieceRules: Sendable {
  /// The rules.
  public let list: RuleList
  /// For each rule how many rows it is for, and the root of its mean squared error there; nil where nothing was measured.
  public let rows: [(count: Int, error: Double?)]

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("regions", list.regionCount)
      json.member("maps", list.mapCount)
      json.member("change", list.change)
      json.key("rule")
      json.write(list.rules) { number, json in
        json.member("rows", rows[number].count)
        json.member("error", orNull: rows[number].error)
      }
    }
  }

  func write(to text: inout TextWriter, names: [String], output: String) throws {
    try text.line()
    try text.line(
      text.style.bold(list.rules.count.counted("rule"))
        + ", the first that fits, proved equal to the network over the rows\u{2019} box "
        + "(\(list.regionCount.counted("region")), \(list.mapCount.counted("affine map")))"
        + (list.change > 0 ? "; as doubles its numbers change values by at most \(list.change.roundedUp)" : ""))
    try text.line()
    let hasErrors = rows.contains { $0.error != nil }
    var table = TextTable(["", "rows"] + (hasErrors ? ["error"] : []) + ["\(output) ="])
    for (number, rule) in list.rules.enumerated() {
      let conditions = rule.conditions.map { $0.inWords(names) }.joined(separator: " and ")
      let word = conditions.isEmpty ? (number == 0 ? "always" : "else") : number == 0 ? "if" : "else if"
      table.append(
        [conditions.isEmpty ? word : "\(word) \(conditions)", String(rows[number].count)]
          + (hasErrors ? [rows[number].error?.short ?? ""] : [])
          + [Formula.affine(rule.term.slope, rule.term.intercept, names)])
    }
    try text.table(table, leftAligned: [0, hasErrors ? 3 : 2])
  }
}
