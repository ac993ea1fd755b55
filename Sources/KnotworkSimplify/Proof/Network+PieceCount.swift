import Knotwork
import KnotworkGeometry

extension Network {
  /// With so many regions pieces are not counted, for one, two and three inputs.
  private static let mostRegions = [50_000, 20_000, 5_000]

  /// The number of linear pieces over a domain, all outputs taken together; exact.
  ///
  /// - Parameters:
  ///   - domain: a bounded domain of the input space.
  ///   - budget: what it may cost.
  /// - Returns: nil in more than three inputs, with very many regions, and where the budget does not suffice.
  /// - Complexity: that of a dissection of at most 50,000, 20,000 or 5,000 regions.
  package func pieceCount(over domain: Domain, within budget: Budget = Budget()) -> Int? {
    guard inputCount <= Network.mostRegions.count else { return nil }
    var limited = budget
    let most = Network.mostRegions[inputCount - 1]
    limited.limits.regions = min(budget.limits.regions ?? most, most)
    return try? Dissection(of: self, over: domain, within: limited).linearPieces().count
  }
}
