import CKnotworkKernels
import Knotwork
import Synchronization

/// What the threads of a search share.
final class SearchState: Sendable {
  /// What has been found so far.
  struct Findings {
    /// Inputs that meet the question, the best ones.
    var point: [Double]?
    /// The value of the objective there, in floating point.
    var value = Double.infinity
    /// The least value that exact arithmetic has found, and of which row.
    var optimum: ExactOptimum?
    var optimumRow: Int?
    /// The part of the domain where that is.
    var optimumPart: SearchCheckpoint.Part?
    /// Where earlier runs left nothing open no objective is less.
    var closedBound = Double.infinity
    /// The search contradicts itself, and this is how.
    var fault: FailedGate?
    /// Boxes that bounds in doubles cannot decide.
    var stuck: [OpenBox] = []
    /// The least bound of the objective in those, and in those beyond the number that is kept.
    var stuckBound = Double.infinity
    /// How many there are beyond that number, and their part of the domain's volume.
    var dropped = (count: 0, share: 0.0)
    /// Why the work ended early.
    var cause: LimitReached.Cause?
    /// How often exact arithmetic has refused inputs.
    var refusals = 0

    /// Takes note of the least value of an objective in a part of the domain, where none that is known is less.
    mutating func take(_ optimum: ExactOptimum, of objective: Int, in part: SearchCheckpoint.Part) {
      if let known = self.optimum, !(optimum.value < known.value) { return }
      (self.optimum, optimumRow, optimumPart) = (optimum, objective, part)
    }
  }

  /// So many boxes that cannot be decided are kept; more than exact arithmetic would look at.
  static let mostStuck = 1000

  let task: SearchTask
  let boxes: OpenBoxes<OpenBox>
  let findings = Mutex(Findings())
  let parts = Atomic<Int>(0)
  let programs = Atomic<Int>(0)
  private let exactLeaves = Atomic<Int>(0)
  private let limitBits = Atomic<UInt64>(Double.infinity.bitPattern)
  private let bestBits = Atomic<UInt64>(Double.infinity.bitPattern)
  private let budget: Budget
  private let deadline: ContinuousClock.Instant?
  private let keeper: SearchKeeper?

  /// - Parameters:
  ///   - task: what is looked for.
  ///   - budget: what it may cost.
  ///   - open: the parts where it is looked for.
  ///   - keeper: keeps how far it has come; what was done before counts.
  init(_ task: SearchTask, within budget: Budget, open: [OpenBox], keeper: SearchKeeper?) {
    self.task = task
    self.budget = budget
    self.keeper = keeper
    boxes = OpenBoxes(open)
    limitBits.store(task.limit.bitPattern, ordering: .relaxed)
    deadline = budget.limits.duration.map { ContinuousClock.now.advanced(by: $0) }
  }

  /// A search in the whole domain.
  convenience init(_ task: SearchTask, within budget: Budget) {
    self.init(task, within: budget, open: [task.start], keeper: nil)
  }

  /// What an objective must be at most to be worth finding.
  var limit: Double {
    !task.hasObjective ? 0 : Double(bitPattern: limitBits.load(ordering: .relaxed))
  }

  /// Boxes in which the objective is at least this are decided but for the gap.
  var goal: Double {
    let limit = limit
    return limit - task.gap(at: limit)
  }

  /// Whether there may be more cases that are decided in exact arithmetic.
  var mayDecideExactly: Bool { exactLeaves.load(ordering: .relaxed) < task.exactLeaves }

  /// The value of the point that is nearest to meeting the question; a hint where to look closer.
  var best: Double { Double(bitPattern: bestBits.load(ordering: .relaxed)) }

  /// Takes note of a point's value; whether none was nearer.
  func isNearest(_ value: Double) -> Bool {
    guard value < best else { return false }
    bestBits.store(value.bitPattern, ordering: .relaxed)
    return true
  }

  /// Offers inputs at which the question seems to be met, with the objective's value; true where they count, and the work is to
  /// end.
  func offer(_ point: [Double], objective value: Double, slack: Double) -> Bool {
    if task.hasObjective {
      guard value < findings.withLock({ $0.value }), task.confirm(point) else { return false }
      findings.withLock { findings in
        guard value < findings.value else { return }
        findings.value = value
        findings.point = point
        lower(findings)
      }
      return false
    }
    // Exact arithmetic takes long: it is not asked again and again where all is a matter of rounding.
    let refusals = findings.withLock { $0.refusals }
    guard refusals < 40 || slack < -1e-9 else { return false }
    guard task.confirm(point) else {
      findings.withLock { $0.refusals += 1 }
      return false
    }
    findings.withLock { if $0.point == nil { $0.point = point } }
    boxes.stop()
    return true
  }

