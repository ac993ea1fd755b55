import Knotwork

/// Which regions lie around a point, the nearest first as counted in creases?
public struct WalkRequest: Sendable {
  /// Where the walk starts, a number for each input.
  public var start: [Double]
  /// How many regions are visited at most.
  public var count: Int

  /// A request for the regions around a point.
  public init(start: [Double], count: Int = 100) {
    self.start = start
    self.count = count
  }

  /// Says what is wrong with the request, whatever the network.
  ///
  /// - Throws: ``InvalidRequest`` for a count below 1.
  public func validate() throws(InvalidRequest) {
    if count < 1 { throw InvalidRequest("count", "\(count) is less than 1") }
  }

  /// The answer, which walks while it is written.
  ///
  /// - Throws: ``InvalidRequest`` for what does not go with the network.
  public func answer(about network: Network, within budget: Budget = Budget()) throws(InvalidRequest) -> WalkAnswer {
    try validate()
    try start.requireCoordinates(of: network, "from")
    return WalkAnswer(network: network, start: start, count: count, budget: budget)
  }
}
