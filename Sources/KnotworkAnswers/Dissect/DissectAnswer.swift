import Knotwork
import KnotworkClaims
import KnotworkFormats
import KnotworkPlot

/// A dissection, what it says of each output, and whether it obeys its laws.
public struct DissectAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.dissection", version: 2)

  /// What is told of one output; nil where it was not computed.
  public struct OutputAnswer: Sendable {
    /// The name of the output.
    public let name: String
    /// Its least and greatest value.
    public let extremes: (minimum: Extreme, maximum: Extreme)?
    /// Its mean.
    public let mean: Double?
    /// Its largest slope.
    public let lipschitz: Double
  }

  /// The regions and creases.
  public let dissection: Dissection
  /// Where.
  public let place: Place
  /// How many linear pieces there are.
  public let linearPieceCount: Int
  /// How many distinct affine maps.
  public let affineMapCount: Int
  /// What is told of each output.
  public let outputs: [OutputAnswer]
  /// The laws that a dissection obeys; nil unless asked for.
  public internal(set) var report: CheckReport?
  var work: Duration?
  let listsRegions: Bool
  let listsVertices: Bool
  let costs: CostLimits

  init(_ dissection: Dissection, _ request: DissectRequest, listsVertices: Bool, within budget: Budget) throws {
    self.dissection = dissection
    self.listsVertices = listsVertices
    (place, listsRegions, costs) = (request.place, request.listsRegions, request.costs)
    let pieces = dissection.linearPieces()
    linearPieceCount = pieces.count
    affineMapCount = dissection.affineMapCount(in: pieces)
    let detail = dissection.detail
    outputs = try dissection.network.outputNames.enumerated().map { output, name in
      OutputAnswer(
        name: name,
        extremes: detail.contains(.extremes)
          ? try dissection.extremes(of: output)
          : try DissectAnswer.extremes(dissection, output, request.place, within: budget),
        mean: detail.contains(.means) ? try dissection.mean(of: output, within: budget) : nil,
        lipschitz: dissection.lipschitzConstant(of: output))
    }
  }

  /// The extremes in many dimensions, by bounds; nil where they are not found exactly, and for the whole input space.
  private static func extremes(
    _ dissection: Dissection, _ output: Int, _ place: Place, within budget: Budget
  ) throws -> (minimum: Extreme, maximum: Extreme)? {
    guard let domain = try? place.polytope(of: "extremes"),
      let range = try dissection.network.range(ofOutput: output, over: domain, within: budget),
      range.minimum.isExact, range.maximum.isExact
    else { return nil }
    return (
      Extreme(value: range.minimum.value, point: range.minimum.point),
      Extreme(value: range.maximum.value, point: range.maximum.point)
    )
  }

  /// What the answer comes to: it fails where a law is violated.
  public var ending: Ending {
    let isSound = report?.isSound ?? true
    return Ending(
      isSound ? .holds : .fails(reason: "the dissection violates a law; please report this"), work: work)
  }

  /// A picture of the regions of the first output.
  ///
  /// - Throws: ``InvalidRequest`` unless the domain has two dimensions.
  public func drawing() throws -> Drawing {
    guard dissection.dimension == 2 else {
      throw InvalidRequest("svg", "pictures are of two dimensions; the domain has \(dissection.dimension)")
    }
    var map = RegionMap(dissection, title: "\(dissection.network.outputNames[0]) over \(place.description)")
    map.names = (place.coordinates[0], place.coordinates[1])
    return try map.drawing()
  }
}
