import Knotwork
import Synchronization

/// How far a search has come: the parts of the domain that are open. Everywhere else there is no counterexample, and no value or slope less
/// than a bound, whatever rounding does.
public struct SearchCheckpoint: Equatable, Sendable {
  /// A part of the domain that is open.
  public struct Part: Equatable, Sendable {
    /// The least value of each input.
    public let lower: [Double]
    /// The greatest value of each input.
    public let upper: [Double]
    /// What the search knows there: no value or slope in it is less; of a claim how far it is from being violated. −∞ for nothing.
    public let bound: Double
    /// For each unit of the networks, one after the other layer by layer, the phase in which it is held there: 1, −1, or 0 where it is not
    /// held; the other cases are decided. Nil where all are open.
    public let phases: [Int8]?

    /// A part by its bounds.
    public init(lower: [Double], upper: [Double], bound: Double = -.infinity, phases: [Int8]? = nil) {
      (self.lower, self.upper, self.bound, self.phases) = (lower, upper, bound, phases)
    }
  }

  /// What is known of a least value or slope.
  public struct Least: Equatable, Sendable {
    /// Nothing is less outside of the parts that are open; ∞ where nothing is left there.
    public let bound: Double
    /// A slope that is taken, rounded up; ∞ where none is known, and of values, which are computed from their inputs again.
    public let slope: Double
    /// The inputs of the least value that was found, or two points between which the least slope was; empty where there are none.
    public let points: [[Double]]

    /// What is known by its parts.
    public init(bound: Double, slope: Double = .infinity, points: [[Double]] = []) {
      (self.bound, self.slope, self.points) = (bound, slope, points)
    }
  }

  /// The parts that are open.
  public let open: [Part]
  /// How many parts were looked at.
  public let parts: Int
  /// How many linear programs were solved.
  public let programs: Int
  /// What is known of the least value or slope; nil where a claim is decided.
  public let least: Least?

  /// A checkpoint by what it says.
  public init(open: [Part], parts: Int, programs: Int, least: Least? = nil) {
    (self.open, self.parts, self.programs, self.least) = (open, parts, programs, least)
  }
}

/// Keeps checkpoints while searches go on, and says where they start. Searches have numbers: those for both ends of the range of each output one
/// after the other, as those for slopes; a claim has one search, number 0.
///
/// `save` gets the last checkpoint of every search that has one, now and then and when the work is stopped, by one thread at a time; what it
/// throws ends the work.
public final class SearchCheckpoints: Sendable {
  private struct State {
    var kept: [Int: SearchCheckpoint]
    /// When the last one of a search was kept.
    var last: [Int: ContinuousClock.Instant] = [:]
    var failure: (any Error)?
  }

  fileprivate let start: [Int: SearchCheckpoint]
  private let interval: Duration
  private let save: @Sendable ([Int: SearchCheckpoint]) throws -> Void
  private let state: Mutex<State>
  private let began = ContinuousClock.now

  /// - Parameters:
  ///   - start: where searches go on, by their numbers; the others start anew.
  ///   - interval: how often to save; less often where that takes long.
  ///   - save: keeps checkpoints; see ``SearchCheckpoints``.
  public init(
    from start: [Int: SearchCheckpoint] = [:], every interval: Duration = .seconds(1),
    save: @escaping @Sendable ([Int: SearchCheckpoint]) throws -> Void
  ) {
    (self.start, self.interval, self.save) = (start, interval, save)
    state = Mutex(State(kept: start))
  }

  /// What a save has thrown.
  fileprivate var failure: (any Error)? { state.withLock { $0.failure } }

  fileprivate func saveIfDue(_ number: Int, _ checkpoint: () -> SearchCheckpoint?) {
    _ = state.withLockIfAvailable { state in
      guard state.failure == nil, ContinuousClock.now - state.last[number, default: began] >= interval,
        let checkpoint = checkpoint()
      else { return }
      keep(checkpoint, of: number, &state)
    }
  }

  fileprivate func finish(_ number: Int, _ checkpoint: SearchCheckpoint?) throws {
    let failure = state.withLock { state in
      if let checkpoint, state.failure == nil { keep(checkpoint, of: number, &state) }
      return state.failure
    }
    if let failure { throw failure }
  }

  private func keep(_ checkpoint: SearchCheckpoint, of number: Int, _ state: inout State) {
    let start = ContinuousClock.now
    state.kept[number] = checkpoint
    do { try save(state.kept) } catch { state.failure = error }
    // At most a tenth of the time goes into saving.
    let took = ContinuousClock.now - start
    state.last[number] = ContinuousClock.now.advanced(by: max(.zero, took * 9 - interval))
  }

  /// Keeps the checkpoints of one search.
  func keeper(of number: Int) -> SearchKeeper { SearchKeeper(checkpoints: self, number: number) }
}

