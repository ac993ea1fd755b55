import Knotwork
import KnotworkClaims
import KnotworkGeometry

/// A constraint of a violation that inputs and outputs satisfy.
public struct ViolatedConstraint: Sendable {
  /// The constraint: "y ≥ 5".
  public let words: String
  /// By how much it holds, as the difference of its two sides in these words; 0 where both are equal.
  public let excess: Double
  /// Whether it speaks of outputs.
  public let isOfOutputs: Bool

  /// The constraints by which a violation occurs at a counterexample: of alternatives the one that holds by most.
  static func list(
    _ claim: Claim, at counterexample: Counterexample, by networks: [Network],
    _ names: (inputs: [String], outputs: [String])
  ) -> [ViolatedConstraint] {
    guard let violation = claim.violation, counterexample.isExact else { return [] }
    let inputs = counterexample.inputs.map(Dyadic.init)
    var start = 0
    var outputs: [Dyadic] = []
    for network in networks {
      outputs += network.exactly(Array(inputs[start..<start + network.inputCount]))
      start += network.inputCount
    }
    let found = satisfied(violation.condition, inputs, outputs)
      .map { ViolatedConstraint($0.constraint, excess: $0.excess, names) }
    return found.filter(\.isOfOutputs) + found.filter { !$0.isOfOutputs }
  }

  private typealias Satisfied = (constraint: LinearConstraint, excess: Double)

  private static func satisfied(_ condition: Condition, _ inputs: [Dyadic], _ outputs: [Dyadic])
    -> [Satisfied]
  {
    switch condition {
    case .constraint(let constraint):
      return [(constraint, constraint.slack(inputs, outputs).nearest / constraint.scale)]
    case .all(let parts): return parts.flatMap { satisfied($0, inputs, outputs) }
    case .any(let parts):
      let options = parts.filter { $0.contains(inputs: inputs, outputs: outputs) }
        .map { satisfied($0, inputs, outputs) }
      func least(_ option: [Satisfied]) -> Double { option.map(\.excess).min() ?? .infinity }
      return options.max { least($0) < least($1) } ?? []
    }
  }

  private init(
    _ constraint: LinearConstraint, excess: Double, _ names: (inputs: [String], outputs: [String])
  ) {
    // The first output has a positive factor.
    let lead = constraint.leadingFactor
    let sign: Double = lead < 0 ? -1 : 1
    let shown = constraint.terms.prefix(20)
    let sum = Formula.affine(
      shown.map { $0.factor / constraint.scale * sign }, 0,
      shown.map { term in
        switch term.variable {
        case .input(let number): names.inputs[number]
        case .output(let number): names.outputs[number]
        }
      })
    let rest = constraint.terms.count > shown.count ? " + …" : ""
    words =
      "\(sum)\(rest) \(sign < 0 ? "≥" : "≤") \((sign * constraint.offset / constraint.scale).short)"
    self.excess = excess
    isOfOutputs = constraint.terms.contains {
      if case .output = $0.variable { true } else { false }
    }
  }
}

extension LinearConstraint {
  /// offset − Σ factor · variable.
  fileprivate func slack(_ inputs: [Dyadic], _ outputs: [Dyadic]) -> Dyadic {
    terms.reduce(Dyadic(offset)) { sum, term in
      switch term.variable {
      case .input(let number): sum - Dyadic(term.factor) * inputs[number]
      case .output(let number): sum - Dyadic(term.factor) * outputs[number]
      }
    }
  }

  /// The factor of the first output, or of the first input where there is no output.
  fileprivate var leadingFactor: Double {
    terms.first { if case .output = $0.variable { true } else { false } }?.factor ?? terms.first?
      .factor ?? 1
  }

  /// What the constraint is divided by for people.
  fileprivate var scale: Double { leadingFactor.magnitude }
}
