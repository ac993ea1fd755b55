import Knotwork
import KnotworkClaims
import KnotworkExplain
import KnotworkGeometry

/// Are two networks equal over a domain, but for a difference that is allowed?
public struct EqualityRequest: Sendable {
  /// Where.
  public var place: Place
  /// By how much outputs may differ; 0 asks whether both are the same function there.
  public var tolerance: Double
  /// The names of the outputs that are compared; all unless given.
  public var outputs: [String]?
  /// Up to so many inputs a dissection of the difference decides whether two networks are the same function, with so many regions.
  static let (mostInputs, mostRegions) = (5, 200_000)

  /// A request about a domain.
  public init(over place: Place, within tolerance: Double = 0, outputs: [String]? = nil) {
    (self.place, self.tolerance, self.outputs) = (place, tolerance, outputs)
  }

  /// The verdict, with a witness or with bounds.
  ///
  /// - Parameters:
  ///   - first: the one network.
  ///   - second: the other one.
  ///   - budget: threads and limits.
  ///   - checkpoints: where the search for a difference beyond the tolerance starts, and what keeps how far it has come; nil for none.
  /// - Throws: ``InvalidRequest`` for networks of different sizes, domains that are no boxes cut by half-spaces, unknown outputs, and
  ///   checkpoints where nothing may differ, and what checkpoints throw.
  public func answer(
    about first: Network, and second: Network, within budget: Budget = Budget(), checkpoints: SearchCheckpoints? = nil
  ) throws -> EqualityAnswer {
    try CompareRequest.requireSizes(first, second, "equals")
    guard tolerance >= 0, tolerance.isFinite else {
      throw InvalidRequest("within", "found \(tolerance.short); expected a number that is not negative")
    }
    if checkpoints != nil, tolerance == 0 {
      throw InvalidRequest("within", "is missing; checkpoints are for differences up to a number that is not 0")
    }
    let domain = try place.polytope(of: "differences")
    let numbers =
      try outputs.map { try $0.map { try $0.place(among: first.outputNames, "output_name") } }
      ?? Array(0..<first.outputCount)
    let start = ContinuousClock.now
    let difference = NetworkDifference(first, second)
    var verdict = try difference.verdict(
      within: tolerance, outputs: numbers, over: domain, within: share(of: budget), checkpoints: checkpoints)
    if case .undecided = verdict, tolerance == 0 {
      var part = budget.after(ContinuousClock.now - start)
      part.limits.duration = part.limits.duration.map { $0 / 2 }
      verdict = try sameFunction(first, second, numbers, difference, within: part) ?? verdict
    }
    var bounds: [NetworkDifference.Largest] = []
    if case .undecided(var open) = verdict {
      if case .limit(.duration) = open.reason, let limit = budget.limits.duration {
        open.reason = .limit(.duration(limit: limit))
      }
      verdict = .undecided(open)
      var rest = budget.after(ContinuousClock.now - start)
      rest.limits.duration = rest.limits.duration ?? .seconds(10)
      bounds = try difference.largest(ofOutputs: numbers, over: domain, gap: 0.01, isEach: false, within: rest)
    }
    let witness: NetworkDifference.Witness? = if case .fails(let found) = verdict { found } else { nil }
    return EqualityAnswer(
      place: place, tolerance: tolerance, names: (first.inputNames, numbers.map { first.outputNames[$0] }),
      numbers: numbers,
      verdict: verdict, bounds: bounds, isSameUnits: difference.hasSameUnits,
      values: witness.map { witness in
        let point = witness.point.map(Dyadic.init)
        return (
          first.exactly(point)[witness.output].nearest, second.exactly(point)[witness.output].nearest
        )
      })
  }

  /// Where nothing may differ bounds cannot prove it: they get half of the time, to find a difference. A part is left to say how far the
  /// work came.
  private func share(of budget: Budget) -> Budget {
    var part = budget
    part.limits.duration = budget.limits.duration.map { tolerance == 0 ? $0 / 2 : $0 * 3 / 4 }
    if tolerance == 0 { part.limits.duration = part.limits.duration ?? .seconds(2) }
    return part
  }

  /// Whether both are the same function, by all regions of their difference; nil where there are too many.
  private func sameFunction(
    _ first: Network, _ second: Network, _ outputs: [Int], _ difference: NetworkDifference, within budget: Budget
  ) throws -> NetworkDifference.Verdict? {
    guard place.domain.dimension(inputs: first.inputCount) <= EqualityRequest.mostInputs else { return nil }
    var budget = budget
    budget.limits.regions = min(budget.limits.regions ?? .max, EqualityRequest.mostRegions)
    let comparison = try NetworkComparison(first, second, over: place.domain, within: budget)
    guard let regions = comparison.regionCount else { return nil }
    let own = outputs.map { comparison.outputs[$0] }
    if own.allSatisfy({ $0.isEqual == true }) { return .holds(ClaimProof(method: .regions, parts: regions)) }
    for (output, found) in zip(outputs, own) where found.isEqual == false && found.place.count == first.inputCount {
      let value = difference.value(ofOutput: output, at: found.place)
      if !value.isZero {
        return .fails(NetworkDifference.Witness(point: found.place, output: output, difference: value.nearest))
      }
    }
    return nil
  }
}
