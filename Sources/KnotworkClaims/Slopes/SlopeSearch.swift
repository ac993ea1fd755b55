import CKnotworkKernels
import Knotwork
import KnotworkGeometry
import Synchronization

/// What the threads of a search for the least slope of a row along a direction share.
///
/// Bounds are affine forms of the gradient in the phases of open units; where few are open, linear programs over points, phases and their
/// products, case by case; cases of all units in rational arithmetic. Boxes whose bound is least go first (decision 0084).
final class SlopeSearch: Sendable {
  /// What costs are worth; measured with ClaimBenchmark.
  struct Tuning {
    /// With so many open units at most programs are solved.
    var cases = 45
    /// So many programs in a box before it is split.
    var programs = 200
    /// The numbers that a program may have.
    var room = 4_000_000
    /// So many cases are decided in rational arithmetic.
    var exactLeaves = 200
    /// Points and steps at the start.
    var samples = 200
    var steps = 600
  }

  /// What is known when a search ends.
  struct Outcome {
    let end: SlopeRange.End
    let cause: LimitReached.Cause?
  }

  /// What has been found so far.
  private struct Findings {
    /// The least slope of a region or between points, and the points.
    var best: ExactQuotient?
    var bestValue: Double
    var pair: (slope: ExactQuotient, pair: SlopePair)?
    /// How large slopes are.
    var scale = 0.0
    /// Boxes in which nothing more can be found out, and the least bound of these and of those beyond the number that is kept.
    var stuck: [SlopeBox] = []
    var stuckBound = Double.infinity
    var dropped = 0
    /// Where earlier runs left nothing open no slope is less.
    var closedBound = Double.infinity
    var exactLeaves = 0
    var parts = 0
    var cause: LimitReached.Cause?
  }

  let probe: SlopeProbe
  let direction: [Double]
  /// Whether slopes are below it is to be decided in any case.
  let aim: Double
  /// Whether it is enough to know that.
  private let endsWhenDecided: Bool
  /// By how much the least slope may be missed, relative to the greatest that were seen.
  let tolerance: Double
  let tuning: Tuning
  let boxes: OpenBoxes<SlopeBox>
  let started = ContinuousClock.now
  private let findings: Mutex<Findings>
  private let budget: Budget
  private let deadline: ContinuousClock.Instant?
  private let keeper: SearchKeeper?

  /// Goes on from what the task's keeper has.
  ///
  /// - Throws: `InvalidCheckpoint` where that does not fit the domain.
  init(
    _ task: SlopeTask, tolerance: Double, within budget: Budget, tuning: Tuning = Tuning()
  ) throws(InvalidCheckpoint) {
    (probe, direction, aim, endsWhenDecided) = (task.probe, task.direction, task.aim, task.endsWhenDecided)
    (self.tolerance, self.tuning, self.budget, keeper) = (tolerance, tuning, budget, task.keeper)
    findings = Mutex(Findings(bestValue: task.known))
    deadline = budget.limits.duration.map { ContinuousClock.now.advanced(by: $0) }
    let (lower, upper) = (task.probe.domain.box.lower, task.probe.domain.box.upper)
    guard let start = keeper?.start else {
      boxes = OpenBoxes([SlopeBox(lower: lower, upper: upper)])
      return
    }
    try start.requireFit(
      lower: lower, upper: upper, unitCount: task.probe.network.unitCount, pointCounts: [0, 2])
    guard let least = start.least else {
      throw InvalidCheckpoint("the checkpoint is of another question; start anew without it")
    }
    boxes = OpenBoxes(
      start.open.map { part in
        var box = SlopeBox(lower: part.lower, upper: part.upper)
        box.bound = part.bound
        return box
      })
    findings.withLock { $0.closedBound = least.bound }
    if least.slope.isFinite { improve(ExactQuotient(Dyadic(least.slope), over: .one)) }
    if least.points.count == 2 {
      guard let found = probe.pair(from: least.points[0], to: least.points[1], along: direction) else {
        throw InvalidCheckpoint("the checkpoint's points do not lie along the input; start anew without it")
      }
      improve(found.slope, found.pair)
    }
  }

  /// Works, alone unless others work on it too, until the end is known, or a limit is reached.
  func run() throws -> Outcome {
    var worker = SlopeWorker(self)
    worker.sample()
    worker.run()
    try keeper?.finish(checkpoint)
    return outcome
  }

  /// How far the work has come, with what is being worked on; nil where that is not known any more.
  private var checkpoint: SearchCheckpoint? {
    // Boxes are set aside before they are done: asked in this order none is missed.
    let rest = boxes.rest
    let findings = findings.withLock { $0 }
    guard findings.dropped == 0 else { return nil }
    let open = (rest + findings.stuck).map {
      SearchCheckpoint.Part(lower: $0.lower, upper: $0.upper, bound: $0.bound)
    }
    let least = SearchCheckpoint.Least(
      bound: min(threshold(findings), findings.closedBound), slope: findings.best.map(\.roundedUp) ?? .infinity,
      points: findings.pair.map { [$0.pair.from, $0.pair.to] } ?? [])
    return SearchCheckpoint(open: open, parts: findings.parts, programs: 0, least: least)
  }

