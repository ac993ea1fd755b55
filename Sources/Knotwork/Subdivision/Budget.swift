import CKnotworkKernels
import Synchronization

/// How much work may be done before it stops.
public struct Limits: Sendable {
  /// The largest number of regions, or nil for as many as there are.
  public var regions: Int?
  /// The longest time, or nil for as long as it takes.
  public var duration: Duration?
  /// The largest number of bytes of memory that the process holds while regions are found, or nil for as many as it takes.
  public var memory: Int?
  /// The largest number of steps that a thread takes, or nil for as many as it needs: the same everywhere, as no time is.
  var steps: Int?

  /// Limits; all are optional.
  public init(regions: Int? = nil, duration: Duration? = nil, memory: Int? = nil) {
    self.regions = regions
    self.duration = duration
    self.memory = memory
  }

  /// No limits.
  public static let none = Limits()
}

/// Work was stopped before it was complete; says why and what had been found by then.
public struct LimitReached: Error, Equatable, CustomStringConvertible, Sendable {
  /// What stopped the work.
  public enum Cause: Equatable, Sendable {
    /// More regions than allowed.
    case regions(limit: Int)
    /// More time than allowed.
    case duration(limit: Duration)
    /// More memory than allowed, in bytes.
    case memory(limit: Int)
    /// More steps than allowed; see ``WorkedCell``.
    case steps(limit: Int)
    /// ``Budget/Progress/cancel()`` was called.
    case cancelled
  }

  /// What stopped the work.
  public let cause: Cause
  /// A lower bound on the number of regions: those found before the stop.
  public let regionsFound: Int

  /// A stop for a reason.
  package init(cause: Cause, regionsFound: Int) {
    self.cause = cause
    self.regionsFound = regionsFound
  }

  /// One sentence for people.
  public var description: String {
    let reason =
      switch cause {
      case .regions(let limit): "the limit of \(limit.counted("region")) was reached"
      case .duration(let limit): "the time limit of \(limit) was reached"
      case .memory(let limit): "the limit of \(limit.counted("byte")) of memory was reached"
      case .steps(let limit): "the limit of \(limit.counted("step")) was reached"
      case .cancelled: "cancelled"
      }
    return
      "\(reason); at least \(regionsFound.counted("region exists", "regions exist")), the dissection is not complete"
  }
}

/// What work may cost: how many threads share it, when it stops, and where to read meanwhile how far it has come.
///
/// A value that may be used again: limits count anew for each piece of work.
public struct Budget: Sendable {
  /// How many threads share the work, 1 at least; no result depends on it.
  public var threads: Int
  /// When to give up.
  public var limits: Limits
  /// Where to read, meanwhile, how far the work has come, and to cancel it.
  public var progress: Progress
  /// Which part of the work that ``progress`` tells of this is, from 0 to 1.
  package var part = 1.0

  /// A budget: one thread and no limits unless given.
  public init(threads: Int = 1, limits: Limits = .none, progress: Progress = Progress()) {
    self.threads = max(1, threads)
    self.limits = limits
    self.progress = progress
  }

  /// The same budget for one of several parts of the work.
  package func share(of count: Int) -> Budget {
    var share = self
    share.part /= Double(max(1, count))
    return share
  }

  /// The same budget for work that progress says nothing of; what cancels one cancels both.
  package var unseen: Budget {
    var unseen = self
    unseen.progress = Progress(cancelledWith: progress)
    return unseen
  }

  /// What is left of the budget when some time has been spent: the same with a shorter duration, never below 0.
  public func after(_ elapsed: Duration) -> Budget {
    var rest = self
    rest.limits.duration = limits.duration.map { max(.zero, $0 - elapsed) }
    return rest
  }
}

extension Budget {
  /// How far work has come; may be read from another thread while it goes on.
  public final class Progress: Sendable {
    private let count = Atomic<Int>(0)
    private let share = Atomic<Int>(0)
    private let cancelled = Atomic<Bool>(false)
    private let parent: Progress?

    /// Progress of work that has not started.
    public init() { parent = nil }

    /// Progress of work that is cancelled with other work.
    fileprivate init(cancelledWith parent: Progress) { self.parent = parent }

    /// Regions found so far, by all work that reports here.
    public var regions: Int { count.load(ordering: .relaxed) }
    /// The part of the work that is done, as far as can be told, from 0 to 1.
    public var fraction: Double { min(1, Double(share.load(ordering: .relaxed)) * 0x1p-52) }
    /// Whether the work was asked to stop.
    public var isCancelled: Bool { cancelled.load(ordering: .relaxed) || parent?.isCancelled ?? false }

    /// Asks the work to stop; it throws ``LimitReached`` soon after.
    public func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// So much of the work is done that is not counted in regions.
    package func add(share: Double) { add(regions: 0, fraction: share) }

