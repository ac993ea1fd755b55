import Knotwork
import KnotworkGeometry

extension NetworkDifference {
  /// How large the difference of an output gets.
  public struct Largest: Equatable, Sendable {
    /// The number of the output.
    public let output: Int
    /// The largest |g − f| that is attained at ``point``, computed exactly and rounded.
    public let value: Double
    /// Inputs in the domain; empty where none were found.
    public let point: [Double]
    /// |g − f| is nowhere larger; proved, whatever rounding does.
    public let bound: Double
    /// Why the work ended before the gap was closed; nil where it is closed.
    public let cause: LimitReached.Cause?
  }

  /// The largest difference of some outputs over a polytope.
  ///
  /// - Parameters:
  ///   - outputs: the numbers of the outputs.
  ///   - domain: where inputs lie.
  ///   - gap: by how much the bound may be beyond the value that is attained, relative to it.
  ///   - isEach: whether every output is of interest for itself; else only the largest of all, and the bounds of others say that they are not
  ///     larger.
  ///   - budget: what it may cost.
  /// - Returns: one for each of the outputs, in their order.
  /// - Complexity: exponential in the number of units in the worst case.
  public func largest(
    ofOutputs outputs: [Int], over domain: Polytope, gap: Double = 1e-9, isEach: Bool = true,
    within budget: Budget = Budget()
  ) -> [Largest] {
    let start = ContinuousClock.now
    let samples = DifferenceSamples(self, over: domain)
    var floor = 0.0
    var found: [Int: Largest] = [:]
    // The largest go first: they leave little to do for the others.
    for output in outputs.sorted(by: { samples.largest[$0].value > samples.largest[$1].value }) {
      if isEach { floor = 0 }
      let sample = samples.largest[output]
      var best = (value: 0.0, point: [Double]())
      var bounds: [Double] = []
      var cause: LimitReached.Cause?
      func consider(_ point: [Double]) {
        let value = value(ofOutput: output, at: point).magnitude.nearest
        if best.point.isEmpty || value > best.value { best = (value, point) }
      }
      if let point = sample.point, domain.isOnAllSides(point) { consider(point) }
      for sign in sample.isNegative ? [-1.0, 1] : [1.0, -1] {
        var task = task(
          [constraint(output, sign: sign, atLeast: 0)], over: domain, isObjective: true,
          confirm: { domain.isOnAllSides($0) })
        task.relativeGap = gap
        task.gap = samples.noise + gap * samples.largest[output].value
        let known = max(floor, best.value)
        task.limit = known > 0 ? -known * (1 + gap) : .infinity
        let state = SearchState(task, within: budget.after(ContinuousClock.now - start))
        state.run(threads: budget.threads)
        let findings = state.findings.withLock { $0 }
        if let point = findings.point { consider(point) }
        let rest = state.boxes.rest.map(\.bound).min() ?? .infinity
        bounds.append(-min(state.limit, findings.stuckBound, rest))
        cause = cause ?? findings.cause
      }
      floor = max(floor, best.value)
      let bound = max(bounds.max() ?? .infinity, best.value)
      found[output] = Largest(
        output: output, value: best.value, point: best.point, bound: bound.isNaN ? .infinity : bound, cause: cause)
    }
    return outputs.compactMap { found[$0] }
  }
}
