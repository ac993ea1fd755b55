import Knotwork
import KnotworkFitting
import KnotworkFormats

/// A fit with pictures: its text is one HTML file, and its JSON the document of the fit.
public struct ReportAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = FitAnswer.schema

  /// The fit.
  public let fit: FitAnswer
  /// How the table was read.
  public let notes: [String]
  /// Where random choices started.
  public let seed: UInt64

  /// As many inputs have a picture of their effect.
  private static let pictures = 6

  /// A report about a fit.
  public init(_ fit: FitAnswer, notes: [String] = [], seed: UInt64) {
    self.fit = fit
    self.notes = notes
    self.seed = seed
  }

  /// What the answer comes to.
  public var ending: Ending {
    Ending(fit.stop.map { Outcome($0, "the report holds what was found so far") } ?? .holds)
  }

  /// Writes the members of the fit's document.
  public func write(to json: inout JSONWriter) throws { try fit.write(to: &json) }

  /// Writes one HTML file that stands alone.
  public func write(to text: inout TextWriter) throws {
    let effects = try InputEffect.strongest(fit, count: ReportAnswer.pictures)
    try text.append(ReportHTML.document(fit, effects, ReportRegions(fit), notes: notes, seed: seed))
  }
}
