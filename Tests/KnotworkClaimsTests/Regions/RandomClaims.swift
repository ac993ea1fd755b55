import Knotwork
import _KnotworkTestSupport

/// Random small claims about random small networks.
enum RandomClaims {
  /// A network of one or two inputs, and a claim about it that is neither far from true nor far from false.
  static func pair(
    inputs: Int, hidden: [Int], weights: RandomNetworks.Weights, using generator: inout SeededGenerator
  ) throws -> (network: Network, claim: Claim) {
    let network = try RandomNetworks.network(
      inputs: inputs, hidden: hidden, outputs: 2, weights: weights, hasBias: true,
      leaky: Bool.random(using: &generator), using: &generator)
    let lower = (0..<inputs).map { _ in Double(Int.random(in: -4...0, using: &generator)) / 2 }
    let upper = lower.map { $0 + Double(Int.random(in: 0...3, using: &generator)) }
    var condition = Condition.never
    if lower != upper || Bool.random(using: &generator) {
      condition = self.condition(network, lower, upper, depth: 2, using: &generator)
    }
    return (
      network,
      Claim(
        inputCount: inputs, outputCount: 2,
        violation: Violation(lower: lower, upper: upper, condition: condition))
    )
  }

  private static func condition(
    _ network: Network, _ lower: [Double], _ upper: [Double], depth: Int, using generator: inout SeededGenerator
  ) -> Condition {
    if depth > 0, Int.random(in: 0..<3, using: &generator) > 0 {
      let parts = (0..<2).map { _ in condition(network, lower, upper, depth: depth - 1, using: &generator) }
      return Bool.random(using: &generator) ? .all(parts) : .any(parts)
    }
    var terms: [LinearConstraint.Term] = []
    for variable in [Claim.Variable.output(0), .output(1), .input(0)] {
      let factor = Double(Int.random(in: -2...2, using: &generator))
      if factor != 0 { terms.append(.init(factor, variable)) }
    }
    if terms.isEmpty { terms = [.init(1, .output(0))] }
    // Close to the values at corners, where claims are decided by little, and often by nothing.
    let corner = zip(lower, upper).map { Bool.random(using: &generator) ? $0 : $1 }
    let outputs = network(corner)
    let value = terms.reduce(0) { sum, term in
      switch term.variable {
      case .input(let number): sum + term.factor * corner[number]
      case .output(let number): sum + term.factor * outputs[number]
      }
    }
    let shift = [0, 0, -0.25, 0.25, -1, -2].randomElement(using: &generator)!
    return .constraint(LinearConstraint(terms, atMost: value + shift))
  }
}
