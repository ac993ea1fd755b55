import Knotwork
import KnotworkFormats

/// A table of cases as JSON.
extension CasesAnswer {
  /// Writes `cases`, `impossible`, `identities`, and `impossible_patterns` where they were asked for.
  public func write(to json: inout JSONWriter) throws {
    json.key("cases")
    try json.array(lines: true) { json in
      for entry in table.cases {
        write(entry, to: &json)
        try json.passOn()
      }
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
    json.member(place)
    guard let impossiblePatterns else { return }
    json.key("impossible_patterns")
    try json.array(lines: true) { json in
      for pattern in impossiblePatterns {
        json.object { json in
          json.member("pattern", pattern.pattern.description)
          json.member("reason", pattern.reason)
        }
        try json.passOn()
      }
    }
  }

  /// For one output `formula`, `slope` and `intercept` are its own; for several they are lists, one entry per output.
  private func write(_ entry: CaseTable.Case, to json: inout JSONWriter) {
    let names = table.network.inputNames
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
        json.member("formula", entry.symbols)
        json.member("numbers", numbers)
        json.member("slope", slopes)
        json.member("intercept", entry.map.intercept)
      }
      json.member("share", entry.share.value)
      if case .estimate(_, let error) = entry.share { json.member("share_standard_error", error) }
      json.member("interior_point", entry.interiorPoint)
    }
  }
}
