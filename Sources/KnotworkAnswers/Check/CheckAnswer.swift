import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// Whether a certificate holds, and what it proves.
public struct CheckAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.check")

  /// What a certificate is about.
  public enum Subject: Sendable {
    /// How many regions were proved, and over which domain, as far as the certificate says it.
    case regions(count: Int, domain: Polytope?)
    /// How many cases of a fit were proved, and what follows; nil where the proof does not hold.
    case fit(cases: Int, result: FitProofReader.Result?)
    /// On how many parts of its box a violation was proved to be impossible, and which; 0 where the proof does not hold.
    case claim(parts: Int, claim: Claim, inputs: [String], outputs: [String])
  }

  /// What the certificate is about.
  public let subject: Subject
  /// What is wrong with the proof; nil where it holds.
  public let flaw: String?

  /// What the answer comes to.
  public var ending: Ending { Ending(flaw == nil ? .holds : .fails(reason: nil)) }

  /// Writes `holds`, what is proved, and the flaw where there is one.
  public func write(to json: inout JSONWriter) throws {
    json.member("holds", flaw == nil)
    switch subject {
    case .regions(let count, let domain):
      json.member("regions", count)
      if let domain {
        json.member("box", domain.box)
        json.member("where", domain.halfSpaces, lines: true)
      }
    case .fit(let cases, let result):
      if let result {
        json.member("units", result.units)
        json.member("bias", result.hasBias)
        json.member("lower_bound", result.bound)
        json.member("optimum", result.optimum)
      }
      json.member("cases", cases)
    case .claim(let parts, let claim, _, _):
      json.member("parts", parts)
      try ClaimSummary(claim).writeViolation(to: &json)
    }
    if let flaw { json.member("flaw", flaw) }
  }

  /// Writes a sentence.
  public func write(to text: inout TextWriter) throws {
    switch (subject, flaw) {
    case (.regions(let count, _), let flaw?):
      try text.line("The proof does not hold. After \(count.counted("region")), \(flaw).")
    case (.regions(let count, let domain), nil):
      try text.line(
        "The proof holds: \(count.counted("region")) over \(domain?.inWords ?? "no domain"), every one of them real, and none is missing."
      )
    case (.fit(let cases, let result?), nil):
      try text.line(
        "The proof holds: no network of \(result.units.counted("unit")) \(result.hasBias ? "with" : "without") bias has a "
          + "residual sum below \(result.bound.short), and one has \(result.optimum.short) (\(cases.counted("case"))).")
    case (.claim, let flaw?): try text.line("The proof does not hold: \(flaw).")
    case (.claim(let parts, let claim, let inputs, let outputs), nil):
      try text.line(
        "The proof holds: on \(parts.counted("part")) of the box, which are all of it, the network never shows all of this:"
      )
      try ClaimSummary(claim).writeViolation(to: &text) { variable in
        switch variable {
        case .input(let number): inputs[number]
        case .output(let number): outputs[number]
        }
      }
    case (.fit(let cases, _), let flaw):
      try text.line("The proof does not hold. After \(cases.counted("case")), \(flaw ?? "it ends").")
    }
  }
}
