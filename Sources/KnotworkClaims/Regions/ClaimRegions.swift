import Dispatch
import Knotwork
import KnotworkGeometry
import Synchronization

/// Goes through the regions of the networks of a claim, and decides on each whether the violation occurs.
struct ClaimRegions {
  /// What is known of a region.
  struct Outcome {
    /// A point at which the violation occurs, to nearest doubles; nil where there is none.
    var point: [Double]?
    /// Inputs of the claim, all doubles, at which the violation occurs exactly; nil where there is none, and where none was found.
    var counterexample: [Double]?
    /// How many linear programs it took.
    var programs = 0
  }

  let claim: Claim
  let networks: [Network]
  let violation: Violation
  let joined: JoinedNetwork

  /// How many regions are looked at together; the answer does not depend on the number of threads.
  private static let batch = 64

  /// - Requires: networks of the sizes of the claim.
  init(_ claim: Claim, _ networks: [Network], _ violation: Violation, _ inputs: FreeInputs) throws {
    self.claim = claim
    self.networks = networks
    self.violation = violation
    joined = try JoinedNetwork(networks, inputs)
  }

  /// Calls `body` with each region and what is known of it, in the order of a dissection, until it returns false.
  ///
  /// - Throws: what `Network.forEachRegion` throws, `LimitReached` among it.
  func forEach(
    keeping detail: Dissection.Detail = .facets, within budget: Budget,
    _ body: (Region, Outcome) throws -> Bool
  ) throws {
    let deadline = Deadline(budget)
    var waiting: [Region] = []
    do {
      try go(keeping: detail, within: budget, deadline, &waiting, body)
    } catch is Finished {
    }
  }

  private struct Finished: Error {}

  private func go(
    keeping detail: Dissection.Detail, within budget: Budget, _ deadline: Deadline, _ waiting: inout [Region],
    _ body: (Region, Outcome) throws -> Bool
  ) throws {
    do {
      try joined.network.forEachRegion(over: .box(joined.box), keeping: detail, within: budget) { region in
        waiting.append(region)
        if waiting.count == ClaimRegions.batch { try decide(&waiting, budget.threads, deadline, body) }
      }
      try decide(&waiting, budget.threads, deadline, body)
    } catch let limit as LimitReached {
      // Regions that were found before there were too many of them count.
      if case .regions = limit.cause { try decide(&waiting, budget.threads, deadline, body) }
      throw limit
    }
  }

  private func decide(
    _ regions: inout [Region], _ threads: Int, _ deadline: Deadline, _ body: (Region, Outcome) throws -> Bool
  ) throws {
    let batch = regions
    regions.removeAll(keepingCapacity: true)
    let parts = min(max(1, threads), batch.count)
    let found = Mutex<[Int: Result<Outcome, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      var forms = RegionForms(joined.network)
      for index in (batch.count * part / parts)..<(batch.count * (part + 1) / parts) {
        let outcome = Result { try self.outcome(on: batch[index], &forms, deadline) }
        found.withLock { $0[index] = outcome }
        if case .failure = outcome { break }
      }
    }
    let outcomes = found.withLock { $0 }
    for (index, region) in batch.enumerated() {
      guard let outcome = outcomes[index] else { break }
      if try !body(region, outcome.get()) { throw Finished() }
    }
  }

  private func outcome(on region: Region, _ forms: inout RegionForms, _ deadline: Deadline) throws -> Outcome {
    let (outputs, bounds) = forms.forms(on: region)
    var decision = RegionDecision(joined, outputs: outputs, bounds: bounds, deadline)
    var outcome = Outcome()
    if let found = try decision.point(satisfying: violation.condition) {
      outcome.point = found.point.rounded
      outcome.counterexample = try decision.doubles(in: found) { point in
        let inputs = joined.inputs(at: point)
        return claim.isViolated(at: inputs, by: networks) ? inputs : nil
      }
    }
    outcome.programs = decision.programs
    return outcome
  }
}
