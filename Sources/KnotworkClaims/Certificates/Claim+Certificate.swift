import Knotwork

extension Claim {
  /// A proof of the claim that anybody can check; nil where it is about several networks or more than 36 inputs, has numbers too
  /// large, or
  /// where a part of the box so small that it cannot be bisected is not proved: the claim may fail then.
  ///
  /// Boxes are bisected along the input to which the slack of the units' bounds, as it reaches the violation, is due most.
  /// - Requires: a network of the sizes of the claim.
  /// - Throws: `LimitReached` when time is over or the work was cancelled.
  /// - Complexity: for each box as ``ClaimCertificate/check(against:)``.
  public func certificate(for network: Network, within budget: Budget = Budget())
    throws(LimitReached) -> ClaimCertificate?
  {
    guard networks.count == 1, let violation, violation.lower.count <= ClaimCertificate.digits.count
    else { return nil }
    let deadline = Deadline(budget)
    // A finer scale has tighter bounds; a coarser one room for larger numbers.
    for scale in ClaimProver.scales {
      guard let prover = ClaimProver(violation, network, scale: scale) else { continue }
      switch try prover.tree(within: deadline) {
      case .proved(let tree):
        return ClaimCertificate(
          digest: network.digest, violation: violation, scale: scale, tree: tree)
      case .open: return nil
      case .tooLarge: continue
      }
    }
    return nil
  }
}

/// Looks for a tree of bisections that proves a claim.
struct ClaimProver {
  /// The scales that are tried, one after the other.
  static let scales = [40, 32, 24, 16]

  enum Outcome {
    case proved(String)
    /// A part that cannot be bisected is not proved.
    case open
    /// Numbers are too large for the scale.
    case tooLarge
  }

  let network: IntegerNetwork
  let condition: IntegerCondition
  let box: IntegerBox

  init?(_ violation: Violation, _ network: Network, scale: Int) {
    guard let integers = IntegerNetwork(network, scale: scale),
      let condition = IntegerCondition(violation.condition, scale: scale),
      let box = IntegerBox(violation, scale: scale)
    else { return nil }
    (self.network, self.condition, self.box) = (integers, condition, box)
  }

  func tree(within deadline: Deadline) throws(LimitReached) -> Outcome {
    var open = [box]
    var tree: [UInt8] = []
    while let box = open.popLast() {
      try deadline.check()
      switch step(box) {
      case .tooLarge: return .tooLarge
      case .refuted: tree.append(UInt8(ascii: "."))
      case .stuck: return .open
      case .halves(let input, let below, let above):
        tree.append(ClaimCertificate.digits[input])
        open += [above, below]
      }
    }
    return .proved(String(decoding: tree, as: UTF8.self))
  }

  /// What becomes of one box.
  enum Step {
    /// Bounds show that nothing in it violates the claim.
    case refuted
    /// They do not, and it is bisected along an input.
    case halves(input: Int, below: IntegerBox, above: IntegerBox)
    /// They do not, and it is too small to be bisected.
    case stuck
    /// Numbers are too large for the scale.
    case tooLarge
  }

  /// Bounds a box, and bisects it where that does not settle it; the same for a box always, whatever was done before.
  func step(_ box: IntegerBox) -> Step {
    guard
      let bounds = IntegerBounds(network, lower: box.lower, upper: box.upper, keepsShares: true),
      let isRefuted = bounds.refutes(condition)
    else { return .tooLarge }
    if isRefuted { return .refuted }
    guard let input = split(bounds, box) else { return .stuck }
    let (below, above) = box.halves(input)
    return .halves(input: input, below: below, above: above)
  }

  /// The input to bisect; nil where none can be.
  private func split(_ bounds: IntegerBounds, _ box: IntegerBox) -> Int? {
    var scores = [Double](repeating: 0, count: box.lower.count)
    if let constraint = hardest(condition, bounds)?.constraint {
      _ = bounds.least(constraint) { level, unit, factor in
        guard let shares = bounds.shares[level][unit] else { return }
        let total = shares.reduce(0) { $0 + Double($1.magnitude) }
        guard total > 0 else { return }
        let weight = Double(factor) * Double(bounds.units[level][unit].gap) / total
        for (input, share) in shares.enumerated() {
          scores[input] += weight * Double(share.magnitude)
        }
      }
    }
    let candidates = box.lower.indices.filter { box.upper[$0] - box.lower[$0] > 1 }
    func width(_ input: Int) -> Int64 { box.upper[input] - box.lower[input] }
    return candidates.max { (scores[$0], width($0)) < (scores[$1], width($1)) }
  }

  /// The constraint that comes closest to being refuted, among those of which one is enough.
  private func hardest(
    _ condition: IntegerCondition, _ bounds: IntegerBounds
  ) -> (constraint: IntegerConstraint, slack: Int128)? {
    switch condition {
    case .constraint(let constraint):
      return bounds.least(constraint).map { (constraint, $0 - constraint.bound) }
    case .all(let parts):
      return parts.compactMap { hardest($0, bounds) }.max { $0.slack < $1.slack }
    case .any(let parts):
      return parts.compactMap { hardest($0, bounds) }.min { $0.slack < $1.slack }
    }
  }
}
