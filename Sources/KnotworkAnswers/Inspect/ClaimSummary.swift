import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// What a VNN-LIB file claims.
public struct ClaimSummary: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.inspect")

  /// The claim.
  public let claim: Claim
  /// So many violations and inputs are shown in a text.
  private static let shown = 20

  /// A summary of a claim.
  public init(_ claim: Claim) { self.claim = claim }

  /// Writes what must not occur, violation by violation.
  public func write(to text: inout TextWriter) throws {
    try text.lines([
      "VNN-LIB: a claim about networks of \(claim.inputCount.counted("input")) and \(claim.outputCount.counted("output"))",
      claim.violations.isEmpty
        ? "no violation is possible: the claim holds for every network"
        : "it fails where one of \(claim.violations.count.counted("violation")) occurs",
    ])
    for (index, violation) in claim.violations.prefix(ClaimSummary.shown).enumerated() {
      try text.lines([
        "",
        "violation \(index + 1): \(violation.freeInputs.count) of \(claim.inputCount.counted("input varies", "inputs vary"))",
      ])
      for (input, (lower, upper)) in zip(violation.lower, violation.upper).enumerated().prefix(ClaimSummary.shown) {
        try text.line(
          lower == upper ? "  X_\(input) = \(lower.short)" : "  \(lower.short) ≤ X_\(input) ≤ \(upper.short)")
      }
      if claim.inputCount > ClaimSummary.shown {
        try text.line("  … \((claim.inputCount - ClaimSummary.shown).counted("input")) more")
      }
      try text.lines(violation.inputConstraints.map { "  \(inequality($0, "X"))" })
      try text.lines(violation.outputConstraints.map { "  \(inequality($0, "Y"))" })
      if violation.outputConstraints.isEmpty { try text.line("  any outputs") }
    }
    if claim.violations.count > ClaimSummary.shown {
      try text.lines(["", "… \((claim.violations.count - ClaimSummary.shown).counted("violation")) more"])
    }
  }

  /// "Y_0 - 2 Y_1 ≤ 3".
  private func inequality(_ halfSpace: HalfSpace, _ name: String) -> String {
    var text = ""
    for (index, factor) in halfSpace.normal.enumerated() where factor != 0 {
      let sign = factor < 0 ? (text.isEmpty ? "-" : " - ") : (text.isEmpty ? "" : " + ")
      text += "\(sign)\(factor.magnitude == 1 ? "" : "\(factor.magnitude.short) ")\(name)_\(index)"
    }
    return "\(text) ≤ \(halfSpace.offset.short)"
  }

  /// Writes how many inputs and outputs the claim speaks of, and the violations.
  public func write(to json: inout JSONWriter) throws {
    json.member("format", "vnnlib")
    json.member("inputs", claim.inputCount)
    json.member("outputs", claim.outputCount)
    json.key("violations")
    try json.array(lines: true) { json in
      for violation in claim.violations {
        json.object { json in
          json.member("lower", violation.lower)
          json.member("upper", violation.upper)
          json.member("input_constraints", violation.inputConstraints)
          json.member("output_constraints", violation.outputConstraints)
        }
        try json.passOn()
      }
    }
  }
}
