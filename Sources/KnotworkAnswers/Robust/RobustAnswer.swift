import Knotwork
import KnotworkClaims
import KnotworkFormats

/// How far from points a claim goes on to hold.
public struct RobustAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.robustness")

  /// The claim.
  public let stated: StatedClaim
  /// The names of the inputs.
  public let inputs: [String]
  /// The points.
  public let points: [[Double]]
  /// What was found of each.
  public let rows: [Robustness]
  /// How distances are measured.
  public let norm: Robustness.Norm

  /// How many points there are at which the claim fails, around which it fails somewhere in the domain, and around which it does nowhere.
  var counts: (failing: Int, near: Int, everywhere: Int) {
    (
      rows.count { $0.distance == 0 }, rows.count { $0.distance.map { $0 > 0 } ?? false },
      rows.count { $0.holdsEverywhere }
    )
  }

  /// What the answer comes to: it fails where the claim fails at a point, and is undecided where a limit was reached.
  public var ending: Ending {
    if rows.contains(where: { $0.distance == 0 }) { return Ending(.fails(reason: nil), notes: stated.notes) }
    guard let open = rows.first(where: { $0.reason != nil }), let reason = open.reason else {
      return Ending(.holds, notes: stated.notes)
    }
    let words = "\(stated.words): \(Self.words(reason))"
    if case .limit(.cancelled) = reason { return Ending(.interrupted(reason: words), notes: stated.notes) }
    return Ending(.undecided(reason: words), notes: stated.notes)
  }

  private static func words(_ reason: OpenClaim.Reason) -> String {
    switch reason {
    case .limit(let cause): cause.words
    case .precision: "the radius and the nearest counterexample cannot be told apart further in doubles"
    }
  }

  /// Writes an element of `points` for each.
  public func write(to json: inout JSONWriter) throws {
    json.member("inputs", inputs)
    json.member("claim", stated.words)
    json.member("norm", norm.rawValue)
    json.key("points")
    try json.array(lines: true) { json in
      for (point, row) in zip(points, rows) {
        json.object { json in
          json.member("point", point)
          json.member("radius", row.radius)
          json.member("everywhere", row.holdsEverywhere)
          json.member("counterexample", orNull: row.counterexample)
          json.member("distance", orNull: row.distance)
          json.key("reason")
          if let reason = row.reason { json.value(Self.words(reason)) } else { json.null() }
        }
        try json.passOn()
      }
    }
    json.member("failing", counts.failing)
    json.member("everywhere", counts.everywhere)
    if let place = stated.place {
      json.member(place)
    } else {
      json.key("domain")
      json.null()
    }
  }

  /// Writes the radius of one point with its counterexample, or a table and what it comes to.
  public func write(to text: inout TextWriter) throws {
    let domain = stated.place.map { " within \($0.description)" } ?? ""
    try text.line(text.style.bold("\(stated.words)\(domain)"))
    if points.count == 1 {
      try write(points[0], rows[0], to: &text)
      return
    }
    var table = TextTable(["row", "holds up to", "fails at"])
    let shown = CostLimits.standard.tableRows
    for (number, row) in rows.prefix(shown).enumerated() {
      table.append([
        String(number + 1), row.holdsEverywhere ? "everywhere" : row.radius.short, row.distance.map(\.short) ?? "–",
      ])
    }
    try text.table(table)
    if rows.count > shown { try text.line("… and \((rows.count - shown).grouped) more; --json lists them all") }
    let radii = rows.filter { !$0.holdsEverywhere }.map(\.radius).sorted()
    try text.line()
    try text.line(
      "\(rows.count.counted("point")): the claim fails at \(counts.failing), and holds everywhere in the domain for "
        + "\(counts.everywhere)."
        + (radii.isEmpty
          ? "" : " Radii of the others: least \(radii[0].short), median \(radii[radii.count / 2].short)."))
  }

  private func write(_ point: [Double], _ row: Robustness, to text: inout TextWriter) throws {
    try text.line("  around \(inputs.values(point))")
    if row.distance == 0 { return try text.line("  fails at the point itself") }
    if row.holdsEverywhere { return try text.line("  holds in the whole domain") }
    let way =
      switch norm {
      case .infinity: "as long as no input changes by more than"
      case .one: "as long as changes add up to no more than"
      case .two: "within a distance (Euclid) of"
      }
    try text.line("  holds \(way) \(row.radius.short); proved")
    if let counterexample = row.counterexample, let distance = row.distance {
      try text.line("  fails \(distance.short) away, at \(inputs.values(counterexample))")
    } else {
      try text.line("  no counterexample was found")
    }
  }
}
