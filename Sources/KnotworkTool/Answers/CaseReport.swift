import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// A table of cases as text and as JSON.
enum CaseReport {
  static func text(_ table: CaseTable, _ excluded: [ImpossiblePattern]?) -> [String] {
    let names = table.network.inputNames
    let outputs = table.network.outputNames
    var lines = table.definitions + [""]
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
    lines += rows.lines(leftAligned: Set(0..<2 + 2 * outputs.count))
    lines.append("")
    let units = table.bendingUnitCount
    let impossible = table.impossibleCount.map(\.grouped) ?? "2^\(units) - \(table.cases.count)"
    lines.append(
      "\(table.cases.count) of \(units < 62 ? (1 << units).grouped : "2^\(units)") patterns occur, \(impossible) cannot."
    )
    for identity in table.identities { lines.append("\(identity.text)  \(identity.holds ? "holds" : "does not hold")") }
    for pattern in excluded ?? [] { lines.append("\(pattern.pattern)  impossible: \(pattern.reason)") }
    return lines
  }

  private static func share(_ share: CaseTable.Share) -> String {
    switch share {
    case .exact(let value): "\((100 * value).short) %"
    case .estimate(let value, let error): "\((100 * value).short) ± \((100 * error).short) % (estimate)"
    }
  }

  static func json(_ table: CaseTable, _ excluded: [ImpossiblePattern]?, seconds: Double?) -> [UInt8] {
    let names = table.network.inputNames
    var json = JSONWriter()
    json.object { json in
      json.member("schema", "knotwork.cases")
      json.member("version", 1)
      json.key("cases")
      json.array(lines: true) { json in
        for entry in table.cases { write(entry, names, &json) }
      }
      if let count = table.impossibleCount {
        json.member("impossible", count)
      } else {
        json.member("impossible", "2^\(table.bendingUnitCount) - \(table.cases.count)")
      }
      json.key("identities")
      json.array(lines: true) { json in
        for identity in table.identities {
          json.object { json in
            json.member("law", identity.text)
            json.member("holds", identity.holds)
          }
        }
      }
      if let excluded {
        json.key("impossible_patterns")
        json.array(lines: true) { json in
          for pattern in excluded {
            json.object { json in
              json.member("pattern", pattern.pattern.description)
              json.member("reason", pattern.reason)
            }
          }
        }
      }
      if let seconds { json.member("seconds", seconds) }
    }
    return json.takeBytes()
  }

  /// For one output `formula`, `slope` and `intercept` are its own; for several they are lists, one entry per output.
  private static func write(_ entry: CaseTable.Case, _ names: [String], _ json: inout JSONWriter) {
    let slopes = (0..<entry.map.slope.rows).map { Array(entry.map.slope[row: $0]) }
    let numbers = slopes.indices.map { Formula.affine(slopes[$0], entry.map.intercept[$0], names) }
    json.object { json in
      json.member("pattern", entry.pattern.description)
      json.member("condition", entry.condition)
      if slopes.count == 1 {
        json.member("formula", entry.symbols[0])
        json.member("numbers", numbers[0])
        json.member("slope", slopes[0])
        json.member("intercept", entry.map.intercept[0])
      } else {
        json.key("formula")
        json.value(entry.symbols)
        json.key("numbers")
        json.value(numbers)
        json.member("slope", slopes)
        json.member("intercept", entry.map.intercept)
      }
      json.member("share", entry.share.value)
      if case .estimate(_, let error) = entry.share { json.member("share_standard_error", error) }
      json.member("interior_point", entry.interiorPoint)
    }
  }
}