    fileprivate func add(regions: Int, fraction: Double) {
      share.wrappingAdd(Int(fraction * 0x1p52), ordering: .relaxed)
      count.wrappingAdd(regions, ordering: .relaxed)
    }
  }

  /// One piece of work within a budget, which the threads that do it share.
  final class Run: Sendable {
    let progress: Progress
    let limits: Limits
    let deadline: ContinuousClock.Instant?
    /// How many regions an earlier run of the same work has found; limits are about those of this run.
    let regionsBefore: Int
    private let count: Atomic<Int>
    private let stopped = Atomic<Bool>(false)

    /// - Parameter regionsBefore: those that an earlier run of the same work has found.
    init(_ budget: Budget, regionsBefore: Int = 0) {
      progress = budget.progress
      limits = budget.limits
      deadline = budget.limits.duration.map { ContinuousClock.now.advanced(by: $0) }
      self.regionsBefore = regionsBefore
      count = Atomic(regionsBefore)
      progress.add(regions: regionsBefore, fraction: 0)
    }

    /// Ends the work from within.
    func stop() { stopped.store(true, ordering: .relaxed) }

    /// Whether the work was ended from within; regions found since then were not taken.
    var isEnded: Bool { stopped.load(ordering: .relaxed) }

    var isStopped: Bool { stopped.load(ordering: .relaxed) || progress.isCancelled }

    /// Why the work has to end now, whatever was found: it was cancelled or ended from within, or its time is up; nil while it may go on.
    var reasonToEnd: LimitReached.Cause? {
      if isStopped { return .cancelled }
      guard let deadline, let limit = limits.duration, ContinuousClock.now > deadline else { return nil }
      return .duration(limit: limit)
    }

    /// Ends work that goes on behind the search for regions, which are known to be so many at least.
    func requireTime(regionsFound: Int) throws(LimitReached) {
      if let cause = reasonToEnd { throw LimitReached(cause: cause, regionsFound: regionsFound) }
    }

    /// Adds what one thread has done, and returns the number of regions that all have found.
    func add(regions: Int, fraction: Double) -> Int {
      progress.add(regions: regions, fraction: fraction)
      return count.wrappingAdd(regions, ordering: .relaxed).newValue
    }
  }
}

/// Counts one thread's work against the limits, rarely touching what the threads share.
struct Meter {
  let run: Budget.Run
  /// The number of regions that were counted.
  private(set) var total = 0
  private var regions = 0
  private var share = 0.0
  private var ticks = 0
  private var flushes = 0

  init(_ run: Budget.Run) { self.run = run }

  /// Regions were found that make up a share of the work.
  @inline(__always)
  mutating func count(_ found: Int = 1, share: Double) {
    regions &+= found
    total &+= found
    self.share += share
  }

  /// Regions were found that are all of a cell: a share of the work that every split halves.
  @inline(__always)
  mutating func count(_ found: Int = 1, level: Int) {
    // 2^−level.
    count(found, share: Double(bitPattern: UInt64(truncatingIfNeeded: max(0, 1023 - level)) << 52))
  }

  /// Called once per step in place of ``tick()``; says every 16 steps that it is time to look around, at the limits only if
  /// ``isDue``, which takes longer.
  @inline(__always)
  mutating func step() -> Bool {
    ticks &+= 1
    return ticks & 15 == 0
  }

  /// Whether it is time to look at clock and limits.
  var isDue: Bool { ticks & 255 == 0 }

  /// Called once per step; looks at clock and limits every 256 steps, and says when it does.
  @inline(__always) @discardableResult
  mutating func tick() throws(LimitReached) -> Bool {
    ticks &+= 1
    guard ticks & 255 == 0 else { return false }
    try flush()
    return true
  }

  @inline(never)
  mutating func flush() throws(LimitReached) {
    let total = run.add(regions: regions, fraction: share)
    regions = 0
    share = 0
    let limits = run.limits
    if let limit = limits.regions, total - run.regionsBefore > limit {
      // How many more other threads have found by now is chance.
      throw LimitReached(cause: .regions(limit: limit), regionsFound: run.regionsBefore + limit + 1)
    }
    if let cause = run.reasonToEnd { throw LimitReached(cause: cause, regionsFound: total) }
    if let limit = limits.steps, ticks >= limit {
      throw LimitReached(cause: .steps(limit: limit), regionsFound: total)
    }
    flushes &+= 1
    // Asking the system takes longer than looking at the clock.
    if let limit = limits.memory, flushes & 15 == 0, kw_resident_memory() > limit {
      throw LimitReached(cause: .memory(limit: limit), regionsFound: total)
    }
  }
}
