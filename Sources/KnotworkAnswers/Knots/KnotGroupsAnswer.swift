import Knotwork
import KnotworkFitting
import KnotworkFormats

/// What `knots` has found in several groups of rows: lines with knots of their own, or with the same knots for all.
public struct KnotGroupsAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.knot_groups")

  /// The column that explains the target.
  public let feature: String
  /// The column that is explained.
  public let target: String
  /// The column that tells the groups apart.
  public let groupName: String
  /// The groups, with the fit of each by itself; with common knots that has as many knots.
  public let own: [(name: String, answer: KnotsAnswer)]
  /// The fit with common knots; nil where each group has knots of its own.
  public let shared: KnotGroups?
  /// What a reader should know.
  public let notes: [String]
  /// The limit, where the time was over before all was done; nil where it was not.
  public let reachedLimit: Duration?

  init(_ grouped: GroupedTable, _ request: KnotsRequest, sharesKnots: Bool) throws {
    (feature, target, groupName) = (grouped.feature, grouped.target, grouped.groupName)
    let rows = try grouped.groups.map { try WeightedRows($0.table) }
    let deadline = Deadline(after: request.timeLimit)
    guard sharesKnots else {
      shared = nil
      own = try grouped.groups.map { ($0.name, try KnotGroupsAnswer.answer($0, request, deadline)) }
      notes = own.flatMap { member in member.answer.notes.map { "\(grouped.groupName) \(member.name): \($0)" } }
      reachedLimit = deadline.hasPassed ? deadline.limit : nil
      return
    }
    var alone = request
    alone.resampling = nil
    let fits: [KnotGroups]
    func fit(_ count: Int) throws -> KnotGroups {
      try KnotGroups(
        rows, knots: count, at: request.positions, minRows: request.minRows ?? KnotsRequest.usualMinRows,
        model: request.model, confidence: request.confidence, until: deadline)
    }
    if let count = request.positions?.count ?? request.knots {
      fits = [try fit(count)]
    } else {
      var found = [try fit(0)]
      for count in 1...max(1, request.mostKnots) {
        guard request.mostKnots > 0, !deadline.hasPassed, let next = try? fit(count), next.degreesOfFreedom > 0 else {
          break
        }
        found.append(next)
      }
      fits = found
    }
    guard let best = fits.min(by: { $0.searchedBIC < $1.searchedBIC }) else {
      throw InvalidRequest("group", "there are no groups")
    }
    shared = best
    if alone.positions == nil { alone.knots = best.knots.count }
    alone.minRows = nil
    own = try grouped.groups.map { ($0.name, try KnotGroupsAnswer.answer($0, alone, deadline)) }
    reachedLimit = deadline.hasPassed ? deadline.limit : nil
    notes =
      fits.count > 1 && best.knots.count == request.mostKnots
      ? ["\(best.knots.count.counted("knot")) are the most that were tried; more may be called for (--max-knots)"] : []
  }

  private static func answer(
    _ group: GroupedTable.Group, _ request: KnotsRequest, _ deadline: Deadline
  ) throws -> KnotsAnswer {
    do {
      return try KnotsAnswer(group.table, request, until: deadline)
    } catch let error as InvalidRows {
      throw InvalidRows("group \(group.name): \(error.description)")
    }
  }

  /// The F test of common knots against knots of its own for each group.
  public var test: (statistic: Double, numerator: Int, denominator: Int, pValue: Double)? {
    shared?.placement == .estimated ? shared?.test(against: own.map(\.answer.fit)) : nil
  }

  /// What the answer comes to.
  public var ending: Ending { Ending(Outcome(reached: reachedLimit), notes: notes) }

  /// Writes the groups.
  public func write(to json: inout JSONWriter) throws {
    json.member("target", target)
    json.member("feature", feature)
    json.member("group", groupName)
    json.member("shared_knots", shared != nil)
    json.key("knots")
    if let shared {
      json.array(lines: true) { json in
        for knot in shared.knots { json.object { KnotsAnswer.write(knot, &$0) } }
      }
    } else {
      json.null()
    }
    json.member("sse", shared?.residualSum ?? own.reduce(0) { $0 + $1.answer.fit.residualSum })
    json.member(
      "degrees_of_freedom", shared?.degreesOfFreedom ?? own.reduce(0) { $0 + $1.answer.fit.degreesOfFreedom })
    json.key("test")
    if let test {
      json.object { json in
        json.member("statistic", test.statistic)
        json.member("numerator", test.numerator)
        json.member("denominator", test.denominator)
        json.member("p_value", test.pValue)
      }
    } else {
      json.null()
    }
    json.key("groups")
    json.array(lines: true) { json in
      for (number, member) in own.enumerated() {
        json.object { json in write(number, member, &json) }
      }
    }
    json.member("complete", reachedLimit == nil)
    json.key("notes")
    json.value(notes)
  }

  private func write(_ number: Int, _ member: (name: String, answer: KnotsAnswer), _ json: inout JSONWriter) {
    let fit = member.answer.fit
    let line = shared?.groups[number].line ?? fit.line
    let slopes = shared?.groups[number].slopes ?? member.answer.statistics.slopes
    json.member("name", member.name)
    json.member("rows", fit.rowCount)
    json.member("sse", shared?.groups[number].residualSum ?? fit.residualSum)
    json.key("knots")
    json.array { json in
      for knot in shared?.knots ?? member.answer.statistics.knots { json.object { KnotsAnswer.write(knot, &$0) } }
    }
    json.key("pieces")
    json.array { json in
      for (piece, slope) in slopes.enumerated() {
        json.object { json in
          json.member("from", line.nodes[piece])
          json.member("to", line.nodes[piece + 1])
          json.key("slope")
          json.object { KnotsAnswer.write(slope, &$0) }
          json.member("intercept", line.values[piece] - slope.value * line.nodes[piece])
        }
      }
    }
  }

  /// Writes the groups one after the other.
  public func write(to text: inout TextWriter) throws {
    try text.lines([
      text.style.bold("\(target) against \(feature) for \(own.count.counted("group")) by \(groupName)"), "",
    ])
    if let shared {
      var sentence =
        "\(shared.knots.count.counted("common knot")): residual sum \(shared.residualSum.short) on "
        + shared.degreesOfFreedom.counted("degree of freedom", "degrees of freedom")
      if let test {
        sentence +=
          "; against knots of each group's own F = \(test.statistic.short) on \(test.numerator) and "
          + "\(test.denominator.counted("degree of freedom", "degrees of freedom")), \(test.pValue.probabilityOfP)"
      }
      try text.line(sentence + ".")
      var table = TextTable(["knot at \(feature) =", "from", "to"])
      for knot in shared.knots { table.append([knot.value.short, knot.lower?.short ?? "–", knot.upper?.short ?? "–"]) }
      if !shared.knots.isEmpty { try text.table(table, leftAligned: []) }
      try text.line()
    }
    var table = TextTable([groupName, "rows", "from", "to", "\(target) =", "slope", "from", "to"])
    for (number, member) in own.enumerated() {
      let line = shared?.groups[number].line ?? member.answer.fit.line
      let slopes = shared?.groups[number].slopes ?? member.answer.statistics.slopes
      for (piece, slope) in slopes.enumerated() {
        let intercept = line.values[piece] - slope.value * line.nodes[piece]
        table.append([
          piece == 0 ? member.name : "", piece == 0 ? "\(member.answer.fit.rowCount)" : "", line.nodes[piece].short,
          line.nodes[piece + 1].short, Formula.affine([slope.value], intercept, [feature]), slope.value.short,
          slope.lower?.short ?? "–", slope.upper?.short ?? "–",
        ])
      }
    }
    try text.table(table, leftAligned: [0, 4])
  }
}
