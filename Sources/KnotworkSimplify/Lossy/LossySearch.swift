import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// The search for smaller networks of more than one input: proposals by samples, proofs by regions or branching.
struct LossySearch {
  private let original: Network
  private let lossless: LosslessSimplification
  private let domain: Domain
  private let error: Double
  private let budget: Budget
  private let start = ContinuousClock.now
  /// When no more networks are proposed, and when all is over.
  private let deadline: Deadline
  private let lastMoment: Deadline
  private let proof: DifferenceProof
  private var greedy: GreedyReduction?

  private(set) var curve: [LossySimplification.Step]
  private(set) var open: LossySimplification.Step?
  private(set) var end = LossySimplification.End.complete

  /// In so many dimensions all regions of a difference are looked at.
  private static let mostDimensions = 3
  /// Up to so many networks are proved for the curve alone.
  private static let mostPoints = 8
  /// With less time than this fewer inputs are compared.
  private static let littleTime = Duration.seconds(10)
  /// How long proofs by branching take without a time limit.
  static let usualProof = Duration.seconds(60)

  init(
    _ original: Network, _ lossless: LosslessSimplification, over domain: Domain, within error: Double, rows: [Double],
    budget: Budget
  ) {
    (self.original, self.lossless, self.domain, self.error) = (original, lossless, domain, error)
    self.budget = budget
    deadline = Deadline(after: budget.limits.duration.map { $0 * 0.5 }, cancelledWith: budget.progress)
    lastMoment = Deadline(after: budget.limits.duration, cancelledWith: budget.progress)
    let n = original.inputCount
    let isShort = budget.limits.duration.map { $0 < LossySearch.littleTime } ?? false
    let samples = DomainSamples(
      of: domain, count: n <= 2 ? isShort ? 23 * 23 : 41 * 41 : isShort ? 600 : 2000, grid: n == 2)
    proof = DifferenceProof(
      original: original, domain: domain, samples: DomainSamples(of: domain, count: 20_000, seed: 11))
    curve = [LossySimplification.Step(lossless.network, difference: lossless.rounding)]
    if lossless.network.layers.count > 1 {
      greedy = GreedyReduction(
        original, from: lossless.network, at: samples.rows + rows.prefix(2000 * n), until: deadline)
    }
  }

  private var rest: Budget { budget.after(ContinuousClock.now - start) }

  mutating func run() throws {
    do {
      if original.inputCount > LossySearch.mostDimensions { try removeByBounds() }
      let proposals = try propose()
      if original.inputCount <= LossySearch.mostDimensions {
        try proveByRegions(proposals)
      } else {
        try proveByBranching(proposals)
      }
    } catch let limit as LimitReached {
      end = limit.cause == .cancelled ? .cancelled : .timeLimit
    }
    if budget.progress.isCancelled { end = .cancelled }
    sort()
  }

  /// Larger networks with larger errors than another say nothing.
  private mutating func sort() {
    curve.sort {
      ($0.size.bendingUnits, $0.size.units, $0.difference.bound) < (
        $1.size.bendingUnits, $1.size.units, $1.difference.bound
      )
    }
    var kept: [LossySimplification.Step] = []
    for step in curve where kept.allSatisfy({ $0.difference.bound > step.difference.bound }) { kept.append(step) }
    curve = kept
  }

  /// Makes units linear as long as the samples allow it; the states, the largest network first. In few inputs some of them are proved
  /// on the way, for the curve, and so that there is something should time end.
  private mutating func propose() throws -> [GreedyReduction] {
    guard var state = greedy else { return [] }
    var states: [GreedyReduction] = []
    let whole = state.model.bendingCount
    var next = whole - 1
    while state.canContinue {
      if deadline.hasPassed {
        end = budget.progress.isCancelled ? .cancelled : .timeLimit
        break
      }
      var smaller: GreedyReduction?
      for rank in 0..<3 where rank == 0 || !deadline.hasPassed {
        var trial = state
        guard trial.step(rank: rank, within: error) else { break }
        if trial.error <= 0.97 * error {
          smaller = trial
          break
        }
      }
      guard let smaller else { break }
      state = smaller
      states.append(state)
      if original.inputCount <= LossySearch.mostDimensions, state.model.bendingCount <= next {
        next = state.model.bendingCount - max(1, whole / LossySearch.mostPoints)
        try addPoint(state)
      }
    }
    return states
  }

  /// Proves how far a proposal is from the original, for the curve.
  private mutating func addPoint(_ state: GreedyReduction) throws {
    guard let proposal = state.proposal() else { return }
    let difference = try proof.largest(to: proposal.network, budget: rest)
    guard difference.method == .regions || difference.bound <= error else { return }
    curve.append(LossySimplification.Step(proposal.network, difference: difference))
  }

