import Dispatch
import Synchronization

/// A task of a recording on several threads, and where it was recorded: which run of which worker.
struct RecordedTask: Sendable {
  let task: RecordingTask
  let worker: Int
  let run: Int
}

/// What a recording on one or more threads leaves.
struct RecordingResult {
  /// One for each thread. The first one's record has also seen the levels of splits above the tasks; all of it where nothing
  /// is shared out.
  let workers: [RecordingWorker]
  /// The tasks, in the order of a single run. The first worker took the first ones, in their order.
  let parts: [RecordedTask]
}

extension PlanarRecord {
  /// Finds the regions over a domain in the plane on one or more threads: the same in the same order.
  convenience init(
    recording compiled: CompiledNetwork, within budget: Budget
  ) throws {
    let run = Budget.Run(budget)
    let found = try RecordingResult(compiled, within: budget)
    RegionRecorder.complete(found, threads: budget.threads)
    try self.init(&found.workers[0].engine.geometry.journal, of: compiled, in: run, threads: budget.threads)
  }
}

extension RecordingResult {
  init(_ compiled: CompiledNetwork, within budget: Budget) throws {
    let (start, threads) = (ContinuousClock.now, budget.threads)
    let meter = Meter(Budget.Run(budget))
    let first = RecordingWorker(compiled, meter)
    guard threads > 1 else {
      try first.engine.record()
      self.init(workers: [first], parts: [])
      return
    }
    let tasks = try first.engine.makeTasks()
    // What takes no longer than to wake other threads is not shared out.
    var done = 0
    while done < tasks.count, first.failure == nil, ContinuousClock.now - start < .microseconds(300) {
      first.run(tasks[done], number: done)
      done += 1
    }
    let alone = done
    let count = first.failure == nil ? min(threads, tasks.count - alone) : 0
    let others = (0..<max(0, count - 1)).map { _ in RecordingWorker(compiled, meter) }
    let workers = [first] + others
    let queue = IndexQueue(count: tasks.count - alone)
    let isOver = Atomic<Bool>(false)
    DispatchQueue.concurrentPerform(iterations: count) { number in
      while !isOver.load(ordering: .relaxed), let next = queue.take(fromFront: number == 0) {
        workers[number].run(tasks[alone + next], number: alone + next)
        if workers[number].failure != nil { isOver.store(true, ordering: .relaxed) }
      }
    }
    self.init(workers: workers, parts: try RecordingResult.parts(tasks, of: workers))
  }

  /// The parts in the order of the tasks, each with the place where a worker recorded it.
  private static func parts(_ tasks: [RecordingTask], of workers: [RecordingWorker]) throws -> [RecordedTask] {
    var parts = [RecordedTask?](repeating: nil, count: tasks.count)
    for (number, worker) in workers.enumerated() {
      if let failure = worker.failure { throw failure }
      for (run, index) in worker.done.enumerated() {
        parts[index] = RecordedTask(task: tasks[index], worker: number, run: run)
      }
    }
    return parts.map { $0! }
  }
}

/// One thread's part in a recording: for one thread at a time.
final class RecordingWorker: @unchecked Sendable {
  var engine: RecordingEngine
  /// The numbers of the tasks that it has finished, in their order.
  private(set) var done: [Int] = []
  private(set) var failure: (any Error)?

  init(_ compiled: CompiledNetwork, _ meter: Meter) {
    engine = RecordingEngine(compiled, sink: Unseen(), meter: meter)
  }

  /// Records everything below a task.
  func run(_ task: RecordingTask, number: Int) {
    do {
      try engine.record(task)
      done.append(number)
    } catch {
      failure = error
    }
  }
}