  /// Sets the limit as findings ask for: a little above what is known where exact arithmetic will tell, and else below it by the gap.
  func lower(_ findings: Findings) {
    let gap = task.gap(at: findings.value)
    var limit = mayDecideExactly ? findings.value + gap * 1e-3 : findings.value - gap
    if let optimum = findings.optimum {
      let above = optimum.value.roundedUp
      limit = mayDecideExactly ? min(limit, above) : min(limit, above - task.gap(at: above))
    }
    limitBits.store(min(limit, self.limit).bitPattern, ordering: .relaxed)
  }

  /// Decides a case of all open units in a box; whether that is done.
  func decide(_ leaf: ExactLeaf, _ rows: [Int]) -> Bool {
    guard let objective = rows.first(where: task.objectives.contains), mayDecideExactly else { return false }
    let table = task.exact.rows.rows
    let others = rows.filter { $0 != objective }.map { table[$0] }
    let outcome: ExactLeaf.Outcome
    do {
      outcome = try leaf.least(of: table[objective], where: others) { isOver(checkingMemory: false) }
    } catch {
      findings.withLock { if $0.fault == nil { $0.fault = error } }
      boxes.stop()
      return false
    }
    exactLeaves.add(1, ordering: .relaxed)
    findings.withLock { findings in
      if case .least(let optimum) = outcome {
        findings.take(
          optimum, of: objective,
          in: SearchCheckpoint.Part(
            lower: leaf.lower, upper: leaf.upper, phases: leaf.phases.map { $0.magnitude == 1 ? $0 : 0 }))
      }
      lower(findings)
    }
    if case .open = outcome { return false }
    return true
  }

  /// Whether the time is over, or the work was cancelled.
  var isTimeOver: Bool { budget.progress.isCancelled || deadline.map { ContinuousClock.now >= $0 } ?? false }

  /// What is left of the budget.
  var budgetLeft: Budget {
    var rest = budget
    rest.limits.duration = deadline.map { max(.zero, ContinuousClock.now.duration(to: $0)) }
    return rest
  }

  /// What is left of the time, in seconds; nil without a limit.
  var secondsLeft: Double? { deadline.map { ContinuousClock.now.duration(to: $0) / .seconds(1) } }

  /// Goes on with what stays open of a box.
  func finish(_ box: OpenBox, by worker: Int, with open: [OpenBox]) {
    boxes.finish(by: worker, with: open)
    let done = box.share - open.reduce(0) { $0 + $1.share }
    if done > 0, !box.isGiven { budget.progress.add(share: done * budget.part) }
  }

  /// A box that cannot be decided in doubles.
  func setAside(_ box: OpenBox) {
    findings.withLock { findings in
      if findings.stuck.count < SearchState.mostStuck {
        findings.stuck.append(box)
      } else {
        findings.dropped.count += 1
        findings.dropped.share += box.share
      }
      findings.stuckBound = min(findings.stuckBound, box.bound)
    }
  }

  /// No objective that was not found is less, but for boxes that are open.
  var provedBound: Double { findings.withLock { min(limit, $0.stuckBound, $0.closedBound) } }

  /// How many parts were looked at, with those of earlier runs.
  var allParts: Int { (keeper?.start?.parts ?? 0) + parts.load(ordering: .relaxed) }
  /// How many programs were solved, with those of earlier runs.
  var allPrograms: Int { (keeper?.start?.programs ?? 0) + programs.load(ordering: .relaxed) }

  /// Whether the work has to end; looks at clock, memory and whether it was cancelled. Now and then it keeps a checkpoint.
  func isOver(checkingMemory: Bool) -> Bool {
    keeper?.saveIfDue { checkpoint }
    var cause: LimitReached.Cause?
    if budget.progress.isCancelled || keeper?.hasFailed ?? false {
      cause = .cancelled
    } else if let deadline, let limit = budget.limits.duration, ContinuousClock.now >= deadline {
      cause = .duration(limit: limit)
    } else if checkingMemory, let limit = budget.limits.memory, kw_resident_memory() > limit {
      cause = .memory(limit: limit)
    } else if let limit = budget.limits.regions, parts.load(ordering: .relaxed) > limit {
      cause = .regions(limit: limit)
    }
    // The first box gives bounds at least.
    guard let cause, !task.hasObjective || parts.load(ordering: .relaxed) > 0 else { return false }
    findings.withLock { if $0.cause == nil { $0.cause = cause } }
    boxes.stop()
    return true
  }
}
