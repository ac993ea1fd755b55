import Knotwork
import KnotworkGeometry

/// A network whose weights were rounded, with what that and all before changes at most.
public struct RoundedSimplification: Sendable {
  /// The network.
  public let network: Network
  /// What its weights were rounded to.
  public let format: WeightFormat
  /// How far it is from the original.
  public let difference: ProvedDifference

  /// Rounds to a format.
  ///
  /// - Parameters:
  ///   - step: the network to be rounded, with its proved difference from the original.
  ///   - original: the network that all began with.
  ///   - domain: where.
  ///   - format: what weights are rounded to.
  ///   - budget: what proofs may cost.
  /// - Throws: `InvalidNetwork` where weights are beyond the format, `LimitReached` when the work is cancelled.
  public init(
    _ step: LossySimplification.Step, of original: Network, over domain: Domain, to format: WeightFormat,
    within error: Double? = nil, budget: Budget = Budget()
  ) throws {
    let proof = DifferenceProof(
      original: original, domain: domain, samples: DomainSamples(of: domain, count: 20_000, seed: 11))
    try self.init(step, proof, to: format, within: error, budget: budget)
  }

  private init(
    _ step: LossySimplification.Step, _ proof: DifferenceProof, to format: WeightFormat, within error: Double?,
    budget: Budget
  ) throws {
    network = try format.rounded(step.network)
    self.format = format
    difference = try proof.largest(
      to: network, within: error, roundedFrom: (ExactNetwork(step.network), step.difference.bound), budget: budget)
  }

  /// Rounds to the fewest significant digits for which an error is proved; nil where 17 are not enough.
  ///
  /// - Throws: as ``init(_:of:over:to:within:budget:)`` does.
  public static func fewestDigits(
    _ step: LossySimplification.Step, of original: Network, over domain: Domain, within error: Double,
    budget: Budget = Budget()
  ) throws -> RoundedSimplification? {
    let proof = DifferenceProof(
      original: original, domain: domain, samples: DomainSamples(of: domain, count: 20_000, seed: 11))
    let start = ContinuousClock.now
    for digits in 1...17 {
      let found = try RoundedSimplification(
        step, proof, to: .digits(digits), within: error, budget: budget.after(ContinuousClock.now - start))
      if found.difference.bound <= error { return found }
    }
    return nil
  }
}
