import Knotwork
import KnotworkExplain
import KnotworkGeometry

/// Which shape has each output over a domain: linear, convex, rising, additive, symmetric; and how far is it from what it is not?
public struct ShapeRequest: Sendable {
  /// Where.
  public var place: Place
  /// Up to which dimension vertices and volumes are found.
  public var costs = CostLimits.standard

  /// A request about all outputs.
  public init(over place: Place) { self.place = place }

  /// The verdicts on each output, with evidence.
  ///
  /// - Throws: ``InvalidRequest`` for the whole input space, `LimitReached` when the budget is spent, `InvalidGeometry` for a domain that is
  ///   not one of the network's input space.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> ShapeAnswer {
    guard place.domain != .wholeSpace else {
      throw InvalidRequest("whole_space", "shapes are decided over a bounded domain; expected a box")
    }
    let start = ContinuousClock.now
    let isSmall = place.domain.dimension(inputs: network.inputCount) <= costs.measureDimension
    let dissection = try Dissection(
      of: network, over: place.domain, keeping: isSmall ? [.vertices, .volumes] : .facets, within: budget)
    return ShapeAnswer(
      place: place,
      outputs: network.outputNames.enumerated().map { output, name in
        (name, dissection.shape(of: output, within: budget.after(ContinuousClock.now - start)))
      }, regionCount: dissection.regions.count, dissection: dissection)
  }
}
