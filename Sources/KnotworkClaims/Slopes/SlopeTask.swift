import Dispatch
import Knotwork
import Synchronization

/// One search among several that share time and threads.
struct SlopeTask: Sendable {
  let probe: SlopeProbe
  let direction: [Double]
  let aim: Double
  /// Whether it is enough to know whether a slope is below ``aim``.
  var endsWhenDecided = false
  /// A value that the least slope is known not to exceed.
  var known = Double.infinity
  /// Keeps how far it has come; nil for nobody.
  var keeper: SearchKeeper?

  /// For so long a search is the work of one thread, so that what is found does not depend on their number.
  private static let alone = Duration.milliseconds(200)

  /// What the searches come to, in their order; each has what is left of the time, shared among those that are left. Threads for which no
  /// search is left help with those that take long.
  ///
  /// - Throws: what keepers do, and `InvalidCheckpoint` where what they kept does not fit.
  static func run(_ tasks: [SlopeTask], tolerance: Double, within budget: Budget) throws -> [SlopeSearch.Outcome] {
    let start = ContinuousClock.now
    let next = Atomic<Int>(0)
    let outcomes = Mutex([SlopeSearch.Outcome?](repeating: nil, count: tasks.count))
    let running = Mutex([Int: SlopeSearch]())
    let failure = Mutex<(any Error)?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    DispatchQueue.concurrentPerform(iterations: budget.threads) { _ in
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        guard number < tasks.count else { break }
        var share = budget.after(ContinuousClock.now - start)
        let threads = min(budget.threads, tasks.count)
        share.limits.duration = share.limits.duration.map { min($0, $0 * threads / (tasks.count - number)) }
        do {
          let search = try SlopeSearch(tasks[number], tolerance: tolerance, within: share)
          running.withLock { $0[number] = search }
          defer { running.withLock { $0[number] = nil } }
          var outcome = try search.run()
          if case .duration = outcome.cause, let limit = budget.limits.duration {
            outcome = SlopeSearch.Outcome(end: outcome.end, cause: .duration(limit: limit))
          }
          outcomes.withLock { [outcome] in $0[number] = outcome }
        } catch {
          failure.withLock { if $0 == nil { $0 = error } }
        }
        budget.progress.add(share: budget.part / Double(tasks.count))
        isDone.signal()
      }
      while true {
        let searches = running.withLock { Array($0.values) }
        if searches.isEmpty { return }
        if let search = searches.first(where: { ContinuousClock.now - $0.started > alone }) {
          var worker = SlopeWorker(search)
          worker.run()
        } else {
          _ = isDone.wait(timeout: .now() + .milliseconds(20))
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return outcomes.withLock { $0 }.compactMap(\.self)
  }
}
