import KnotworkGeometry

/// Σ factor · variable ≤ offset, where the variables are inputs and outputs of a claim's networks.
///
/// Only variables that occur have a term, so that the size does not depend on how many inputs there are.
public struct LinearConstraint: Equatable, Sendable {
  /// One summand.
  public struct Term: Equatable, Sendable {
    /// The input or output.
    public let variable: Claim.Variable
    /// What it is multiplied with; finite, not 0.
    public let factor: Double

    /// A summand.
    public init(_ factor: Double, _ variable: Claim.Variable) {
      self.factor = factor
      self.variable = variable
    }
  }

  /// The summands: inputs before outputs, by rising number.
  public let terms: [Term]
  /// What their sum may be at most; finite.
  public let offset: Double

  /// A constraint from its summands in any order.
  ///
  /// - Requires: finite numbers, factors other than 0, and each variable once.
  public init(_ terms: [Term], atMost offset: Double) {
    let sorted = terms.sorted { $0.variable < $1.variable }
    precondition(
      offset.isFinite && sorted.allSatisfy { $0.factor.isFinite && $0.factor != 0 }
        && zip(sorted, sorted.dropFirst()).allSatisfy { $0.variable != $1.variable },
      "LinearConstraint: a variable twice, or a factor that is 0 or not finite")
    self.terms = sorted
    self.offset = offset
  }

  /// The opposite inequality, its boundary included: Σ factor · variable ≥ offset.
  public var opposite: LinearConstraint {
    LinearConstraint(terms.map { Term(-$0.factor, $0.variable) }, atMost: -offset)
  }

  /// Whether inputs and outputs satisfy it, exactly.
  public func contains(inputs: [Dyadic], outputs: [Dyadic]) -> Bool {
    let sum = terms.reduce(Dyadic.zero) { sum, term in
      switch term.variable {
      case .input(let number): sum + Dyadic(term.factor) * inputs[number]
      case .output(let number): sum + Dyadic(term.factor) * outputs[number]
      }
    }
    return sum <= Dyadic(offset)
  }
}
