import Knotwork
import KnotworkGeometry
import KnotworkSimplify

/// Which is the smallest network that is the same function over a domain?
public struct SimplifyRequest: Sendable {
  /// Where.
  public var place: Place

  /// A request about a domain.
  public init(over place: Place) { self.place = place }

  /// The box that holds the domain, as the ranges of the simplified network.
  ///
  /// - Requires: a domain that is valid.
  public var box: Box { place.domain.box }

  /// Says what is wrong with the request.
  ///
  /// - Throws: ``InvalidRequest`` for domains that are not of the input space, and for the whole of it.
  public func validate(for network: Network) throws(InvalidRequest) {
    guard place.domain.isSimplifiable else {
      throw InvalidRequest(
        place.domain == .wholeSpace ? "whole_space" : nil,
        "networks are simplified over a box, a polytope or a polygon of their inputs; found \(place.words)")
    }
  }

  /// The simplified network, with what was proved.
  ///
  /// - Throws: ``InvalidRequest`` as ``validate(for:)`` does, `LimitReached` when the work is cancelled before anything is proved.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> SimplifyAnswer {
    try validate(for: network)
    let lossless = try LosslessSimplification(of: network, over: place.domain, within: budget)
    return SimplifyAnswer(place: place, original: network, lossless: lossless)
  }
}
