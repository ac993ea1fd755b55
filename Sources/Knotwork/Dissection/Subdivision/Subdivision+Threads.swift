import Dispatch
import Synchronization

/// A task of a subdivision on several threads, and where it was recorded: which run of which sink.
struct SubdivisionPart: Sendable {
  let task: SubdivisionTask
  let sink: Int
  let run: Int
}

/// What a subdivision on one or more threads leaves.
struct SubdivisionResult<Sink: RegionSink & Sendable>: Sendable {
  /// The sink of the levels of splits that one thread has made; of everything where there is only one.
  let common: Sink
  /// One sink for each thread that took part in the rest.
  var sinks: [Sink] = []
  /// The tasks below the common levels, in the order of a single run.
  var parts: [SubdivisionPart] = []
}

extension Subdivision where Sink: Sendable {
  /// With several threads the first this many levels of splits are made by one, and what lies below is shared out.
  private static var captureLevel: Int { 9 }

  /// Subdivides a polygon on one or more threads, with the same regions in the same order.
  static func run(
    _ compiled: CompiledNetwork, root: SubdivisionTask, threads: Int, limits: Limits, progress: DissectionProgress,
    makeSink: @Sendable () -> Sink
  ) throws(LimitReached) -> SubdivisionResult<Sink> {
    let meter = Meter(progress, limits: limits, start: ContinuousClock.now)
    var common = Subdivision(
      compiled, sink: makeSink(), meter: meter, captureLevel: threads > 1 ? captureLevel : nil)
    try common.run(root)
    let tasks = common.captured
    guard !tasks.isEmpty else { return SubdivisionResult(common: common.sink) }
    // The largest first: they are likely to take longest, and nothing is left to share when the last one starts.
    let order = tasks.map(\.area).enumerated().sorted { $0.element > $1.element }.map(\.offset)
    let workers = (0..<min(threads, tasks.count)).map { _ in Worker() }
    let nextTask = Atomic<Int>(0)
    let isOver = Atomic<Bool>(false)
    DispatchQueue.concurrentPerform(iterations: workers.count) { number in
      var engine = Subdivision(compiled, sink: makeSink(), meter: meter)
      var done: [Int] = []
      var failure: LimitReached?
      while failure == nil, !isOver.load(ordering: .relaxed) {
        let next = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
        guard next < tasks.count else { break }
        do throws(LimitReached) {
          try engine.run(tasks[order[next]])
          done.append(order[next])
        } catch {
          failure = error
          isOver.store(true, ordering: .relaxed)
        }
      }
      workers[number].finish(engine.sink, tasks: done, failure: failure)
    }
    return try collect(common.sink, tasks, workers)
  }

  /// The parts in the order of the tasks, each with the place where a worker recorded it.
  private static func collect(
    _ common: Sink, _ tasks: [SubdivisionTask], _ workers: [Worker]
  ) throws(LimitReached) -> SubdivisionResult<Sink> {
    var places = [(sink: Int, run: Int)?](repeating: nil, count: tasks.count)
    var sinks: [Sink] = []
    for worker in workers {
      let (sink, done, failure) = worker.take()
      if let failure { throw failure }
      guard let sink else { continue }
      for (run, index) in done.enumerated() { places[index] = (sinks.count, run) }
      sinks.append(sink)
    }
    let parts = zip(tasks, places).compactMap { task, place in
      place.map { SubdivisionPart(task: task, sink: $0.sink, run: $0.run) }
    }
    return SubdivisionResult(common: common, sinks: sinks, parts: parts)
  }

  /// What one thread leaves. Each has its own, so that none ever waits for another.
  private final class Worker: Sendable {
    private let outcome = Mutex<(sink: Sink?, tasks: [Int], failure: LimitReached?)>((nil, [], nil))

    func finish(_ sink: Sink, tasks: [Int], failure: LimitReached?) {
      outcome.withLock { $0 = (sink, tasks, failure) }
    }

    /// The outcome, which the worker no longer holds.
    func take() -> (sink: Sink?, tasks: [Int], failure: LimitReached?) {
      outcome.withLock { outcome in
        defer { outcome = (nil, [], nil) }
        return outcome
      }
    }
  }
}
