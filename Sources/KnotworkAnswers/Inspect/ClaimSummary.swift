import Knotwork
import KnotworkFormats

/// What a VNN-LIB file claims.
public struct ClaimSummary: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.claim")

  /// The claim.
  public let claim: Claim
  /// What was assumed in reading it.
  public let notes: [String]
  /// So many inputs, and lines of the condition, are shown in a text.
  private static let shown = 40

  /// A summary of a claim.
  public init(_ claim: Claim, notes: [String] = []) {
    self.claim = claim
    self.notes = notes
  }

  /// Writes what must not occur.
  public func write(to text: inout TextWriter) throws {
    let isOne = claim.networks.count == 1
    try text.line(
      "VNN-LIB: a claim about "
        + (isOne
          ? "networks of \(claim.inputCount.counted("input")) and \(claim.outputCount.counted("output"))"
          : claim.networks.count.counted("network")))
    if !isOne { try text.lines(claim.networks.map { "  \(description(of: $0))" }) }
    if let violation = claim.violation {
      let free = violation.freeInputs.count
      try text.lines([
        "it fails where all of this occurs; \(free) of \(claim.inputCount.counted("input varies", "inputs vary"))", "",
      ])
      try writeViolation(to: &text, claim.name)
    } else {
      try text.line("no violation is possible: the claim holds for every network")
    }
    if !notes.isEmpty { try text.lines([""] + notes.map { "note: \($0)" }) }
  }

  private func description(of network: Claim.Subject) -> String {
    let likeness =
      switch network.likeness {
      case nil: ""
      case .equal(let other): ", equal to \(other)"
      case .isomorphic(let other): ", of the same layers as \(other)"
      }
    return
      "\(network.name): \(network.inputCount.counted("input")), \(network.outputCount.counted("output"))\(likeness)"
  }

  /// Writes the box and the condition of the violation, which there is, with names for inputs and outputs.
  func writeViolation(to text: inout TextWriter, _ name: (Claim.Variable) -> String) throws {
    guard let violation = claim.violation else { return }
    for (input, (lower, upper)) in zip(violation.lower, violation.upper).enumerated().prefix(ClaimSummary.shown) {
      let name = name(.input(input))
      try text.line(lower == upper ? "  \(name) = \(lower.short)" : "  \(lower.short) ≤ \(name) ≤ \(upper.short)")
    }
    if claim.inputCount > ClaimSummary.shown {
      try text.line("  … \((claim.inputCount - ClaimSummary.shown).counted("input")) more")
    }
    var lines = ConditionLines(limit: ClaimSummary.shown)
    for condition in violation.condition.conjuncts { lines.add(condition, indent: "  ", name) }
    try text.lines(lines.lines)
    if lines.leftOut > 0 { try text.line("  … \(lines.leftOut.counted("line")) more") }
    if !violation.condition.constraints.contains(where: \.speaksOfOutputs) { try text.line("  any outputs") }
  }
}

/// A condition as indented lines, of which only the first are kept.
private struct ConditionLines {
  private(set) var lines: [String] = []
  private(set) var leftOut = 0
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func add(_ condition: Condition, indent: String, _ name: (Claim.Variable) -> String) {
    guard lines.count < limit else {
      leftOut += condition.lineCount
      return
    }
    switch condition {
    case .constraint(let constraint): lines.append(indent + constraint.inequality(name))
    case .all(let parts): add("all of", parts, indent: indent, name)
    case .any(let parts): add("any of", parts, indent: indent, name)
    }
  }

  private mutating func add(
    _ title: String, _ parts: [Condition], indent: String, _ name: (Claim.Variable) -> String
  ) {
    lines.append("\(indent)\(title)")
    for part in parts { add(part, indent: indent + "  ", name) }
  }
}

extension Condition {
  fileprivate var lineCount: Int {
    switch self {
    case .constraint: 1
    case .all(let parts), .any(let parts): parts.reduce(1) { $0 + $1.lineCount }
    }
  }
}

extension LinearConstraint {
  fileprivate var speaksOfOutputs: Bool {
    if case .output? = terms.last?.variable { true } else { false }
  }

  /// "Y_0 - 2 Y_1 ≤ 3", with at most 40 terms, of which the first is positive.
  fileprivate func inequality(_ name: (Claim.Variable) -> String) -> String {
    let sign: Double = (terms.first?.factor ?? 1) < 0 ? -1 : 1
    let shown = terms.prefix(40)
    let sum = Formula.affine(shown.map { sign * $0.factor }, 0, shown.map { name($0.variable) })
    let rest = terms.count > shown.count ? " + … (\((terms.count - shown.count).counted("term")) more)" : ""
    return "\(sum)\(rest) \(sign < 0 ? "≥" : "≤") \((sign * offset).short)"
  }
}
