import KnotworkFormats
import KnotworkGeometry

/// Whether a certificate holds, and over which domain.
public struct CheckAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.check")

  /// How many regions were proved.
  public let regionCount: Int
  /// Over which domain, as far as the certificate says it.
  public let domain: Polytope?
  /// What is wrong with the proof; nil where it holds.
  public let flaw: String?

  /// What the answer comes to.
  public var ending: Ending { Ending(flaw == nil ? .holds : .fails(reason: nil)) }

  /// Writes `holds`, `regions`, the domain, and the flaw where there is one.
  public func write(to json: inout JSONWriter) throws {
    json.member("holds", flaw == nil)
    json.member("regions", regionCount)
    if let domain {
      json.member("box", domain.box)
      json.member("where", domain.halfSpaces, lines: true)
    }
    if let flaw { json.member("flaw", flaw) }
  }

  /// Writes a sentence.
  public func write(to text: inout TextWriter) throws {
    if let flaw {
      try text.line("The proof does not hold. After \(regionCount.counted("region")), \(flaw).")
    } else {
      try text.line(
        "The proof holds: \(regionCount.counted("region")) over \(domain?.inWords ?? "no domain"), every one of them real, and none is missing."
      )
    }
  }
}