  private mutating func proveByRegions(_ states: [GreedyReduction]) throws {
    for state in states.reversed() {
      if isOver { return }
      if try prove(state, rounds: 5) { return }
    }
  }

  /// Whether the time is over; takes note of it.
  private var isOver: Bool {
    mutating get {
      guard lastMoment.hasPassed else { return false }
      end = .timeLimit
      return true
    }
  }

  /// Whether a proposal is within the error, perhaps after it was fitted at inputs where it is not.
  private mutating func prove(_ proposed: GreedyReduction, rounds: Int) throws -> Bool {
    var state = proposed
    for round in 0..<rounds {
      guard let proposal = state.proposal() else { return false }
      let difference = try proof.largest(to: proposal.network, budget: rest)
      if difference.method == .regions || difference.bound <= error {
        curve.append(LossySimplification.Step(proposal.network, difference: difference))
      } else if difference.found <= error {
        offer(proposal.network, difference)
      }
      if difference.bound <= error { return true }
      guard difference.found > error, round + 1 < rounds, !lastMoment.hasPassed else { return false }
      state.add(around(difference.place), within: error)
      if state.error > error { return false }
    }
    return false
  }

  /// A place and some beside it.
  private func around(_ place: [Double]) -> [[Double]] {
    let box = domain.box
    var points = [place]
    for axis in place.indices {
      for sign in [-1.0, 1] {
        var point = place
        point[axis] = min(
          box.upper[axis], max(box.lower[axis], point[axis] + sign * (box.upper[axis] - box.lower[axis]) / 200))
        points.append(point)
      }
    }
    return points.filter { domain.holds($0) }
  }

  /// Keeps the smallest network that is neither proved nor refuted.
  private mutating func offer(_ network: Network, _ difference: ProvedDifference) {
    let step = LossySimplification.Step(network, difference: difference)
    if let open, open.size.bendingUnits <= step.size.bendingUnits { return }
    open = step
  }

  /// Tries the smallest network first, then those between the smallest that was proved and the largest that was not.
  private mutating func proveByBranching(_ states: [GreedyReduction]) throws {
    let whole = rest.limits.duration ?? LossySearch.usualProof
    let began = ContinuousClock.now
    var (proved, failed) = (-1, states.count)
    let attempts = 7
    for attempt in 0..<attempts where failed - proved > 1 {
      let index = attempt == 0 ? failed - 1 : (proved + failed) / 2
      let slice = max(.zero, (whole - (ContinuousClock.now - began)) / (attempts - attempt))
      if try proveByBranching(states[index], within: slice) { proved = index } else { failed = index }
    }
    if let open,
      curve.contains(where: { $0.difference.bound <= error && $0.size.bendingUnits <= open.size.bendingUnits })
    {
      self.open = nil
    }
    if open != nil { end = .timeLimit }
  }

  /// Whether a proposal is within the error, perhaps after it was fitted at inputs where it is not.
  private mutating func proveByBranching(_ proposed: GreedyReduction, within time: Duration) throws -> Bool {
    var state = proposed
    let began = ContinuousClock.now
    for _ in 0..<4 {
      guard let proposal = state.proposal() else { return false }
      var slice = rest
      slice.limits.duration = max(.zero, time - (ContinuousClock.now - began))
      let difference = try proof.largest(to: proposal.network, within: error, budget: slice)
      if difference.bound <= error {
        curve.append(LossySimplification.Step(proposal.network, difference: difference))
        return true
      }
      guard difference.found > error else {
        offer(proposal.network, difference)
        return false
      }
      guard !lastMoment.hasPassed, ContinuousClock.now - began < time else { return false }
      state.add(around(difference.place), within: error)
      if state.error > error { return false }
    }
    return false
  }

  /// Makes units linear as long as bounds on what that changes, from layer to layer, prove the error.
  private mutating func removeByBounds() throws {
    let removal = ProvedRemoval(lossless, over: domain.box)
    let most = removal.count(within: error)
    for part in [1.0, 0.5, 0.25] {
      let count = Int(Double(most) * part)
      guard count > 0, let (network, bound) = try removal.network(removing: count), bound <= error else { continue }
      var difference = proof.sampled(original.combined(with: network, sign: -1))
      (difference.bound, difference.method) = (bound, .weights)
      guard difference.found <= bound else {
        throw FailedGate(
          "a network differs by \(difference.found) at \(difference.place), and no more than \(bound) was proved")
      }
      curve.append(LossySimplification.Step(network, difference: difference))
    }
  }
}
