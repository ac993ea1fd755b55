import Knotwork
import KnotworkGeometry

extension Network {
  /// The least and the greatest value of an output over a polytope, in any number of dimensions.
  ///
  /// Bounds that hold whatever rounding does, boxes and cases of units lead to regions on which the network is affine; the least value
  /// there is found in rational arithmetic. Where that is too much, values that are attained and bounds that are proved enclose an end.
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - domain: where inputs lie.
  ///   - gap: where ends are not found exactly, by how much bounds may be beyond values that are attained, relative to these or to how far
  ///     they are apart.
  ///   - budget: what it may cost.
  /// - Returns: both ends with inputs that attain them, and how far beyond these the truth may lie; nil where the budget ended
  ///   before inputs of the domain were found, or where numbers overflow.
  /// - Requires: `output` is the number of an output, and the domain has as many coordinates as there are inputs.
  /// - Throws: `FailedGate` where what was found does not stand up to being computed another way, a fault of the program.
  /// - Complexity: exponential in the number of units in the worst case.
  public func range(
    ofOutput output: Int = 0, over domain: Polytope, gap: Double = 1e-9, within budget: Budget = Budget()
  ) throws(FailedGate) -> OutputRange? {
    precondition((0..<outputCount).contains(output), "Network: no output number \(output)")
    return try range(of: [LinearConstraint.Term(1, .output(output))], over: domain, gap: gap, within: budget)
  }

  /// The least and the greatest value of a linear expression in outputs and inputs; see ``range(ofOutput:over:gap:within:)``.
  ///
  /// - Parameters:
  ///   - terms: the outputs and inputs with their factors.
  ///   - constant: what is added.
  ///   - domain: where inputs lie.
  ///   - gap: where ends are not found exactly, by how much bounds may be beyond values that are attained, relative to these or to how far
  ///     they are apart.
  ///   - budget: what it may cost.
  /// - Requires: numbers of outputs and inputs that the network has, finite factors, and a domain with as many coordinates as there are
  ///   inputs.
  /// - Throws: as ``range(ofOutput:over:gap:within:)``.
  public func range(
    of terms: [LinearConstraint.Term], plus constant: Double = 0, over domain: Polytope, gap: Double = 1e-9,
    within budget: Budget = Budget()
  ) throws(FailedGate) -> OutputRange? {
    try withoutCheckpoints {
      try range(of: terms, plus: constant, over: domain, gap: gap, within: budget, checkpoints: nil)
    }
  }

  /// The range, and keeps how far that has come; see ``range(of:plus:over:gap:within:)``.
  ///
  /// - Parameters:
  ///   - terms: the outputs and inputs with their factors.
  ///   - constant: what is added.
  ///   - domain: where inputs lie.
  ///   - gap: as there.
  ///   - budget: threads and limits, which count from here on.
  ///   - checkpoints: where both searches start, and what keeps checkpoints of the same range of the same network; nil for none.
  ///   - number: the number of the search for the least value; that for the greatest has the next one.
  /// - Throws: `InvalidCheckpoint` where the start does not fit, what keeping a checkpoint throws, and `FailedGate`.
  public func range(
    of terms: [LinearConstraint.Term], plus constant: Double = 0, over domain: Polytope, gap: Double = 1e-9,
    within budget: Budget, checkpoints: SearchCheckpoints?, number: Int = 0
  ) throws -> OutputRange? {
    precondition(
      domain.dimension == inputCount && constant.isFinite && terms.allSatisfy(\.factor.isFinite),
      "Network: an expression or a domain of another size")
    let start = ContinuousClock.now
    let search = RangeSearch(network: self, domain: domain, gap: gap)
    let budget = budget.share(of: 2)
    var half = budget
    half.limits.duration = budget.limits.duration.map { $0 / 2 }
    guard
      let low = try search.least(terms, plus: constant, within: half, keeper: checkpoints?.keeper(of: number))
    else { return nil }
    let rest = budget.after(ContinuousClock.now - start)
    let opposite = terms.map { LinearConstraint.Term(-$0.factor, $0.variable) }
    guard
      let high = try search.least(
        opposite, plus: -constant, within: rest, keeper: checkpoints?.keeper(of: number + 1))
    else { return nil }
    guard low.end.bound <= -high.end.bound, low.end.value <= -high.end.value else {
      throw FailedGate("the least value, \(low.end.value), is above the greatest, \(-high.end.value)")
    }
    var cause = low.cause ?? high.cause
    // Both searches share the time.
    if case .duration = cause, let limit = budget.limits.duration { cause = .duration(limit: limit) }
    let range = OutputRange(minimum: low.end, maximum: high.end.reversed, cause: cause)
    try search.requireSamples(of: terms, plus: constant, in: range)
    return range
  }
}
