import Knotwork

/// Which regions does a network have over a domain, and what is it on each?
public struct DissectRequest: Sendable {
  /// Where.
  public var place: Place
  /// Whether the regions and creases are listed, and not only counted.
  public var listsRegions = true
  /// Whether their vertices are listed too; in one and two dimensions they always are.
  public var listsVertices = false
  /// Whether the dissection is checked against the laws that it must obey.
  public var isChecked = false
  /// Up to which dimension everything is computed.
  public var costs = CostLimits.standard

  /// A request for all regions.
  public init(over place: Place) { self.place = place }

  /// Says what is wrong with the request for a network.
  ///
  /// - Throws: ``InvalidRequest`` for vertices in too many dimensions.
  public func validate(for network: Network) throws(InvalidRequest) {
    let dimension = place.domain.dimension(inputs: network.inputCount)
    if listsVertices, dimension > costs.vertexDimension {
      throw InvalidRequest(
        "vertices",
        "the vertices of all regions are too many in \(dimension) dimensions; expected \(costs.vertexDimension) at most"
      )
    }
  }

  /// The dissection, and the answers that one run gives.
  ///
  /// - Throws: ``InvalidRequest`` as ``validate(for:)`` does, `LimitReached` when the budget is spent before all regions are
  ///   found, `InvalidGeometry` for a domain that is not one of the network's input space.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> DissectAnswer {
    try validate(for: network)
    let dimension = place.domain.dimension(inputs: network.inputCount)
    let isBounded = place.domain != .wholeSpace
    var detail = Dissection.Detail.facets
    if isBounded, dimension <= costs.vertexDimension { detail.insert(.extremes) }
    if isBounded, listsVertices || dimension == 1 { detail.insert(.vertices) }
    let measures: Dissection.Detail = listsRegions ? [.means, .volumes] : .means
    let isCheap = dimension <= costs.measureDimension
    if isBounded, isCheap { detail.formUnion(measures) }
    let start = ContinuousClock.now
    var dissection = try Dissection(of: network, over: place.domain, keeping: detail, within: budget)
    if isBounded, !isCheap, dimension <= costs.vertexDimension, costs.affordsFaces(of: dissection) {
      let rest = budget.after(ContinuousClock.now - start)
      dissection = try Dissection(of: network, over: place.domain, keeping: detail.union(measures), within: rest)
    }
    var after = budget.after(ContinuousClock.now - start)
    after.limits.regions = nil
    var answer = try DissectAnswer(dissection, self, listsVertices: listsVertices || dimension <= 2, within: after)
    let work = ContinuousClock.now - start
    answer.work = work
    if isChecked {
      var rest = budget.after(work)
      rest.limits.regions = nil
      answer.report = try dissection.check(within: rest)
    }
    return answer
  }
}
