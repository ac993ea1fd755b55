import Knotwork
import KnotworkClaims

/// Where a claim gets its verdict: the one place that knows what can decide claims.
enum ClaimDecision {
  /// The verdict on a claim.
  ///
  /// - Requires: networks of the sizes of the claim.
  /// - Throws: as `Claim.verdictThroughRegions(on:within:)` does.
  static func verdict(on claim: Claim, of networks: [Network], within budget: Budget) throws -> Verdict {
    try claim.verdictThroughRegions(on: networks, within: budget)
  }

  /// The verdict, and where the claim holds a proof that others can check: nil where none was found, and where none is asked for.
  ///
  /// The search for a proof goes first, as a proof is a verdict; where it finds none within half of the time, the claim is decided
  /// without.
  static func verdict(
    on claim: Claim, of networks: [Network], isCertified: Bool, within budget: Budget
  ) throws -> (Verdict, ClaimCertificate?) {
    guard isCertified, networks.count == 1 else { return (try verdict(on: claim, of: networks, within: budget), nil) }
    let start = ContinuousClock.now
    var half = budget
    half.limits.duration = budget.limits.duration.map { $0 / 2 } ?? .seconds(60)
    do {
      if let certificate = try claim.certificate(for: networks[0], within: half) {
        // The gate: what is handed out has been checked.
        let parts = try certificate.check(against: networks[0])
        return (.holds(ClaimProof(method: .bounds, parts: parts)), certificate)
      }
    } catch let limit as LimitReached {
      if limit.cause == .cancelled { throw limit }
    }
    return (try verdict(on: claim, of: networks, within: budget.after(ContinuousClock.now - start)), nil)
  }
}
