import Knotwork
import KnotworkGeometry

extension Claim {
  /// Decides the claim by all regions of its networks: on each of them they are affine, and whether the violation occurs is decided
  /// in
  /// exact arithmetic, boundaries included.
  ///
  /// Inputs that the violation fixes, or says are equal to others, are no dimensions of their own; several networks are taken apart
  /// side
  /// by side. A violation that no doubles were found to show leaves the claim undecided, for reasons of precision.
  ///
  /// - Parameters:
  ///   - networks: those that the claim speaks of, in its order.
  ///   - budget: threads and limits; the verdict does not depend on the number of threads.
  /// - Requires: networks of the sizes of the claim.
  /// - Returns: a verdict; sound, and complete but for violations that only numbers between doubles show.
  /// - Throws: errors that are no limits of the budget: none for networks and claims whose numbers bounds in doubles can hold.
  /// - Complexity: a few exact linear programs for each region; meant for few inputs and small boxes.
  public func verdictThroughRegions(on networks: [Network], within budget: Budget = Budget()) throws -> Verdict {
    requireSizes(networks)
    guard let violation, violation.condition != .never, let inputs = FreeInputs(violation) else {
      return .holds(ClaimProof(method: .constraints, parts: 0))
    }
    guard !inputs.lower.isEmpty else { return verdict(at: violation.lower, by: networks) }
    var (regions, programs, share, isBetween) = (0, 0, 0.0, false)
    var counterexample: [Double]?
    do {
      let search = try ClaimRegions(self, networks, violation, inputs)
      // Volumes are at hand in few dimensions; they say how much was proved when a limit is reached.
      let hasVolumes = inputs.lower.count <= 3
      let volume = search.joined.box.volume
      try search.forEach(keeping: hasVolumes ? .vertices : .facets, within: budget) { region, outcome in
        regions += 1
        programs += outcome.programs
        counterexample = outcome.counterexample
        if outcome.point == nil { share += (region.volume ?? 0) / volume } else { isBetween = true }
        return counterexample == nil
      }
    } catch let limit as LimitReached {
      return .undecided(
        OpenClaim(reason: .limit(limit.cause), provedShare: Claim.roundedDown(share), openParts: isBetween ? 2 : 1))
    } catch is InvalidNetwork {
      return .undecided(OpenClaim(reason: .precision, provedShare: 0, openParts: 1))
    } catch is InvalidGeometry {
      return .undecided(OpenClaim(reason: .precision, provedShare: 0, openParts: 1))
    }
    if let counterexample, let found = self.counterexample(at: counterexample, by: networks) { return .fails(found) }
    guard !isBetween else {
      return .undecided(OpenClaim(reason: .precision, provedShare: Claim.roundedDown(share), openParts: 1))
    }
    return .holds(ClaimProof(method: .regions, parts: regions, programs: programs))
  }

  /// The verdict where only one point is asked about.
  private func verdict(at inputs: [Double], by networks: [Network]) -> Verdict {
    guard isViolated(at: inputs, by: networks), let found = counterexample(at: inputs, by: networks) else {
      return .holds(ClaimProof(method: .regions, parts: 1))
    }
    return .fails(found)
  }

  /// A sum of rounded volumes as what is certainly less.
  private static func roundedDown(_ share: Double) -> Double {
    share.isFinite ? max(0, min(1, share - 1e-9 * (1 + share))) : 0
  }

  /// Traps where networks have other sizes than the claim.
  func requireSizes(_ networks: [Network]) {
    precondition(
      networks.count == self.networks.count
        && zip(networks, self.networks).allSatisfy {
          $0.inputCount == $1.inputCount && $0.outputCount == $1.outputCount
        }, "Claim: about networks of other sizes")
  }
}
