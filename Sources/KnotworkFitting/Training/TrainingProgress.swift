import Knotwork
import Synchronization

/// How far fitting has come, and what ends it: a switch that cancels it and a deadline. May be used from any thread.
public final class TrainingProgress: Sendable {
  private let done = Atomic<Int>(0)
  private let total = Atomic<Int>(0)
  private let latest = Mutex<(loss: Double, rmse: Double)?>(nil)
  private let stage = Mutex<String?>(nil)
  private let cancelled = Atomic<Bool>(false)
  private let late = Atomic<Bool>(false)
  private let deadline: Deadline
  private let work: Budget.Progress?

  /// Why work ended early.
  public enum Stop: Equatable, Sendable {
    /// Someone wanted it to.
    case cancelled
    /// It had taken as long as it may.
    case timeLimit(Duration)
  }

  /// Progress of work that begins now, and takes no longer than the time given.
  ///
  /// - Parameters:
  ///   - timeLimit: nil for as long as it takes.
  ///   - work: when this is cancelled, the fitting is too.
  public init(timeLimit: Duration? = nil, cancelledWith work: Budget.Progress? = nil) {
    deadline = Deadline(after: timeLimit)
    self.work = work
  }

  /// The share of the rows to be used that were used, from 0 to 1.
  public var fraction: Double {
    let total = total.load(ordering: .relaxed)
    return total > 0 ? min(1, Double(done.load(ordering: .relaxed)) / Double(total)) : 0
  }

  /// The mean squared error of the standardised target in the last epoch of some run, and its root in original units.
  public var last: (loss: Double, rmse: Double)? { latest.withLock { $0 } }

  /// What is done that is no training: "sum of broken lines"; nil while networks are trained.
  public var phase: String? { stage.withLock { $0 } }

  /// Says what is done during some work.
  package func during<Result, Failure: Error>(
    _ phase: String, _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    stage.withLock { $0 = phase }
    defer { stage.withLock { $0 = nil } }
    return try work()
  }

  /// Whether the work is to stop.
  public var isCancelled: Bool {
    if isStopped || late.load(ordering: .relaxed) { return true }
    guard deadline.hasPassed else { return false }
    late.store(true, ordering: .relaxed)
    return true
  }

  private var isStopped: Bool { cancelled.load(ordering: .relaxed) || work?.isCancelled ?? false }

  /// Why the work is to stop; nil where it is not.
  public var stop: Stop? {
    guard isCancelled else { return nil }
    guard !isStopped, let limit = deadline.limit else { return .cancelled }
    return .timeLimit(limit)
  }

  /// The deadline.
  public var until: Deadline { deadline }

  /// Stops the work as soon as may be; what was found so far is kept.
  public func cancel() { cancelled.store(true, ordering: .relaxed) }

  /// Says how much there will be to do altogether, in rows × epochs.
  func expect(_ rows: Int) { total.wrappingAdd(rows, ordering: .relaxed) }
  func advance(_ rows: Int) { done.wrappingAdd(rows, ordering: .relaxed) }
  func report(loss: Double, rmse: Double) { latest.withLock { $0 = (loss, rmse) } }
}
