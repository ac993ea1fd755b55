import Knotwork
import KnotworkClaims
import KnotworkGeometry

extension DifferenceProof {
  /// So many of the samples tell which units do about the same.
  private static let compared = 400
  /// How close bounds come to what is attained, as a part of it.
  private static let gap = 1e-3
  /// By this part less than the error is proved, so that the bound is below it in six digits too.
  private static let margin = 0x1p-16
  /// Once an error is proved, how long a closer bound is looked for, as a part of the time that took, and at most.
  private static let tightening = (share: 0.3, most: Duration.seconds(3))

  /// The largest difference by a search that branches: unit by unit (decision 0092) where bounds over the whole domain are closer
  /// that way, and else both networks as one.
  ///
  /// - Throws: `LimitReached` when the work is cancelled before more is proved, `FailedGate` where what was found does not stand up to
  ///   being computed another way, a fault of the program.
  func byBranching(
    to other: Network, from start: ProvedDifference, within error: Double?, budget: Budget
  ) throws -> ProvedDifference {
    guard let polytope = domain.polytope else { return start }
    var best = start
    let difference = original.combined(with: other, sign: -1)
    let last = UnitBounds(of: difference, over: domain.box, limits: Limits(regions: 0)).layers.last ?? []
    best.lower(to: last.reduce(0) { max($0, -$1.lowerBound, $1.upperBound) }, by: .branching)
    if let error, best.bound <= error { return best }
    let began = ContinuousClock.now
    var budget = budget
    budget.limits.duration = budget.limits.duration ?? LossySearch.usualProof
    let outputs = Array(0..<original.outputCount)
    let way = try closestWay(to: other, over: polytope, outputs, best: &best, budget: budget)
    let rest = { [budget] in budget.after(ContinuousClock.now - began) }
    if let error, best.bound > error {
      let (verdict, bound) = way.decision(
        within: error * (1 - Self.margin), outputs: outputs, over: polytope, within: rest())
      best.lower(to: bound, by: .branching)
      if case .fails(let witness) = verdict {
        best.raise(to: self.difference(from: other, at: witness.point), witness.point)
      }
      guard case .holds = verdict else {
        if budget.progress.isCancelled { throw LimitReached(cause: .cancelled, regionsFound: 0) }
        return best
      }
    }
    var slice = rest()
    if error != nil {
      let more = min((ContinuousClock.now - began) * Self.tightening.share, Self.tightening.most)
      slice.limits.duration = min(slice.limits.duration ?? more, more)
    }
    let found = try way.largest(ofOutputs: outputs, over: polytope, gap: Self.gap, isEach: false, within: slice)
    take(found, to: other, &best)
    if error == nil, budget.progress.isCancelled { throw LimitReached(cause: .cancelled, regionsFound: 0) }
    return best
  }

  /// How both networks are held against each other: the way whose bound over the whole domain is least.
  private func closestWay(
    to other: Network, over polytope: Polytope, _ outputs: [Int], best: inout ProvedDifference, budget: Budget
  ) throws -> NetworkDifference {
    var ways = [NetworkDifference(original, other, by: .joined)]
    let count = min(samples.count, Self.compared)
    let rows = Array(samples.rows.prefix(count * samples.inputCount))
    if let aligned = AlignedNetworks(original, other, at: rows) {
      try aligned.requireEqual(to: (original, other), at: rows)
      ways.append(NetworkDifference(aligned.first, aligned.second, by: .pairs))
    }
    var chosen = (way: ways[0], bound: Double.infinity)
    for way in ways {
      var one = budget
      one.limits.regions = 0
      let found = try way.largest(ofOutputs: outputs, over: polytope, gap: Self.gap, isEach: false, within: one)
      take(found, to: other, &best)
      let bound = found.reduce(0) { max($0, $1.bound) }
      if bound < chosen.bound { chosen = (way, bound) }
    }
    return chosen.way
  }

  /// Takes over what a search has come to.
  private func take(_ found: [NetworkDifference.Largest], to other: Network, _ best: inout ProvedDifference) {
    for largest in found where !largest.point.isEmpty && largest.value > best.found {
      best.raise(to: difference(from: other, at: largest.point), largest.point)
    }
    best.lower(to: found.reduce(0) { max($0, $1.bound) }, by: .branching)
  }

  /// The largest difference of any output at a point: both networks as they are, without rounding.
  private func difference(from other: Network, at point: [Double]) -> Double {
    let exact = point.map { Dyadic($0) }
    return zip(original.exactly(exact), other.exactly(exact)).reduce(0) { max($0, ($1.0 - $1.1).magnitude.roundedDown) }
  }
}

extension ProvedDifference {
  /// Takes over a difference that is attained.
  fileprivate mutating func raise(to value: Double, _ place: [Double]) {
    if value > found { (found, self.place) = (value, place) }
  }

  /// Takes over a bound that is proved.
  fileprivate mutating func lower(to value: Double, by method: Method) {
    if value < bound { (bound, self.method) = (value, method) }
  }
}

extension AlignedNetworks {
  /// So many inputs at which both are compared with what they were made of.
  private static let checked = 8

  /// The gate: both compute what the networks that they were made of do, without rounding.
  fileprivate func requireEqual(to networks: (Network, Network), at rows: [Double]) throws(FailedGate) {
    let inputs = first.inputCount
    let count = rows.count / inputs
    for row in stride(from: 0, to: count, by: max(1, count / Self.checked)) {
      let point = rows[row * inputs..<(row + 1) * inputs].map { Dyadic($0) }
      guard first.exactly(point) == networks.0.exactly(point), second.exactly(point) == networks.1.exactly(point) else {
        throw FailedGate("a network and the same with units that do nothing differ at row \(row) of the samples")
      }
    }
  }
}
