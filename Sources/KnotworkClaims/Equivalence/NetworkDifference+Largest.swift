import Knotwork
import KnotworkGeometry

extension NetworkDifference {
  /// How large the difference of an output gets.
  public struct Largest: Equatable, Sendable {
    /// The number of the output.
    public let output: Int
    /// The largest |g − f| that is attained at ``point``, computed exactly and rounded; of large networks, where a time limit is given,
    /// a bound from below on it.
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
    let deadline = budget.limits.duration.map { start.advanced(by: $0) }
    let samples = DifferenceSamples(self, over: domain, until: deadline)
    let sorted = outputs.sorted { samples.largest[$0].value > samples.largest[$1].value }
    let groups = isEach ? sorted.map { [$0] } : [sorted]
    let budget = budget.share(of: max(1, groups.count))
    let reach = reach(ofOutputs: outputs, over: domain, within: budget.after(ContinuousClock.now - start))
    func isOver() -> LimitReached.Cause? {
      if budget.progress.isCancelled { return .cancelled }
      guard let deadline, let limit = budget.limits.duration, ContinuousClock.now >= deadline else { return nil }
      return .duration(limit: limit)
    }
    var found: [Int: Largest] = [:]
    for group in groups {
      var known: [Largest] = group.map { output in
        let best = Largest(output: output, value: 0, point: [], bound: 0, isExact: false, cause: nil)
        let isFirst = found.isEmpty && output == group[0]
        guard let point = samples.largest[output].point, isFirst || isOver() == nil, domain.isOnAllSides(point) else {
          return best
        }
        let value =
          network.weights.count > NetworkDifference.mostExactWeights && deadline != nil
          ? attained(byOutput: output, at: point) : value(ofOutput: output, at: point).magnitude.nearest
        return best.raised(to: value, at: point)
      }
      let floor = known.map(\.value).max() ?? 0
      var asked: [(place: Int, constraint: LinearConstraint)] = []
      for (place, output) in group.enumerated() {
        let cause = isOver()
        for (side, sign) in (samples.largest[output].isNegative ? [(1, -1.0), (0, 1.0)] : [(0, 1.0), (1, -1.0)]) {
          // What the whole domain shows: enough where it is no more than what is known, and all there is when the time is over.
          if let least = reach[output * 2 + side], least <= floor || cause != nil {
            known[place].take(bound: least, least <= floor ? nil : cause)
          } else {
            asked.append((place, constraint(output, sign: sign, atLeast: 0)))
          }
        }
      }
      if !asked.isEmpty {
        // Differences of both signs, and of all outputs where only the largest counts, are looked for together.
        var task = task(
          asked.map(\.constraint), over: domain, isObjective: true, confirm: { domain.isOnAllSides($0) })
        task.relativeGap = gap
        task.gap = samples.noise + gap * (group.map { samples.largest[$0].value }.max() ?? 0)
        task.exactLeaves = RangeSearch.mostExactLeaves
        if floor > 0 { task.limit = -floor }
        let state = SearchState(task, within: budget.after(ContinuousClock.now - start))
        state.run(threads: budget.threads)
        state.finishExactly()
        try take(state, asked.map(\.place), domain, into: &known)
      }
      for best in known { found[best.output] = best }
    }
    return outputs.compactMap { found[$0] }
  }

