import Knotwork

extension Claim {
  /// A proof of the claim that anybody can check; nil where it is about several networks, has numbers too large, or where a part of the
  /// box is not proved however small it is: the claim may fail then.
  ///
  /// Boxes are bisected along the input to which the slack of the units' bounds, as it reaches the violation, is due most. Where there are
  /// many inputs, and where that leads to too many boxes, cases of units with linear programs close them.
  /// - Requires: a network of the sizes of the claim.
  /// - Throws: `LimitReached` when time is over or the work was cancelled.
  /// - Complexity: for each box as ``ClaimCertificate/check(against:)``.
  public func certificate(for network: Network, within budget: Budget = Budget())
    throws(LimitReached) -> ClaimCertificate?
  {
    try certificate(for: network, prefersCases: false, within: budget)
  }

  /// The same; whether cases of units are tried from the beginning on, as where bounds have to be close.
  func certificate(
    for network: Network, prefersCases: Bool, within budget: Budget
  ) throws(LimitReached) -> ClaimCertificate? {
    guard networks.count == 1, let violation else { return nil }
    let deadline = Deadline(budget)
    let inputs = violation.lower.count
    // With many inputs bisections change too little.
    let mostParts = prefersCases || inputs > ClaimCertificate.digits.count ? 0 : inputs > 6 ? 200 : 20_000
    // A finer scale has tighter bounds; a coarser one room for larger numbers.
    for scale in ClaimProver.scales {
      for usesCases in mostParts > 0 ? [false, true] : [true] {
        guard let prover = ClaimProver(violation, network, scale: scale, usesCases: usesCases) else { continue }
        switch try prover.tree(mostParts: usesCases ? .max : mostParts, within: deadline) {
        case .proved(let tree, let cases):
          return ClaimCertificate(
            digest: network.digest, violation: violation, scale: scale, tree: tree, cases: cases)
        case .open: return nil
        case .tooMany, .tooLarge: continue
        }
      }
    }
    return nil
  }
}

/// Looks for a tree of bisections, and of cases, that proves a claim.
struct ClaimProver {
  /// The scales that are tried, one after the other.
  static let scales = [40, 32, 24, 16]

  enum Outcome {
    case proved(String, [[CaseProof]])
    /// A part that cannot be bisected is not proved.
    case open
    /// More parts than were allowed.
    case tooMany
    /// Numbers are too large for the scale.
    case tooLarge
  }

  let network: IntegerNetwork
  let condition: IntegerCondition
  let box: IntegerBox
  private let cases: CaseProver?

  init?(_ violation: Violation, _ network: Network, scale: Int, usesCases: Bool = false) {
    guard let integers = IntegerNetwork(network, scale: scale),
      let condition = IntegerCondition(violation.condition, scale: scale),
      let box = IntegerBox(violation, scale: scale)
    else { return nil }
    (self.network, self.condition, self.box) = (integers, condition, box)
    cases = usesCases ? CaseProver(violation, network) : nil
    if usesCases, cases == nil { return nil }
  }

  func tree(mostParts: Int, within deadline: Deadline) throws(LimitReached) -> Outcome {
    var open = [box]
    var tree: [UInt8] = []
    var found: [[CaseProof]] = []
    while let box = open.popLast() {
      try deadline.check()
      guard tree.count < mostParts else { return .tooMany }
      guard let (bounds, isRefuted) = bounds(of: box) else { return .tooLarge }
      if isRefuted {
        tree.append(UInt8(ascii: "."))
        continue
      }
      if let cases, let trees = try cases.trees(bounds, box, within: deadline) {
        found.append(trees)
        tree.append(UInt8(ascii: "*"))
        continue
      }
      guard case .halves(let input, let below, let above) = halves(of: box, bounds) else { return .open }
      tree.append(ClaimCertificate.digits[input])
      open += [above, below]
    }
    return .proved(String(decoding: tree, as: UTF8.self), found)
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
    guard let (bounds, isRefuted) = bounds(of: box) else { return .tooLarge }
    return isRefuted ? .refuted : halves(of: box, bounds)
  }

  /// Bounds of all units on a box, and whether they show that nothing in it violates the claim; nil where numbers are too large.
  private func bounds(of box: IntegerBox) -> (bounds: IntegerBounds, isRefuted: Bool)? {
    guard
      let bounds = IntegerBounds(network, lower: box.lower, upper: box.upper, keepsShares: true),
      let isRefuted = bounds.refutes(condition)
    else { return nil }
    return (bounds, isRefuted)
  }

  private func halves(of box: IntegerBox, _ bounds: IntegerBounds) -> Step {
    guard let input = split(bounds, box), input < ClaimCertificate.digits.count else { return .stuck }
    let (below, above) = box.halves(input)
    return .halves(input: input, below: below, above: above)
  }

  /// The input to bisect; nil where none can be.
  private func split(_ bounds: IntegerBounds, _ box: IntegerBox) -> Int? {
    var scores = [Double](repeating: 0, count: box.lower.count)
    if let constraint = hardest(condition, bounds)?.constraint {
      _ = bounds.least(constraint) { level, unit, factor, _ in
        guard let shares = bounds.shares[level][unit] else { return }
        let total = shares.reduce(0) { $0 + Double($1.magnitude) }
        guard total > 0 else { return }
        let weight = Double(factor.magnitude) * Double(bounds.units[level][unit].gap) / total
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
