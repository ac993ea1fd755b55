import KnotworkGeometry

/// The bounds of all inputs while they are gathered; infinite where there is none yet.
struct InputBox {
  private(set) var lower: [Double]
  private(set) var upper: [Double]

  init(inputCount: Int) {
    lower = [Double](repeating: -.infinity, count: inputCount)
    upper = [Double](repeating: .infinity, count: inputCount)
  }

  init(lower: [Double], upper: [Double]) {
    self.lower = lower
    self.upper = upper
  }

  var isEmpty: Bool { zip(lower, upper).contains { $0 > $1 } }

  mutating func formIntersection(_ intervals: InputIntervals) {
    for (input, interval) in intervals.intervals { narrow(input, interval) }
  }

  private mutating func narrow(_ input: Int, _ interval: InputIntervals.Interval) {
    lower[input] = max(lower[input], interval.lower)
    upper[input] = min(upper[input], interval.upper)
  }

  /// Takes in the bounds on single inputs among conditions that all hold; what the box does not say exactly is given back.
  mutating func absorb(_ conjuncts: [Condition]) -> [Condition] {
    conjuncts.filter { conjunct in
      guard case .constraint(let constraint) = conjunct, let bound = constraint.inputBound else { return true }
      narrow(bound.input, bound.interval)
      return !bound.isExact
    }
  }

  /// Takes bounds where there is none yet.
  mutating func fillIn(from intervals: InputIntervals) {
    for (input, interval) in intervals.intervals {
      if lower[input] == -.infinity { lower[input] = interval.lower }
      if upper[input] == .infinity { upper[input] = interval.upper }
    }
  }

  /// Finds bounds that are missing from constraints among inputs, such as x₃ = x₀: one whose other inputs are bounded on the side
  /// that matters bounds the last.
  ///
  /// - Complexity: linear in the number of terms.
  mutating func fillIn(from conjuncts: [Condition]) {
    let constraints = conjuncts.compactMap { condition -> LinearConstraint? in
      guard case .constraint(let constraint) = condition, case .input? = constraint.terms.last?.variable else {
        return nil
      }
      return constraint
    }
    // A side of an input: 2 · input for its lower bound, one more for its upper.
    var waiting: [Int: [Int]] = [:]
    var missing = [Int](repeating: 0, count: constraints.count)
    var ready: [Int] = []
    for (index, constraint) in constraints.enumerated() {
      for term in constraint.terms {
        let side = InputBox.side(term)
        guard !bound(side).isFinite else { continue }
        missing[index] += 1
        waiting[side, default: []].append(index)
      }
      if missing[index] <= 1 { ready.append(index) }
    }
    while let index = ready.popLast() {
      for (side, value) in bounds(from: constraints[index]) where !bound(side).isFinite && value.isFinite {
        if side.isMultiple(of: 2) { lower[side / 2] = value } else { upper[side / 2] = value }
        for other in waiting[side] ?? [] {
          missing[other] -= 1
          if missing[other] <= 1 { ready.append(other) }
        }
      }
    }
  }

  /// The side of a term's input on which the term is least.
  private static func side(_ term: LinearConstraint.Term) -> Int {
    guard case .input(let input) = term.variable else { preconditionFailure("InputBox: a term of an output") }
    return 2 * input + (term.factor > 0 ? 0 : 1)
  }

  private func bound(_ side: Int) -> Double { side.isMultiple(of: 2) ? lower[side / 2] : upper[side / 2] }

  /// The bounds on the opposite sides that a constraint gives, when at most one of its terms is unbounded below: factor · x is at
  /// most the offset less the least values of the others. Bounds that exist are left out.
  private func bounds(from constraint: LinearConstraint) -> [(side: Int, value: Double)] {
    var rest = Dyadic(constraint.offset)
    var open: Int?
    for (index, term) in constraint.terms.enumerated() {
      let value = bound(InputBox.side(term))
      if value.isFinite {
        rest -= Dyadic(term.factor) * Dyadic(value)
      } else if open == nil {
        open = index
      } else {
        return []
      }
    }
    return constraint.terms.enumerated().compactMap { index, term in
      let side = InputBox.side(term) ^ 1
      guard !bound(side).isFinite, open == nil || open == index else { return nil }
      // Without an open term, the term's own least value was subtracted as well.
      let least = bound(InputBox.side(term))
      let most = least.isFinite ? rest + Dyadic(term.factor) * Dyadic(least) : rest
      let quotient = ExactQuotient(most, over: Dyadic(term.factor))
      return (side, term.factor > 0 ? quotient.roundedUp : quotient.roundedDown)
    }
  }
}
