import Knotwork
import KnotworkGeometry

extension OutputRange {
  /// A proof for others that no value is beyond the ends by more than a small part of their distance, with the points at which values near
  /// them are taken; nil where none was found.
  ///
  /// It is the proof of a claim: that values lie strictly between two bounds.
  /// - Parameters:
  ///   - terms: the expression whose range this is.
  ///   - constant: what is added to it.
  ///   - domain: where inputs lie.
  ///   - network: the network.
  ///   - budget: what it may cost; bounds farther from the ends are tried where nearer ones take too long.
  /// - Throws: `LimitReached` when the work was cancelled.
  public func certificate(
    of terms: [LinearConstraint.Term], plus constant: Double, over domain: Polytope, for network: Network,
    within budget: Budget = Budget()
  ) throws(LimitReached) -> ClaimCertificate? {
    let start = ContinuousClock.now
    let distance = max(
      maximum.bound - minimum.bound, 0x1p-20 * max(minimum.bound.magnitude, maximum.bound.magnitude), 0x1p-60)
    guard distance.isFinite else { return nil }
    let sides = domain.halfSpaces.map { Condition.constraint(LinearConstraint($0)) }
    let own = terms.filter { $0.factor != 0 }
    let parts = [1e-6, 1e-4, 1e-2]
    for (place, part) in parts.enumerated() {
      let low = (minimum.bound - part * distance - constant).nextDown
      let high = (maximum.bound + part * distance - constant).nextUp
      let below = LinearConstraint(own, atMost: low)
      let above = LinearConstraint(own.map { LinearConstraint.Term(-$0.factor, $0.variable) }, atMost: -high)
      let violation = Violation(
        lower: domain.box.lower, upper: domain.box.upper,
        condition: .any([below, above].map { .conjunction([.constraint($0)] + sides) }))
      let claim = Claim(inputCount: network.inputCount, outputCount: network.outputCount, violation: violation)
      var share = budget.after(ContinuousClock.now - start)
      share.limits.duration = share.limits.duration.map { $0 / (parts.count - place) }
      do {
        guard var certificate = try claim.certificate(for: network, prefersCases: true, within: share) else { continue }
        certificate.points = [minimum.point, maximum.point]
        return certificate
      } catch let limit {
        if limit.cause == .cancelled { throw limit }
      }
    }
    return nil
  }
}
