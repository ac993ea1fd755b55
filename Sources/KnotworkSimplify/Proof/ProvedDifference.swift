import Knotwork
import KnotworkClaims
import KnotworkExplain
import KnotworkGeometry

/// By how much two networks differ over a domain at most: a difference that is attained, and one that is proved to be never exceeded.
public struct ProvedDifference: Equatable, Sendable {
  /// What proves the bound.
  public enum Method: String, Sendable, CaseIterable {
    /// All regions of the difference, in exact arithmetic.
    case regions
    /// A search that branches, with bounds that hold whatever rounding does.
    case branching
    /// How much weights were changed, from layer to layer.
    case weights
    /// Both broken lines, at the knots of either.
    case knots
    /// Nothing does.
    case none
  }

  /// The largest difference that was found, over all outputs.
  public var found: Double
  /// Where it is attained.
  public var place: [Double]
  /// No difference in the domain is larger; infinite where none is known.
  public var bound: Double
  /// What proves that.
  public var method: Method

  /// A difference by its parts.
  public init(found: Double, place: [Double], bound: Double, method: Method) {
    (self.found, self.place, self.bound, self.method) = (found, place, bound, method)
  }
}

/// Proves how far two networks are apart. The one place that does, whatever proves it.
struct DifferenceProof: Sendable {
  let original: Network
  let domain: Domain
  let samples: DomainSamples
  /// Up to so many regions of the difference are looked at, unless the budget says less.
  var mostRegions = 300_000

  /// The largest difference of any output, with proof.
  ///
  /// - Parameters:
  ///   - other: a network of as many inputs and outputs.
  ///   - error: what is to be proved; where a larger difference is found by samples nothing is proved. Nil to prove as well as can be.
  ///   - before: for a network that was rounded, what it was before and how far that is from the original at most.
  ///   - budget: what it may cost.
  /// - Throws: `LimitReached` when the work is cancelled, `FailedGate` where a bound does not hold, a fault of the program.
  func largest(
    to other: Network, within error: Double? = nil, roundedFrom before: (network: ExactNetwork, bound: Double)? = nil,
    budget: Budget
  ) throws -> ProvedDifference {
    let seen = sampled(original.combined(with: other, sign: -1))
    let found = try largest(to: other, from: seen, within: error, roundedFrom: before, budget: budget)
    try requireNoMore(than: found, seen)
    return found
  }

  /// The gate: what was found at samples, without rounding and by other code than proves, is not above the bound.
  private func requireNoMore(than difference: ProvedDifference, _ seen: ProvedDifference) throws(FailedGate) {
    guard seen.found > difference.bound else { return }
    // Inputs that were drawn may lie outside by as much as rounding takes.
    guard domain.holdsExactly(seen.place) else { return }
    throw FailedGate(
      "a network differs by \(seen.found) at \(seen.place), and no more than \(difference.bound) was proved")
  }

  private func largest(
    to other: Network, from seen: ProvedDifference, within error: Double?,
    roundedFrom before: (network: ExactNetwork, bound: Double)?, budget: Budget
  ) throws -> ProvedDifference {
    var best = seen
    if let error, best.found > error { return best }
    if let before {
      let change = RoundingBound(from: before.network, to: other, over: domain.box).outputs.max() ?? 0
      let bound = change > 0 ? (before.bound + change).nextUp : before.bound
      if bound < best.bound { (best.bound, best.method) = (bound, .weights) }
      if let error, bound <= error { return best }
    }
    if budget.progress.isCancelled { throw LimitReached(cause: .cancelled, regionsFound: 0) }
    let start = ContinuousClock.now
    let difference = original.combined(with: other, sign: -1)
    var most = budget
    most.limits.duration = budget.limits.duration.map { $0 * 0.6 }
    if let found = try byRegions(difference, budget: most) { return found }
    let rest = budget.after(ContinuousClock.now - start)
    return try byBranching(to: other, from: best, within: error, budget: rest)
  }

  /// The largest difference at the samples.
  func sampled(_ difference: Network) -> ProvedDifference {
    let values = difference.evaluator(rows: samples.rows)
    let m = difference.outputCount
    let best = values.indices.max { values[$0].magnitude < values[$1].magnitude } ?? 0
    let row = best / m
    let point = Array(samples.rows[row * samples.inputCount..<(row + 1) * samples.inputCount])
    let exact = difference.exactly(point.map { Dyadic($0) })[best % m].magnitude
    return ProvedDifference(found: exact.roundedDown, place: point, bound: .infinity, method: .none)
  }

  /// The largest difference at the vertices of all regions, without rounding; nil in more than three inputs, and where it would cost more
  /// than the budget.
  ///
  /// - Throws: `LimitReached` when the work is cancelled.
  func byRegions(_ difference: Network, budget: Budget) throws -> ProvedDifference? {
    guard difference.inputCount <= 3 else { return nil }
    var limited = budget
    limited.limits.regions = min(budget.limits.regions ?? .max, mostRegions)
    do {
      var best = ProvedDifference(found: 0, place: domain.box.center, bound: 0, method: .regions)
      for extremes in try difference.extremes(over: domain, within: limited) {
        let (low, high) = (extremes.minimum.rounded, extremes.maximum.rounded)
        let top = high.value >= -low.value ? high : low
        let bound = max(-extremes.range.lowerBound, extremes.range.upperBound) + 0
        if top.value.magnitude >= best.found { (best.found, best.place) = (top.value.magnitude, top.point) }
        best.bound = max(best.bound, bound)
      }
      return best
    } catch let limit as LimitReached where limit.cause != .cancelled {
      return nil
    }
  }
}
