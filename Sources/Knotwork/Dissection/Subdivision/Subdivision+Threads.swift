import Dispatch
import Synchronization

/// A task of a subdivision on several threads, and where it was recorded: which run of which worker.
struct SubdivisionPart: Sendable {
  let task: SubdivisionTask
  let worker: Int
  let run: Int
}

/// What a subdivision on one or more threads leaves.
struct SubdivisionResult<Sink: RegionSink & ~Copyable> {
  /// One for each thread. The first one's sink has also seen the levels of splits above the tasks; all of it where nothing is
  /// shared out.
  let workers: [SubdivisionWorker<Sink>]
  /// The tasks, in the order of a single run. The first worker took the first ones, in their order.
  let parts: [SubdivisionPart]
}

extension Subdivision where Sink: ~Copyable {
  /// Subdivides a polygon on one or more threads, with the same regions in the same order.
  static func run(
    _ compiled: CompiledNetwork, root: SubdivisionTask, within budget: Budget,
    makeSink: () -> Sink
  ) throws(LimitReached) -> SubdivisionResult<Sink> {
    let start = ContinuousClock.now
    let (meter, threads) = (Meter(Budget.Run(budget)), budget.threads)
    let first = SubdivisionWorker(Subdivision(compiled, sink: makeSink(), meter: meter))
    first.engine.isSharing = threads > 1
    try first.engine.run(root)
    let tasks = first.engine.takeTasks()
    // What takes no longer than to wake other threads is not shared out.
    var done = 0
    while done < tasks.count, first.failure == nil, ContinuousClock.now - start < .microseconds(300) {
      first.run(tasks[done], number: done)
      done += 1
    }
    let alone = done
    let count = first.failure == nil ? min(threads, tasks.count - alone) : 0
    let others = (0..<max(0, count - 1)).map { _ in
      SubdivisionWorker(Subdivision(compiled, sink: makeSink(), meter: meter))
    }
    let workers = [first] + others
    let queue = IndexQueue(count: tasks.count - alone)
    let isOver = Atomic<Bool>(false)
    DispatchQueue.concurrentPerform(iterations: count) { number in
      while !isOver.load(ordering: .relaxed), let next = queue.take(fromFront: number == 0) {
        workers[number].run(tasks[alone + next], number: alone + next)
        if workers[number].failure != nil { isOver.store(true, ordering: .relaxed) }
      }
    }
    return SubdivisionResult(workers: workers, parts: try parts(tasks, of: workers))
  }

  /// The parts in the order of the tasks, each with the place where a worker recorded it.
  private static func parts(
    _ tasks: [SubdivisionTask], of workers: [SubdivisionWorker<Sink>]
  ) throws(LimitReached) -> [SubdivisionPart] {
    var parts = [SubdivisionPart?](repeating: nil, count: tasks.count)
    for (number, worker) in workers.enumerated() {
      if let failure = worker.failure { throw failure }
      for (run, index) in worker.done.enumerated() {
        parts[index] = SubdivisionPart(task: tasks[index], worker: number, run: run)
      }
    }
    return parts.map { $0! }
  }
}

extension Subdivision where Sink: ~Copyable {
  /// Whether a polygon is to be a task of its own. Complete regions lie below tasks only.
  ///
  /// Six levels down there is enough to share out; polygons that are large there are split on, so that none takes long by
  /// itself, but not without end: where the work is need not be where the area is.
  @inline(__always)
  func isTask(_ frame: Frame) -> Bool {
    if frame.candidateCount == 0 && frame.layer + 1 == compiled.depth { return true }
    if frame.level < 6 { return false }
    return frame.level >= 10
      || Corner.area(count: frame.cornerCount) { corners[frame.corners + $0] } <= compiled.volume / 64
  }

  /// What the last run has made tasks of; there will be none from now on.
  mutating func takeTasks() -> [SubdivisionTask] {
    defer { (tasks, isSharing) = ([], false) }
    return tasks
  }
}

/// One thread's part in a subdivision: for one thread at a time.
final class SubdivisionWorker<Sink: RegionSink & ~Copyable>: @unchecked Sendable {
  var engine: Subdivision<Sink>
  /// The numbers of the tasks that it has finished, in their order.
  private(set) var done: [Int] = []
  private(set) var failure: LimitReached?

  init(_ engine: consuming Subdivision<Sink>) { self.engine = engine }

  /// Subdivides everything below a task.
  func run(_ task: SubdivisionTask, number: Int) {
    do throws(LimitReached) {
      try engine.run(task)
      done.append(number)
    } catch {
      failure = error
    }
  }
}
