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
    /// What parts of a certificate of regions prove, and whether that is all regions of the domain.
    case parts([CertifiedPart], isComplete: Bool)
    /// How many cases of a fit were proved, and what follows; nil where the proof does not hold.
    case fit(cases: Int, result: FitProofReader.Result?)
    /// On how many parts of its box a violation was proved to be impossible, and which; 0 where the proof does not hold.
    case claim(parts: Int, claim: Claim, inputs: [String], outputs: [String])
  }

  /// Of a claim: inputs that the file says come near its violation, and the outputs there, computed without rounding.
  public internal(set) var points: [(input: [Double], output: [Double])] = []

  init(subject: Subject, flaw: String?) { (self.subject, self.flaw) = (subject, flaw) }

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
    case .parts(let parts, let isComplete):
      json.member("regions", parts.reduce(0) { $0 + $1.regionCount })
      if let domain = parts.first?.domain {
        json.member("box", domain.box)
        json.member("where", domain.halfSpaces, lines: true)
      }
      json.member("complete", isComplete)
      json.key("cells")
      json.array(lines: true) { json in
        for part in parts {
          json.object { json in
            json.member("cell", part.cell.inWords)
            json.member("regions", part.regionCount)
            json.member("left", part.left.map(\.inWords))
          }
        }
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
      if !points.isEmpty {
        json.key("points")
        json.array(lines: true) { json in
          for point in points {
            json.object { json in
              json.member("input", point.input)
              json.member("output", point.output)
            }
          }
        }
      }
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
    case (.parts(let parts, _), let flaw?):
      try text.line("The proof does not hold. After \(parts.count.counted("part")), \(flaw).")
    case (.parts(let parts, let isComplete), nil):
      let regions = parts.reduce(0) { $0 + $1.regionCount }
      let found = "\(regions.counted("region")) over \(parts.first?.domain.inWords ?? "no domain")"
      try text.line(
        isComplete
          ? "The proof holds: \(found), every one of them real, and none is missing (\(parts.count.counted("part")))."
          : "The proof of \(parts.count.counted("part")) holds: \(found), every one of them real, and in the cells of these parts none "
            + "is missing but in those that are left to others. Whether all parts are there was not asked: --whole.")
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
      for point in points {
        try text.line("At \(inputs.values(point.input)) it computes \(outputs.values(point.output)).")
      }
    case (.fit(let cases, _), let flaw):
      try text.line("The proof does not hold. After \(cases.counted("case")), \(flaw ?? "it ends").")
    }
  }
}

extension [RegionProofStep.Side] {
  /// The sides as documents have them, counted from 1: "1.3+ 2.1-".
  var inWords: String {
    map { "\($0.layer + 1).\($0.unit + 1)\($0.isActive ? "+" : "-")" }.joined(separator: " ")
  }

  /// Reads them.
  init(_ text: String) throws {
    self = try text.split(separator: " ").map { word in
      let numbers = word.dropLast().split(separator: ".").map { Int($0) ?? 0 }
      guard numbers.count == 2, numbers.allSatisfy({ $0 > 0 }), let side = word.last, side == "+" || side == "-" else {
        throw FormatError("\"\(word.prefix(40))\" is no side of a split; expected 1.3+ or 1.3-")
      }
      return RegionProofStep.Side(layer: numbers[0] - 1, unit: numbers[1] - 1, isActive: side == "+")
    }
  }
}
