import Knotwork

/// In which region of a network's input space does a point lie?
public struct LocateRequest: Sendable {
  /// The point, a number for each input.
  public var point: [Double]
  /// What is left out of a text.
  public var costs = CostLimits.standard

  /// A request about a point.
  public init(point: [Double]) { self.point = point }

  /// The region, its facets, and the crease that is nearest to the point in each norm.
  ///
  /// - Throws: ``InvalidRequest`` for a point of another length than the network has inputs, `InvalidGeometry` for numbers
  ///   that are not finite.
  public func answer(about network: Network) throws -> LocateAnswer {
    try point.requireCoordinates(of: network, "at")
    let regions = try network.regions(at: point)
    return LocateAnswer(
      regionsAtPoint: regions, nearestCreases: Norm.allCases.compactMap { regions.region.nearestCrease(in: $0) },
      costs: costs)
  }
}

extension [Double] {
  /// Refuses a point that has not one coordinate for each input.
  package func requireCoordinates(of network: Network, _ field: String) throws(InvalidRequest) {
    guard count == network.inputCount else {
      throw InvalidRequest(
        field, "\(count.counted("coordinate")), but the network has \(network.inputCount.counted("input"))")
    }
  }
}