  /// Takes over what the search for the largest of some differences has come to; rows of its objectives are those of outputs at some
  /// places.
  ///
  /// - Throws: `FailedGate` where it contradicts what is attained.
  private func take(
    _ state: SearchState, _ places: [Int], _ domain: Polytope, into known: inout [Largest]
  ) throws(FailedGate) {
    let findings = state.findings.withLock { $0 }
    if let fault = findings.fault { throw fault }
    if let point = findings.point {
      let differences = values(at: point)
      for place in known.indices {
        known[place] = known[place].raised(to: differences[known[place].output].magnitude.nearest, at: point)
      }
    }
    let rest = state.boxes.rest.map(\.bound).min() ?? .infinity
    let least = min(state.provedBound, rest)
    var reached = least.isNaN ? .infinity : -least
    var isKnown = false
    if let optimum = findings.optimum, let row = findings.optimumRow, optimum.value.rounded.isFinite,
      optimum.value.rounded <= 0
    {
      // The vertex itself, where nothing can be beyond it, or nothing known is.
      let isLargest = least == .infinity || least.isFinite && optimum.value <= ExactQuotient(Dyadic(least), over: .one)
      let point = zip(optimum.point.rounded, zip(domain.box.lower, domain.box.upper)).map { min(max($0, $1.0), $1.1) }
      let value = isLargest ? -optimum.value.rounded : max(0, -optimum.value.roundedUp)
      known[places[row]] = known[places[row]].raised(to: value, at: point, isExact: isLargest)
      if isLargest {
        reached = -optimum.value.roundedDown
        isKnown = true
      }
    }
    // Beside exact arithmetic the search ends a thousandth of the gap above what is attained.
    let slack = 2e-3 * state.task.gap(at: reached)
    for place in Set(places) {
      guard reached == -.infinity || reached + slack >= known[place].value else {
        throw FailedGate("a difference of \(known[place].value) is proved not to be there")
      }
      known[place].take(bound: reached, isKnown ? nil : findings.cause)
    }
  }

  /// With more weights exact arithmetic takes too long for a time limit: the values of points are bounded then.
  private static let mostExactWeights = 200_000

  /// A bound from below on the difference of an output at a point, as close as rounding lets it be.
  private func attained(byOutput output: Int, at point: [Double]) -> Double {
    let relaxation = Relaxation(network)
    guard relaxation.relax(lower: point, upper: point, options: []) else { return 0 }
    var rows = QuestionRows(inputCount: first.inputCount, outputCount: 2 * first.outputCount)
    // What is at most 0 where the difference is at least 0 is its opposite.
    let bounds = [1.0, -1].map { sign in
      let number = rows.number(of: constraint(output, sign: -sign, atLeast: 0))
      return relaxation.bounds(ofRows: rows.rows[number], count: 1).bounds[0]
    }
    return max(0, bounds.filter(\.isFinite).max() ?? 0)
  }

  /// What the differences of outputs do not exceed over the whole domain, those of one sign and of the other one after the other; without
  /// those for which no bound is known.
  private func reach(ofOutputs outputs: [Int], over domain: Polytope, within budget: Budget) -> [Int: Double] {
    let relaxation = Relaxation(network)
    if let duration = budget.limits.duration { relaxation.limit(seconds: duration / .seconds(1)) }
    guard relaxation.relax(lower: domain.box.lower, upper: domain.box.upper, options: [.forms, .backward]) else {
      return [:]
    }
    var rows = QuestionRows(inputCount: first.inputCount, outputCount: 2 * first.outputCount)
    var found: [Int: Double] = [:]
    for output in outputs {
      for (place, sign) in [1.0, -1].enumerated() {
        let number = rows.number(of: constraint(output, sign: sign, atLeast: 0))
        let bound = -relaxation.bounds(ofRows: rows.rows[number], count: 1).bounds[0]
        if bound.isFinite { found[2 * output + place] = max(0, bound) }
      }
    }
    return found
  }
}

extension NetworkDifference.Largest {
  /// The same, where a larger difference is attained somewhere.
  fileprivate func raised(to value: Double, at point: [Double], isExact: Bool = false) -> Self {
    guard self.point.isEmpty || value > self.value || isExact && value >= self.value else { return self }
    return Self(output: output, value: value, point: point, bound: bound, isExact: isExact, cause: cause)
  }

  /// Takes over a bound that is proved.
  fileprivate mutating func take(bound: Double, _ cause: LimitReached.Cause?) {
    let bound = max(self.bound, bound, value)
    self = Self(
      output: output, value: value, point: point, bound: bound, isExact: isExact && bound <= value.nextUp,
      cause: self.cause ?? cause)
  }
}
