import KnotworkFormats
import KnotworkPlot

/// An answer that can be seen as well as read.
public protocol PicturedAnswer: Answer {
  /// Its pictures, the most important one first.
  ///
  /// - Throws: ``InvalidRequest`` where there is nothing to be seen.
  func drawings() throws -> [Drawing]
}

extension PicturedAnswer {
  /// The pictures below each other, as one SVG document.
  ///
  /// - Throws: what ``drawings()`` throws.
  public func picture(_ appearance: PlotRequest.Look = .light) throws -> String {
    let theme = Appearance.theme(appearance == .dark ? .dark : .light)
    let drawings = try drawings()
    if drawings.count == 1 { return drawings[0].svg(theme) }
    return Drawing.stacked(drawings, title: drawings.first?.title ?? "", theme)
  }
}

/// An answer whose document has its picture too, for whoever asks in JSON.
struct AnswerWithPicture<Inner: PicturedAnswer>: Answer {
  static var schema: Schema { Inner.schema }

  let inner: Inner

  func writeJSON(to json: inout JSONWriter) throws -> Ending {
    let ending = try inner.writeJSON(to: &json)
    json.member("svg", try inner.picture())
    return ending
  }

  func writeText(to text: inout TextWriter) throws -> Ending { try inner.writeText(to: &text) }
}

extension PicturedAnswer {
  /// The answer with its picture where that is wanted.
  func pictured(_ isWanted: Bool) -> any Answer { isWanted ? AnswerWithPicture(inner: self) : self }
}
