import Synchronization

/// How far fitting has come, and a switch that cancels it; both may be used from any thread.
public final class TrainingProgress: Sendable {
  private let done = Atomic<Int>(0)
  private let total = Atomic<Int>(0)
  private let latest = Mutex<(loss: Double, rmse: Double)?>(nil)
  private let cancelled = Atomic<Bool>(false)

  /// Progress of work that has not begun.
  public init() {}

  /// The share of the rows to be used that were used, from 0 to 1.
  public var fraction: Double {
    let total = total.load(ordering: .relaxed)
    return total > 0 ? min(1, Double(done.load(ordering: .relaxed)) / Double(total)) : 0
  }

  /// The mean squared error of the standardised target in the last epoch of some run, and its root in original units.
  public var last: (loss: Double, rmse: Double)? { latest.withLock { $0 } }

  /// Whether someone wants the work to stop.
  public var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  /// Stops the work as soon as may be; what was found so far is kept.
  public func cancel() { cancelled.store(true, ordering: .relaxed) }

  /// Says how much there will be to do altogether, in rows × epochs.
  func expect(_ rows: Int) { total.wrappingAdd(rows, ordering: .relaxed) }
  func advance(_ rows: Int) { done.wrappingAdd(rows, ordering: .relaxed) }
  func report(loss: Double, rmse: Double) { latest.withLock { $0 = (loss, rmse) } }
}
