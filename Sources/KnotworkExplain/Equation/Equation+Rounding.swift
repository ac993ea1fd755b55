import Knotwork
import KnotworkGeometry

extension Equation {
  /// The formula with its numbers rounded to so many significant digits; the conditions of cases stay as they are, and rules are rounded
  /// by their list.
  public func rounded(toDigits digits: Int) -> Equation {
    func round(_ term: Term) -> Term {
      Term(slope: term.slope.map { $0.rounded(toDigits: digits) }, intercept: term.intercept.rounded(toDigits: digits))
    }
    let rounded: Form =
      switch form {
      case .hinges(let term, let hinges):
        .hinges(
          round(term),
          hinges.map {
            Hinge(knot: $0.knot.rounded(toDigits: digits), bend: $0.bend.rounded(toDigits: digits))
          })
      case .sum(let term, let ridges): .sum(round(term), ridges.map { $0.rounded(toDigits: digits) })
      case .max(let terms): .max(terms.map(round))
      case .min(let terms): .min(terms.map(round))
      case .maxMin(let terms, let sets): .maxMin(terms.map(round), sets)
      case .cases(let cases): .cases(cases.map { (round($0.term), $0.halfSpaces) })
      case .rules: form
      }
    return Equation(form: rounded, pieceCount: pieceCount)
  }

  init(form: Form, pieceCount: Int?) {
    self.form = form
    self.pieceCount = pieceCount
  }

  /// By how much the values of a formula of the same kind may differ over a box at most: a proved bound, rounded up.
  ///
  /// Greatest and least of terms change by no more than the terms do, and max(0, x − k) by no more than its knot does; a term is farthest off
  /// at a corner.
  /// - Requires: `other` is this formula with other numbers.
  /// - Complexity: O(terms · coordinates) in exact arithmetic.
  public func change(to other: Equation, over box: Box) -> Double {
    func change(_ first: Term, _ second: Term) -> Dyadic {
      var middle = Dyadic(first.intercept) - Dyadic(second.intercept)
      var radius = Dyadic.zero
      for axis in first.slope.indices {
        let difference = Dyadic(first.slope[axis]) - Dyadic(second.slope[axis])
        let (low, high) = (Dyadic(box.lower[axis]), Dyadic(box.upper[axis]))
        middle += difference * (low + high).half
        radius += difference.magnitude * (high - low).half
      }
      return middle.magnitude + radius
    }
    func largest(_ first: [Term], _ second: [Term]) -> Dyadic {
      zip(first, second).reduce(Dyadic.zero) { max($0, change($1.0, $1.1)) }
    }
    switch (form, other.form) {
    case (.hinges(let term, let hinges), .hinges(let otherTerm, let others)):
      return hingeChange((term, hinges), (otherTerm, others), box)
    case (.sum(let term, let ridges), .sum(let otherTerm, let others)):
      return Equation.sumChange((term, ridges), (otherTerm, others), box)
    case (.max(let first), .max(let second)), (.min(let first), .min(let second)),
      (.maxMin(let first, _), .maxMin(let second, _)):
      return largest(first, second).roundedUp
    case (.cases(let first), .cases(let second)): return largest(first.map(\.term), second.map(\.term)).roundedUp
    default: return .infinity
    }
  }

  /// Both formulas are broken lines: their difference is largest at a knot of either, or at an end.
  private func hingeChange(_ first: (Term, [Hinge]), _ second: (Term, [Hinge]), _ box: Box) -> Double {
    func value(_ line: (Term, [Hinge]), _ x: Dyadic) -> Dyadic {
      line.1.reduce(Dyadic(line.0.slope[0]) * x + Dyadic(line.0.intercept)) { sum, hinge in
        let rise = x - Dyadic(hinge.knot)
        return rise.signum > 0 ? sum + Dyadic(hinge.bend) * rise : sum
      }
    }
    let (low, high) = (box.lower[0], box.upper[0])
    let knots = (first.1 + second.1).map(\.knot).filter { $0 > low && $0 < high } + [low, high]
    return knots.reduce(Dyadic.zero) { largest, knot in
      max(largest, (value(first, Dyadic(knot)) - value(second, Dyadic(knot))).magnitude)
    }.roundedUp
  }

  /// The formula in the fewest digits that change its values over a box by no more than an error, and by how much they do at most.
  public func shortened(within error: Double, over box: Box) -> (equation: Equation, digits: Int, change: Double) {
    for digits in 1...17 {
      let short = rounded(toDigits: digits)
      let change = change(to: short, over: box)
      if change <= error { return (short, digits, change) }
    }
    return (self, 17, 0)
  }
}
