import KnotworkPlot

/// A picture of a network. It has no JSON: the numbers behind it are the answers of `dissect`, `profile` and `linear`.
public struct PlotAnswer: Sendable {
  /// The picture.
  public let drawing: Drawing
  /// The same in characters, for a terminal; nil where that would say too little.
  public let text: [String]?
}
