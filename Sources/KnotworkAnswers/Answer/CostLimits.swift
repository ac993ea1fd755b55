import Knotwork

/// Up to which size a request is answered in full: what is dearer is left out, and stands as null in JSON.
public struct CostLimits: Hashable, Sendable {
  /// The most dimensions in which the regions of a table, which is streamed, have their volumes.
  public var tableVolumeDimension = 3
  /// The most dimensions in which volumes of regions and means are always found.
  public var measureDimension = 5
  /// In more dimensions they are found where the regions have not more faces than this, counted as 3^n for each.
  public var faces = 20_000_000
  /// The most dimensions in which the vertices of all regions are looked at, for volumes, means, checks and extremes, which bounds find
  /// beyond them: there are
  /// about 2^n for each region of n dimensions.
  public var vertexDimension = 10
  /// The most dimensions in which the best linear approximation is found; it takes a triangulation of every region.
  public var fitDimension = 5
  /// The most rows of a table in a text; JSON and CSV have all.
  public var tableRows = 40
  /// The most inputs of which a formula is written out in a text.
  public var formulaInputs = 6

  /// The limits that the tool keeps to.
  public static let standard = CostLimits()

  func affordsFaces(of dissection: Dissection) -> Bool {
    let each = (0..<dissection.dimension).reduce(1) { count, _ in count * 3 }
    return dissection.regions.count <= faces / each
  }

  /// The standard limits, to be changed.
  public init() {}
}
