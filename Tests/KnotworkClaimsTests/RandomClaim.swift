import Knotwork
import KnotworkGeometry
import _KnotworkTestSupport

/// A random claim about a random small network, and whether it holds, from a dissection in exact arithmetic.
struct RandomClaim {
  let network: Network
  let claim: Claim
  let holds: Bool

  /// - Returns: nil where the network is too large for the dissection to be worth the time.
  init?(using generator: inout SeededGenerator) throws {
    let weights = RandomNetworks.Weights.allCases.randomElement(using: &generator)!
    let inputs = Int.random(in: 1...3, using: &generator)
    let hidden = [[3], [5], [4, 3], [3, 3, 3], [8]].randomElement(using: &generator)!
    network = try RandomNetworks.network(
      inputs: inputs, hidden: hidden, outputs: Int.random(in: 1...3, using: &generator), weights: weights,
      hasBias: Bool.random(using: &generator), leaky: Bool.random(using: &generator), using: &generator)
    let lower = (0..<inputs).map { _ in Double(Int.random(in: -4...2, using: &generator)) / 4 }
    let upper = lower.map { $0 + [0.25, 1, 2].randomElement(using: &generator)! }
    let box = try Box(lower: lower, upper: upper)
    let isInteger = weights == .integers
    let condition = RandomClaim.condition(network, depth: 0, isInteger: isInteger, using: &generator)
    let least = try RandomClaim.least(network, condition, over: box)
    // An offset near the truth: on it, a little or far off.
    let shift = try RandomClaim.shift(least, isInteger: isInteger, using: &generator)
    let moved = RandomClaim.moved(condition, by: shift)
    holds = try RandomClaim.least(network, moved, over: box) > 0
    claim = Claim(
      inputCount: inputs, outputCount: network.outputCount,
      violation: Violation(lower: lower, upper: upper, condition: moved))
  }

  /// The exact least value of what is at most 0 where the condition is met.
  private static func least(_ network: Network, _ condition: Condition, over box: Box) throws -> Double {
    let scalar = try ScalarNetwork.network(of: network, condition: condition)
    return try Dissection(of: scalar, over: .box(box)).extremes().minimum.value
  }

  private static func shift(_ least: Double, isInteger: Bool, using generator: inout SeededGenerator) throws -> Double {
    let unit = max(least.magnitude, 1e-3)
    return switch Int.random(in: 0..<6, using: &generator) {
    case 0: least
    case 1: least + unit * 1e-9
    case 2: least - unit * 1e-9
    case 3: least + unit * 0.1
    case 4: least - unit * 0.1
    default: 0
    }
  }

  /// All constraints with more to allow.
  private static func moved(_ condition: Condition, by shift: Double) -> Condition {
    switch condition {
    case .constraint(let constraint): .constraint(LinearConstraint(constraint.terms, atMost: constraint.offset + shift))
    case .all(let parts): .all(parts.map { moved($0, by: shift) })
    case .any(let parts): .any(parts.map { moved($0, by: shift) })
    }
  }

  private static func condition(
    _ network: Network, depth: Int, isInteger: Bool, using generator: inout SeededGenerator
  ) -> Condition {
    let kind = depth == 2 ? 0 : Int.random(in: 0..<4, using: &generator)
    if kind < 2 { return .constraint(constraint(network, isInteger: isInteger, using: &generator)) }
    let parts = (0..<2).map { _ in condition(network, depth: depth + 1, isInteger: isInteger, using: &generator) }
    return kind == 2 ? .all(parts) : .any(parts)
  }

  private static func constraint(
    _ network: Network, isInteger: Bool, using generator: inout SeededGenerator
  ) -> LinearConstraint {
    func factor() -> Double {
      let integer = Double(Int.random(in: 1...3, using: &generator)) * (Bool.random(using: &generator) ? 1 : -1)
      return isInteger ? integer : integer * Double.random(in: 0.1...1, using: &generator)
    }
    var terms: [LinearConstraint.Term] = []
    for output in 0..<network.outputCount where terms.isEmpty || Bool.random(using: &generator) {
      terms.append(.init(factor(), .output(output)))
    }
    for input in 0..<network.inputCount where Int.random(in: 0..<4, using: &generator) == 0 {
      terms.append(.init(factor(), .input(input)))
    }
    return LinearConstraint(terms, atMost: Double(Int.random(in: -2...2, using: &generator)) / 2)
  }
}
