import KnotworkFormats
import KnotworkPlot

/// A picture of a network. The numbers behind it are the answers of `dissect`, `profile` and `linear`.
public struct PlotAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.plot")

  /// The picture; the last one where it moves.
  public let drawing: Drawing
  /// The pictures of one that moves; nil for one that does not.
  public var film: Film?
  /// The same in characters, for a terminal; nil where that would say too little.
  public let characters: [String]?
  /// The colours.
  public let appearance: PlotRequest.Look

  /// What the answer comes to.
  public var ending: Ending { Ending() }

  /// The picture as a document of its own.
  public var svg: String {
    let theme = Appearance.theme(appearance == .dark ? .dark : .light)
    return film?.svg(theme) ?? drawing.svg(theme)
  }

  /// Writes title, description and the SVG.
  public func write(to json: inout JSONWriter) {
    json.member("title", drawing.title)
    json.member("description", drawing.summary)
    json.member("svg", svg)
  }

  /// Writes characters, or what can be seen in words where there are none.
  public func write(to text: inout TextWriter) throws {
    try text.lines(characters ?? [drawing.title, drawing.summary])
  }
}
