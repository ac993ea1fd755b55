import Knotwork
import KnotworkGeometry

extension NetworkDifference {
  /// Inputs at which two networks differ by more than is allowed.
  public struct Witness: Equatable, Sendable {
    /// The inputs, in the domain.
    public let point: [Double]
    /// The number of the output that differs most there.
    public let output: Int
    /// g − f of that output, computed exactly and rounded.
    public let difference: Double

    /// A witness from its parts.
    public init(point: [Double], output: Int, difference: Double) {
      (self.point, self.output, self.difference) = (point, output, difference)
    }
  }

  /// Whether two networks differ by no more than is allowed.
  public enum Verdict: Equatable, Sendable {
    /// They do not, anywhere in the domain.
    case holds(ClaimProof)
    /// They do, and where.
    case fails(Witness)
    /// Neither was found out.
    case undecided(OpenClaim)
  }

  /// Decides whether |g − f| ≤ `tolerance` for some outputs everywhere in a polytope.
  ///
  /// - Parameters:
  ///   - tolerance: what is allowed; with 0 both must be the same function there, which is proved only where their units are the same.
  ///   - outputs: the numbers of the outputs.
  ///   - domain: where inputs lie.
  ///   - budget: what it may cost.
  /// - Requires: a tolerance that is finite and not negative.
  /// - Returns: a proof that holds whatever rounding does, or a witness that was checked without rounding.
  /// - Complexity: exponential in the number of units in the worst case.
  public func verdict(
    within tolerance: Double, outputs: [Int], over domain: Polytope, within budget: Budget = Budget()
  ) -> Verdict {
    decision(within: tolerance, outputs: outputs, over: domain, within: budget).verdict
  }

  /// The verdict, and keeps how far that has come; see ``verdict(within:outputs:over:within:)``.
  ///
  /// - Parameters:
  ///   - tolerance: what is allowed.
  ///   - outputs: the numbers of the outputs.
  ///   - domain: where inputs lie.
  ///   - budget: threads and limits, which count from here on.
  ///   - checkpoints: where to start, and what keeps checkpoints of the same question about the same networks; nil for none.
  /// - Throws: `InvalidCheckpoint` where the start does not fit, and what keeping a checkpoint throws.
  public func verdict(
    within tolerance: Double, outputs: [Int], over domain: Polytope, within budget: Budget,
    checkpoints: SearchCheckpoints?
  ) throws -> Verdict {
    try decide(
      within: tolerance, outputs: outputs, over: domain, within: budget, keeper: checkpoints?.keeper(of: 0)
    ).verdict
  }

  /// The same, with what is proved of |g − f| where it stays open.
  ///
  /// - Parameters:
  ///   - tolerance: what is allowed.
  ///   - outputs: the numbers of the outputs.
  ///   - domain: where inputs lie.
  ///   - budget: what it may cost.
  /// - Requires: a tolerance that is finite and not negative.
  /// - Returns: the verdict, and a number that |g − f| is nowhere beyond, infinite where none is known.
  /// - Complexity: exponential in the number of units in the worst case.
  package func decision(
    within tolerance: Double, outputs: [Int], over domain: Polytope, within budget: Budget = Budget()
  ) -> (verdict: Verdict, bound: Double) {
    do {
      return try decide(within: tolerance, outputs: outputs, over: domain, within: budget, keeper: nil)
    } catch {
      preconditionFailure("no checkpoint is kept: \(error)")
    }
  }

  private func decide(
    within tolerance: Double, outputs: [Int], over domain: Polytope, within budget: Budget, keeper: SearchKeeper?
  ) throws -> (verdict: Verdict, bound: Double) {
    precondition(tolerance >= 0 && tolerance.isFinite, "NetworkDifference: no tolerance")
    if hasSameUnits { return (.holds(ClaimProof(method: .constraints, parts: 0)), 0) }
    let start = ContinuousClock.now
    let deadline = budget.limits.duration.map { start.advanced(by: $0) }
    let samples = DifferenceSamples(self, over: domain, until: deadline)
    for point in samples.points(ofOutputs: outputs, beyond: tolerance) where domain.isOnAllSides(point) {
      if let deadline, ContinuousClock.now >= deadline { break }
      if let witness = witness(at: point, outputs: outputs, beyond: tolerance) {
        return (.fails(witness), .infinity)
      }
    }
    let constraints = outputs.flatMap { output in
      [1.0, -1].map { constraint(output, sign: $0, atLeast: tolerance) }
    }
    var task = task(constraints, over: domain, isObjective: false) { point in
      domain.isOnAllSides(point) && witness(at: point, outputs: outputs, beyond: tolerance) != nil
    }
    task.isStrict = true
    let state = try SearchState(task, within: budget, from: keeper)
    state.run(threads: budget.threads)
    state.finishExactly()
    let findings = state.findings.withLock { $0 }
    if let point = findings.point, let witness = witness(at: point, outputs: outputs, beyond: tolerance) {
      return (.fails(witness), .infinity)
    }
    guard findings.cause == nil, findings.point == nil, findings.stuck.isEmpty else {
      try keeper?.finish(state.checkpoint)
      let open = state.boxes.rest
      // What is asked is tolerance - |g - f| <= 0 there; sides of the domain have bounds of their own, which say nothing of it.
      let least = open.reduce(findings.stuckBound) { min($0, $1.bound) }
      let bound = domain.halfSpaces.isEmpty ? max(tolerance, (tolerance - least).nextUp) : .infinity
      return (.undecided(OpenClaim(findings, boxes: open)), bound.isNaN ? .infinity : bound)
    }
    let proof = ClaimProof(
      method: .bounds, parts: state.allParts, programs: state.allPrograms)
    return (.holds(proof), tolerance)
  }

  /// The output that differs most at a point, where that is more than is allowed; computed without rounding.
  private func witness(at point: [Double], outputs: [Int], beyond tolerance: Double) -> Witness? {
    let exact = point.map(Dyadic.init)
    let (f, g) = (first.exactly(exact), second.exactly(exact))
    let differences = outputs.map { ($0, g[$0] - f[$0]) }
    guard let most = differences.max(by: { $0.1.magnitude < $1.1.magnitude }), most.1.magnitude > Dyadic(tolerance)
    else { return nil }
    return Witness(point: point, output: most.0, difference: most.1.nearest)
  }
}

extension OpenClaim {
  /// What is left of a search.
  init(_ findings: SearchState.Findings, boxes: [OpenBox]) {
    let rest = boxes + findings.stuck
    let open = rest.reduce(findings.dropped.share) { $0 + $1.share } * (1 + 1e-9)
    self.init(
      reason: findings.cause.map { .limit($0) } ?? .precision, provedShare: max(0, min(1, 1 - open).nextDown),
      openParts: rest.count + findings.dropped.count)
  }
}
