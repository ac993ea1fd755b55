import Knotwork
import KnotworkGeometry

/// Which regions does a straight path run through?
public struct PathRequest: Sendable {
  /// Where the path starts, a number for each input.
  public var start: [Double]
  /// Where it ends.
  public var end: [Double]

  /// A request for the regions between two points.
  public init(from start: [Double], to end: [Double]) {
    self.start = start
    self.end = end
  }

  /// The regions in the order of the path.
  ///
  /// - Throws: ``InvalidRequest`` for points of another length than the network has inputs, `InvalidGeometry` for a path
  ///   without length, `LimitReached` when the budget is spent.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> PathAnswer {
    try start.requireCoordinates(of: network, "from")
    try end.requireCoordinates(of: network, "to")
    let dissection = try Dissection(
      of: network, over: .segment(Segment(from: start, to: end)), keeping: .vertices, within: budget)
    return PathAnswer(regions: try dissection.stretches())
  }
}
