import KnotworkGeometry

/// A statement about a network: no input, together with the outputs there, is a violation.
///
/// The violations are alternatives: the claim fails as soon as one of them occurs. A claim without any holds trivially.
public struct Claim: Equatable, Sendable {
  /// Number of inputs n of the networks that it speaks of.
  public let inputCount: Int
  /// Number of outputs m.
  public let outputCount: Int
  /// What must not occur.
  public let violations: [Violation]

  /// A claim from what must not occur.
  ///
  /// - Requires: every violation speaks of `inputCount` inputs and `outputCount` outputs.
  public init(inputCount: Int, outputCount: Int, violations: [Violation]) {
    for violation in violations {
      precondition(
        violation.lower.count == inputCount && violation.inputConstraints.allSatisfy { $0.normal.count == inputCount }
          && violation.outputConstraints.allSatisfy { $0.normal.count == outputCount },
        "Claim: a violation of other sizes than \(inputCount) inputs and \(outputCount) outputs")
    }
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.violations = violations
  }

  /// The first violation that a network shows at an input, decided exactly; nil when there is none.
  ///
  /// - Requires: the network and the input have the sizes of the claim.
  public func violation(at input: [Double], by network: Network) -> Violation? {
    precondition(
      network.inputCount == inputCount && network.outputCount == outputCount,
      "Claim: about \(inputCount) inputs and \(outputCount) outputs, the network has other sizes")
    let point = input.map(Dyadic.init)
    let outputs = network.exactly(point)
    return violations.first { $0.contains(input: point, outputs: outputs) }
  }
}

/// Inputs x in a box and in half-spaces, with outputs y in half-spaces.
public struct Violation: Equatable, Sendable {
  /// The least value of each input.
  public let lower: [Double]
  /// The greatest value of each input; equal to the least where the input is fixed.
  public let upper: [Double]
  /// normal · x ≤ offset.
  public let inputConstraints: [HalfSpace]
  /// normal · y ≤ offset; no constraint means any output.
  public let outputConstraints: [HalfSpace]

  /// A violation from its parts.
  ///
  /// - Requires: as many lower bounds as upper, each finite and none greater than its partner.
  public init(
    lower: [Double], upper: [Double], inputConstraints: [HalfSpace] = [], outputConstraints: [HalfSpace]
  ) {
    precondition(
      lower.count == upper.count && zip(lower, upper).allSatisfy { $0.isFinite && $1.isFinite && $0 <= $1 },
      "Violation: bounds that are no box")
    self.lower = lower
    self.upper = upper
    self.inputConstraints = inputConstraints
    self.outputConstraints = outputConstraints
  }

  /// The inputs that are not held fixed.
  public var freeInputs: [Int] { lower.indices.filter { lower[$0] < upper[$0] } }

  /// Whether a point and its outputs lie in all parts, exactly.
  public func contains(input: [Dyadic], outputs: [Dyadic]) -> Bool {
    zip(input, zip(lower, upper)).allSatisfy { Dyadic($1.0) <= $0 && $0 <= Dyadic($1.1) }
      && inputConstraints.allSatisfy { $0.contains(input) } && outputConstraints.allSatisfy { $0.contains(outputs) }
  }
}

extension HalfSpace {
  /// Whether a point lies in the half-space, exactly.
  fileprivate func contains(_ point: [Dyadic]) -> Bool {
    zip(normal, point).reduce(Dyadic.zero) { $0 + Dyadic($1.0) * $1.1 } <= Dyadic(offset)
  }
}
