import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// What a VNN-LIB file claims.
struct ClaimReport: InspectionReport {
  private let claim: Claim
  private static let shown = 20

  init(_ claim: Claim) { self.claim = claim }

  func text() -> [String] {
    var lines = [
      "VNN-LIB: a claim about networks of \(claim.inputCount.grouped) inputs and \(claim.outputCount.grouped) outputs",
      claim.violations.isEmpty
        ? "no violation is possible: the claim holds for every network"
        : "it fails where one of \(claim.violations.count.grouped) violation\(claim.violations.count == 1 ? "" : "s") occurs",
    ]
    for (index, violation) in claim.violations.prefix(ClaimReport.shown).enumerated() {
      lines += ["", "violation \(index + 1): \(violation.freeInputs.count) of \(claim.inputCount) inputs vary"]
      for (input, (lower, upper)) in zip(violation.lower, violation.upper).enumerated().prefix(ClaimReport.shown) {
        lines.append(
          lower == upper ? "  X_\(input) = \(lower.short)" : "  \(lower.short) ≤ X_\(input) ≤ \(upper.short)")
      }
      if claim.inputCount > ClaimReport.shown {
        lines.append("  … \(claim.inputCount - ClaimReport.shown) inputs more")
      }
      lines += violation.inputConstraints.map { "  \(inequality($0, "X"))" }
      lines += violation.outputConstraints.map { "  \(inequality($0, "Y"))" }
      if violation.outputConstraints.isEmpty { lines.append("  any outputs") }
    }
    if claim.violations.count > ClaimReport.shown {
      lines += ["", "… \((claim.violations.count - ClaimReport.shown).grouped) violations more"]
    }
    return lines
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

  func json() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", "knotwork.inspect")
      json.member("version", 1)
      json.member("format", "vnnlib")
      json.member("inputs", claim.inputCount)
      json.member("outputs", claim.outputCount)
      json.key("violations")
      json.array(lines: true) { json in
        for violation in claim.violations {
          json.object { json in
            json.member("lower", violation.lower)
            json.member("upper", violation.upper)
            write("input_constraints", violation.inputConstraints, &json)
            write("output_constraints", violation.outputConstraints, &json)
          }
        }
      }
    }
    return json.takeBytes()
  }

  private func write(_ key: String, _ halfSpaces: [HalfSpace], _ json: inout JSONWriter) {
    json.key(key)
    json.array { json in
      for halfSpace in halfSpaces {
        json.object { json in
          json.member("normal", halfSpace.normal)
          json.member("offset", halfSpace.offset)
        }
      }
    }
  }
}
