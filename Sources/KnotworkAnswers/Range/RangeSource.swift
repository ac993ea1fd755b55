import Knotwork
import KnotworkClaims
import KnotworkGeometry

/// Where ranges come from: all regions of a small network, which are found at once for all outputs, or bounds.
struct RangeSource {
  let network: Network
  let place: Place
  let domain: Polytope
  let gap: Double
  /// The dissection of a small network; nil inside where it is not small.
  private var dissection: Dissection??

  init(network: Network, place: Place, domain: Polytope, gap: Double) {
    (self.network, self.place, self.domain, self.gap) = (network, place, domain, gap)
  }

  /// The range of an expression; `number` is that of the first of two searches among those of checkpoints.
  mutating func range(
    of subject: RangeSubject, number: Int, within budget: Budget, checkpoints: SearchCheckpoints?
  ) throws -> RangeAnswer.Range {
    if let output = subject.output, let dissection = try dissection(within: budget) {
      let (low, high) = try dissection.extremes(of: output, within: budget)
      let range = OutputRange(least: low, greatest: high)
      return RangeAnswer.Range(name: subject.name, method: .regions, range: range)
    }
    let range = try network.range(
      of: subject.terms, plus: subject.constant, over: domain, gap: gap, within: budget,
      checkpoints: checkpoints, number: number)
    return RangeAnswer.Range(name: subject.name, method: .bounds, range: range)
  }

  private mutating func dissection(within budget: Budget) throws -> Dissection? {
    if let dissection { return dissection }
    dissection = .some(nil)
    let units = network.layers.dropLast().reduce(0) { $0 + $1.unitCount }
    guard domain.dimension <= 3, units <= 64 else { return nil }
    var few = budget
    few.limits.regions = min(budget.limits.regions ?? .max, 2000)
    few.limits.duration = min(budget.limits.duration ?? .seconds(1), .seconds(1))
    do {
      let found = try Dissection(of: network, over: place.domain, keeping: .extremes, within: few)
      dissection = found
      return found
    } catch is LimitReached {
      return nil
    }
  }
}
