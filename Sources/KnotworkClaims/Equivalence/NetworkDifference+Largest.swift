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
    /// Whether ``value`` is the largest difference itself, rounded, and ``point`` the vertex where it is taken, rounded.
    public let isExact: Bool
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
  /// - Throws: `FailedGate` where the search contradicts itself, a fault of the program.
  /// - Complexity: exponential in the number of units in the worst case.
  public func largest(
    ofOutputs outputs: [Int], over domain: Polytope, gap: Double = 1e-9, isEach: Bool = true,
    within budget: Budget = Budget()
  ) throws(FailedGate) -> [Largest] {
    let start = ContinuousClock.now
    let samples = DifferenceSamples(self, over: domain)
    var floor = 0.0
    var found: [Int: Largest] = [:]
    // The largest go first: they leave little to do for the others.
    for output in outputs.sorted(by: { samples.largest[$0].value > samples.largest[$1].value }) {
      let sample = samples.largest[output]
      var best = Largest(output: output, value: 0, point: [], bound: 0, isExact: false, cause: nil)
      if let point = sample.point, domain.isOnAllSides(point) {
        best = best.raised(to: value(ofOutput: output, at: point).magnitude.nearest, at: point)
      }
      for sign in sample.isNegative ? [-1.0, 1] : [1.0, -1] {
        var task = task(
          [constraint(output, sign: sign, atLeast: 0)], over: domain, isObjective: true,
          confirm: { domain.isOnAllSides($0) })
        task.relativeGap = gap
        task.gap = samples.noise + gap * sample.value
        task.exactLeaves = RangeSearch.mostExactLeaves
        let known = max(isEach ? 0 : floor, best.value)
        if known > 0 { task.limit = -known }
        let state = SearchState(task, within: budget.after(ContinuousClock.now - start))
        state.run(threads: budget.threads)
        try best.take(state, self, domain)
      }
      floor = max(floor, best.value)
      found[output] = best
    }
    return outputs.compactMap { found[$0] }
  }
}

extension NetworkDifference.Largest {
  /// The same, where a larger difference is attained somewhere.
  fileprivate func raised(to value: Double, at point: [Double], isExact: Bool = false) -> Self {
    guard self.point.isEmpty || value > self.value || isExact && value >= self.value else { return self }
    return Self(output: output, value: value, point: point, bound: bound, isExact: isExact, cause: cause)
  }

  /// Takes over what the search for one sign of the difference has come to.
  ///
  /// - Throws: `FailedGate` where it contradicts what is attained.
  fileprivate mutating func take(
    _ state: SearchState, _ difference: NetworkDifference, _ domain: Polytope
  ) throws(FailedGate) {
    let findings = state.findings.withLock { $0 }
    if let fault = findings.fault { throw fault }
    if let point = findings.point {
      self = raised(to: difference.value(ofOutput: output, at: point).magnitude.nearest, at: point)
    }
    let rest = state.boxes.rest.map(\.bound).min() ?? .infinity
    let least = min(state.limit, findings.stuckBound, rest)
    var reached = least.isNaN ? .infinity : -least
    var isKnown = false
    if let optimum = findings.optimum, optimum.value.rounded.isFinite, optimum.value.rounded <= 0 {
      // The vertex itself, where nothing can be beyond it.
      let isLargest = least == .infinity || least.isFinite && optimum.value <= ExactQuotient(Dyadic(least), over: .one)
      if isLargest {
        let point = zip(optimum.point.rounded, zip(domain.box.lower, domain.box.upper)).map { min(max($0, $1.0), $1.1) }
        if -optimum.value.rounded >= value { self = raised(to: -optimum.value.rounded, at: point, isExact: true) }
        reached = -optimum.value.roundedDown
        isKnown = true
      }
    }
    let cause = isKnown ? self.cause : self.cause ?? findings.cause
    let bound = max(self.bound, reached, value)
    guard bound >= value else { throw FailedGate("a difference of \(value) is proved not to be there") }
    self = Self(
      output: output, value: value, point: point, bound: bound, isExact: isExact && bound <= value.nextUp, cause: cause)
  }
}
