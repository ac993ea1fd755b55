import Knotwork
import KnotworkGeometry

extension Network {
  /// The least and the greatest value of an output over a polytope, in any number of dimensions.
  ///
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - domain: where inputs lie.
  ///   - gap: by how much bounds may be beyond values that are attained, relative to these or to how far they are apart.
  ///   - budget: what it may cost.
  /// - Returns: both ends with inputs that attain them, and how far beyond these the truth may lie; nil where the budget ended
  ///   before inputs of the domain were found, or where numbers overflow.
  /// - Requires: `output` is the number of an output, and the domain has as many coordinates as there are inputs.
  /// - Complexity: exponential in the number of units in the worst case.
  public func range(
    ofOutput output: Int = 0, over domain: Polytope, gap: Double = 1e-9, within budget: Budget = Budget()
  ) -> OutputRange? {
    precondition((0..<outputCount).contains(output), "Network: no output number \(output)")
    return range(
      of: (0..<outputCount).map { $0 == output ? 1 : 0 }, over: domain, gap: gap, within: budget)
  }

  /// The least and the greatest value of a linear combination of outputs over a polytope; see ``range(ofOutput:over:gap:within:)``.
  ///
  /// - Parameters:
  ///   - combination: one coefficient for each output.
  ///   - domain: where inputs lie.
  ///   - gap: by how much bounds may be beyond values that are attained, relative to these or to how far they are apart.
  ///   - budget: what it may cost.
  /// - Requires: finite coefficients, one for each output, and a domain with as many coordinates as there are inputs.
  public func range(
    of combination: [Double], over domain: Polytope, gap: Double = 1e-9, within budget: Budget = Budget()
  ) -> OutputRange? {
    precondition(
      combination.count == outputCount && combination.allSatisfy(\.isFinite) && domain.dimension == inputCount,
      "Network: a combination or a domain of another size")
    let start = ContinuousClock.now
    let search = RangeSearch(network: self, domain: domain, gap: gap)
    guard let low = search.least(combination, within: budget) else { return nil }
    let rest = budget.after(ContinuousClock.now - start)
    guard let high = search.least(combination.map { -$0 }, within: rest) else { return nil }
    return OutputRange(
      minimum: low.end,
      maximum: OutputRange.End(point: high.end.point, value: -high.end.value, bound: -high.end.bound),
      cause: low.cause ?? high.cause)
  }
}

/// The search for the least value of a combination of outputs.
struct RangeSearch {
  let network: Network
  let domain: Polytope
  let gap: Double

  /// The least value with what proves it; nil where no inputs of the domain were found.
  func least(
    _ combination: [Double], within budget: Budget
  ) -> (end: OutputRange.End, cause: LimitReached.Cause?)? {
    let flat = FlatNetwork([network])
    var rows = QuestionRows(inputCount: network.inputCount, outputCount: network.outputCount)
    let terms = combination.enumerated().filter { $0.element != 0 }
    let objective = rows.number(
      of: LinearConstraint(terms.map { .init($0.element, .output($0.offset)) }, atMost: 0))
    let sides = domain.halfSpaces.map { side in
      Question.row(
        rows.number(
          of: LinearConstraint(
            side.normal.enumerated().filter { $0.element != 0 }.map { .init($0.element, .input($0.offset)) },
            atMost: side.offset)))
    }
    let domain = domain
    let task = SearchTask(
      network: flat, rows: rows, objective: objective, gap: gap * spread(combination, flat), relativeGap: gap,
      lower: domain.box.lower, upper: domain.box.upper, question: .conjunction([.row(objective)] + sides),
      confirm: { RangeSearch.contains(domain, $0) })
    let state = SearchState(task, within: budget)
    state.run(threads: budget.threads)
    let findings = state.findings.withLock { $0 }
    guard let point = findings.point else { return nil }
    let exact = zip(combination, network.exactly(point.map(Dyadic.init))).reduce(Dyadic.zero) {
      $0 + Dyadic($1.0) * $1.1
    }
    let value = exact.nearest
    let rest = state.boxes.rest.map(\.bound).min() ?? .infinity
    let bound = min(state.limit, findings.stuckBound, rest)
    guard value.isFinite, bound.isFinite else { return nil }
    return (OutputRange.End(point: point, value: value, bound: min(bound, value)), findings.cause)
  }

  /// How far values at some points are apart, or how large they are; where all are 0, a small part of what bounds leave.
  private func spread(_ combination: [Double], _ flat: FlatNetwork) -> Double {
    let relaxation = Relaxation(flat)
    var generator = SplitMix64(state: 4)
    let values = (0..<40).map { _ in
      let point = zip(domain.box.lower, domain.box.upper).map { lower, upper in
        min(upper, max(lower, lower + (upper - lower) * Double.random(in: 0...1, using: &generator)))
      }
      return zip(combination, relaxation.outputs(at: point)).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    let spread = max(most - least, min(least.magnitude, most.magnitude))
    guard spread == 0, relaxation.relax(lower: domain.box.lower, upper: domain.box.upper, options: [.forms]) else {
      return spread
    }
    let rest = [Double](repeating: 0, count: network.inputCount + 1)
    let (bounds, _) = relaxation.bounds(ofRows: combination + rest + combination.map { -$0 } + rest, count: 2)
    return max(0x1p-900, -(bounds[0] + bounds[1]) * 1e-3)
  }

  private static func contains(_ domain: Polytope, _ point: [Double]) -> Bool {
    let exact = point.map(Dyadic.init)
    return domain.halfSpaces.allSatisfy { side in
      zip(side.normal, exact).reduce(Dyadic.zero) { $0 + Dyadic($1.0) * $1.1 } <= Dyadic(side.offset)
    }
  }
}
