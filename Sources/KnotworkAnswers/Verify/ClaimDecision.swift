import Knotwork
import KnotworkClaims

/// Where a claim gets its verdict: the one place that knows what can decide claims.
enum ClaimDecision {
  /// So many regions are looked at before bounds are tried: each takes about a millisecond.
  private static let mostRegions = 200

  /// The verdict on a claim.
  ///
  /// All regions of a small network are found at once, and decide without rounding; larger ones are decided by bounds, and where doubles
  /// cannot tell by regions again.
  /// - Requires: networks of the sizes of the claim.
  /// - Throws: as `Claim.verdictThroughRegions(on:within:)` does.
  static func verdict(
    on claim: Claim, of networks: [Network], within budget: Budget, checkpoints: SearchCheckpoints? = nil
  ) throws -> Verdict {
    let start = ContinuousClock.now
    if isSmall(claim, networks) {
      var few = budget
      few.limits.regions = min(budget.limits.regions ?? .max, mostRegions)
      few.limits.duration = min(budget.limits.duration ?? .seconds(1), .seconds(1))
      let verdict = try claim.verdictThroughRegions(on: networks, within: few)
      guard case .undecided = verdict else { return verdict }
    }
    let verdict = try claim.verdict(
      on: networks, within: budget.after(ContinuousClock.now - start), checkpoints: checkpoints)
    guard case .undecided(let open) = verdict, open.reason == .precision else { return verdict }
    let rest = budget.after(ContinuousClock.now - start)
    let exact = try claim.verdictThroughRegions(on: networks, within: rest)
    if case .undecided = exact { return verdict }
    return exact
  }

  private static func isSmall(_ claim: Claim, _ networks: [Network]) -> Bool {
    let units = networks.reduce(0) { $0 + $1.layers.dropLast().reduce(0) { $0 + $1.unitCount } }
    return claim.violation.map { $0.freeInputs.count <= 3 } ?? true && units <= 64
  }

  /// The verdict, and where the claim holds a proof that others can check: nil where none was found, and where none is asked for.
  ///
  /// The search for a proof goes first, as a proof is a verdict; where it finds none within half of the time, the claim is decided
  /// without.
  static func verdict(
    on claim: Claim, of networks: [Network], isCertified: Bool, within budget: Budget,
    checkpoints: SearchCheckpoints? = nil
  ) throws -> (Verdict, ClaimCertificate?) {
    guard isCertified, networks.count == 1 else {
      return (try verdict(on: claim, of: networks, within: budget, checkpoints: checkpoints), nil)
    }
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