  /// What is known now.
  private var outcome: Outcome {
    let rest = boxes.rest.map(\.bound).min() ?? .infinity
    return findings.withLock { findings in
      let threshold = threshold(findings)
      let bound = min(threshold, findings.stuckBound, findings.closedBound, rest)
      let value = findings.best.map(\.rounded) ?? .infinity
      let isStuck = findings.stuckBound < threshold
      return Outcome(
        end: SlopeRange.End(slope: max(value, bound), bound: bound, pair: findings.pair?.pair),
        cause: findings.cause ?? (isStuck ? .regions(limit: tuning.exactLeaves) : nil))
    }
  }

  private func threshold(_ findings: Findings) -> Double {
    // Slopes that are known are rounded up.
    if endsWhenDecided { return findings.bestValue < aim ? findings.bestValue.nextDown : aim }
    let gap = tolerance * findings.scale
    return findings.bestValue < aim ? findings.bestValue - gap : max(findings.bestValue - gap, aim)
  }

  /// Boxes whose bound reaches it are done.
  var threshold: Double { findings.withLock { threshold($0) } }

  /// Slopes that are less than it are worth a closer look.
  var worth: Double { findings.withLock { $0.bestValue - 1e-3 * tolerance * $0.scale } }

  /// The least slope that is known.
  var bestValue: Double { findings.withLock { $0.bestValue } }

  /// Whether no slope was found yet.
  var isNothingFound: Bool { findings.withLock { $0.best == nil } }

  /// Whether a slope is less than those of all pairs.
  func isBelowPairs(_ slope: ExactQuotient) -> Bool {
    findings.withLock { findings in findings.pair.map { slope < $0.slope } ?? true }
  }

  /// Whether the work has to end.
  func isOver() -> Bool {
    keeper?.saveIfDue { checkpoint }
    let hasFailed = keeper?.hasFailed ?? false
    return findings.withLock { findings in
      guard findings.cause == nil, findings.parts > 0 else { return findings.cause != nil }
      if endsWhenDecided, let pair = findings.pair, pair.pair.slope < aim { return true }
      if budget.progress.isCancelled || hasFailed {
        findings.cause = .cancelled
      } else if let deadline, let limit = budget.limits.duration, ContinuousClock.now >= deadline {
        findings.cause = .duration(limit: limit)
      } else if findings.parts & 63 == 0, let limit = budget.limits.memory, kw_resident_memory() > limit {
        findings.cause = .memory(limit: limit)
      } else if let limit = budget.limits.regions, findings.parts > limit {
        findings.cause = .regions(limit: limit)
      }
      return findings.cause != nil
    }
  }

  /// Whether the time is over, or the work was cancelled.
  var isTimeOver: Bool { budget.progress.isCancelled || deadline.map { ContinuousClock.now >= $0 } ?? false }

  /// What is left of the time, in seconds.
  var secondsLeft: Double? { deadline.map { (ContinuousClock.now.duration(to: $0)) / .seconds(1) } }

  /// One more box is looked at.
  func countBox() { findings.withLock { $0.parts += 1 } }

  /// A slope was seen, or bounds on slopes that say how large they are where nothing else does.
  func see(_ size: Double, isBound: Bool = false) {
    guard size.isFinite else { return }
    findings.withLock { if !isBound || $0.scale == 0 { $0.scale = max($0.scale, size) } }
  }

  /// Nothing more can be found out in a box.
  func setAside(_ box: SlopeBox) {
    findings.withLock { findings in
      findings.stuckBound = min(findings.stuckBound, box.bound)
      if findings.stuck.count < SearchState.mostStuck { findings.stuck.append(box) } else { findings.dropped += 1 }
    }
  }

  /// Whether one more case may be decided in rational arithmetic.
  func takeExactLeaf() -> Bool {
    findings.withLock { findings in
      guard findings.exactLeaves < tuning.exactLeaves else { return false }
      findings.exactLeaves += 1
      return true
    }
  }

  /// A slope that is taken.
  func improve(_ slope: ExactQuotient, _ pair: SlopePair? = nil) {
    findings.withLock { findings in
      if let pair, findings.pair.map({ slope < $0.slope }) ?? true { findings.pair = (slope, pair) }
      if let best = findings.best, best <= slope { return }
      findings.best = slope
      let value = slope.roundedUp
      findings.bestValue = min(findings.bestValue, value)
      findings.scale = max(findings.scale, value.isFinite ? value.magnitude : 0)
    }
  }
}