/// Keeps the checkpoints of one search.
struct SearchKeeper: Sendable {
  fileprivate let checkpoints: SearchCheckpoints
  fileprivate let number: Int

  /// What was done before; nil for nothing.
  var start: SearchCheckpoint? { checkpoints.start[number] }

  var hasFailed: Bool { checkpoints.failure != nil }

  /// Keeps a checkpoint where the last one was long ago; nobody waits for a thread that does so.
  func saveIfDue(_ checkpoint: () -> SearchCheckpoint?) { checkpoints.saveIfDue(number, checkpoint) }

  /// Keeps the last one, where it is known.
  ///
  /// - Throws: what keeping one has thrown.
  func finish(_ checkpoint: SearchCheckpoint?) throws { try checkpoints.finish(number, checkpoint) }
}

/// Work that keeps no checkpoints, and throws nothing but `FailedGate`.
func withoutCheckpoints<Result>(_ work: () throws -> Result) throws(FailedGate) -> Result {
  do {
    return try work()
  } catch let fault as FailedGate {
    throw fault
  } catch {
    preconditionFailure("no checkpoint is kept: \(error)")
  }
}

extension SearchCheckpoint {
  /// - Throws: `InvalidCheckpoint` where parts or points do not fit a domain, or parts a number of units.
  func requireFit(lower: [Double], upper: [Double], unitCount: Int, pointCounts: Set<Int>) throws(InvalidCheckpoint) {
    func isInside(_ low: [Double], _ high: [Double]) -> Bool {
      low.count == lower.count && high.count == lower.count
        && lower.indices.allSatisfy { lower[$0] <= low[$0] && low[$0] <= high[$0] && high[$0] <= upper[$0] }
    }
    let points = least?.points ?? []
    guard pointCounts.contains(points.count), points.allSatisfy({ isInside($0, $0) }),
      open.allSatisfy({ part in
        isInside(part.lower, part.upper)
          && part.phases.map { $0.count == unitCount && $0.allSatisfy { (-1...1).contains($0) } } ?? true
      })
    else { throw InvalidCheckpoint("the checkpoint's parts are not parts of this domain; start anew without it") }
  }
}

extension SearchState {
  /// A search that goes on where an earlier one ended; the whole question is asked of its open parts, so that what it had ruled out in one is
  /// found again.
  ///
  /// - Throws: `InvalidCheckpoint` where what was kept does not fit the domain and the network.
  convenience init(_ task: SearchTask, within budget: Budget, from keeper: SearchKeeper?) throws(InvalidCheckpoint) {
    guard let keeper, let start = keeper.start else {
      self.init(task, within: budget, open: [task.start], keeper: keeper)
      return
    }
    try start.requireFit(
      lower: task.lower, upper: task.upper, unitCount: task.network.unitCount,
      pointCounts: task.hasObjective ? [0, 1] : [0])
    guard (start.least != nil) == task.hasObjective else {
      throw InvalidCheckpoint("the checkpoint is of another question; start anew without it")
    }
    let widths = zip(task.lower, task.upper).map { $1 - $0 }
    let open = start.open.map { part in
      let share = widths.indices.reduce(1.0) { share, input in
        widths[input] > 0 ? share * (part.upper[input] - part.lower[input]) / widths[input] : share
      }
      var box = OpenBox(lower: part.lower, upper: part.upper, question: task.question, bound: part.bound, share: share)
      box.order = part.bound
      box.held = part.phases
      return box
    }
    self.init(task, within: budget, open: open, keeper: keeper)
    guard let least = start.least else { return }
    findings.withLock { $0.closedBound = least.bound }
    if let point = least.points.first {
      _ = PointSearch(state: self, relaxation: Relaxation(task.network)).offer(point)
    }
  }

  /// How far the work has come, with what is being worked on; nil where that is not known any more, and where inputs were found that refute a
  /// claim, whose box counts as done.
  var checkpoint: SearchCheckpoint? {
    // Boxes are set aside, and inputs are noted, before the box is done: asked in this order none is missed.
    let rest = boxes.rest
    let findings = findings.withLock { $0 }
    guard findings.dropped.count == 0, task.hasObjective || findings.point == nil else { return nil }
    var open = (rest + findings.stuck).map { box in
      SearchCheckpoint.Part(lower: box.lower, upper: box.upper, bound: box.bound, phases: box.held)
    }
    // The case of the least value is decided again, which finds the vertex itself.
    if let part = findings.optimumPart { open.insert(part, at: 0) }
    var least: SearchCheckpoint.Least?
    if task.hasObjective {
      least = SearchCheckpoint.Least(
        bound: min(limit, findings.closedBound), points: findings.point.map { [$0] } ?? [])
    }
    return SearchCheckpoint(open: open, parts: allParts, programs: allPrograms, least: least)
  }
}
