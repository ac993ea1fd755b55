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

  /// The network as a page to point at, which the report ends with; nil for a report without script.
  public var page: PageAnswer?

  /// Smaller networks, with what is proved of them; nil for a report without.
  public var simplification: SimplifyAnswer?

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
    if let stop = fit.stop { return Ending(Outcome(stop, "the report holds what was found so far")) }
    guard simplification?.isInterrupted ?? false || simplification?.lossy?.end == .cancelled else { return Ending() }
    return Ending(.interrupted(reason: "interrupted; the report holds the smaller networks that were found by then"))
  }

  /// What a page about the network of the fit is asked for: all of the ranges of the table, with its rows.
  public static func pageRequest(for fit: FitAnswer) throws -> PageRequest {
    let ranges = InputRanges(fit.table)
    var request = PageRequest(
      over: Place(.box(try ranges.box()), of: fit.network, source: .data("the table")), name: fit.networkName)
    (request.rows, request.hasTarget, request.showsCommands) = (fit.table, true, false)
    request.showsExplanation = false
    return request
  }

  /// Writes the members of the fit's document.
  public func write(to json: inout JSONWriter) throws { try fit.write(to: &json) }

  /// Writes one HTML file that stands alone.
  public func write(to text: inout TextWriter) throws {
    let effects = try InputEffect.strongest(fit, count: ReportAnswer.pictures)
    try text.append(
      ReportHTML.document(
        fit, effects, ReportExplanation(fit, effects), ReportRegions(fit), simplification, notes: notes, seed: seed,
        page: page))
  }
}
