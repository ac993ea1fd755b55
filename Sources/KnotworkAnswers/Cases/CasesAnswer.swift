import Knotwork

/// A network of one hidden layer as a table of cases.
public struct CasesAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.cases")

  /// The cases.
  public let table: CaseTable
  /// Where shares are counted.
  public let place: Place
  /// The patterns that cannot occur; nil unless asked for.
  public let impossiblePatterns: [ImpossiblePattern]?

  /// Writes the definitions, the cases in a table, and what cannot occur.
  public func write(to text: inout TextWriter) throws {
    let names = table.network.inputNames
    let outputs = table.network.outputNames
    try text.lines(table.definitions + [""])
    var rows = TextTable(["pattern", "where"] + outputs.flatMap { ["\($0) in symbols", "in numbers"] } + ["share"])
    for entry in table.cases {
      let formulas = outputs.indices.flatMap { output in
        [
          entry.symbols[output],
          Formula.affine(Array(entry.map.slope[row: output]), entry.map.intercept[output], names),
        ]
      }
      rows.append([entry.pattern.description, entry.condition] + formulas + [share(entry.share)])
    }
    try text.table(rows, leftAligned: Set(0..<2 + 2 * outputs.count))
    try text.line()
    let units = table.bendingUnitCount
    let all = units < 62 ? (1 << units).counted("pattern") : "2^\(units) patterns"
    let impossible = table.impossibleCount.map(\.grouped) ?? "2^\(units) - \(table.cases.count)"
    try text.line(
      "\(table.cases.count) of \(all) \(table.cases.count == 1 ? "occurs" : "occur"), \(impossible) cannot. Shares are of \(place.description)."
    )
    for identity in table.identities {
      try text.line("\(identity.text)  \(identity.holds ? "holds" : "does not hold")")
    }
    for pattern in impossiblePatterns ?? [] { try text.line("\(pattern.pattern)  impossible: \(pattern.reason)") }
  }

  private func share(_ share: CaseTable.Share) -> String {
    switch share {
    case .exact(let value): "\((100 * value).short) %"
    case .estimate(let value, let error): "\((100 * value).short) ± \((100 * error).short) % (estimate)"
    }
  }
}
