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
    let outcome = Mutex<Outcome>(Outcome(places: [Place?](repeating: nil, count: tasks.count)))
    // Nobody ever waits for the mutex: the thread sanitizer sees who waits for a semaphore, but not for a mutex of Swift's.
    let turn = DispatchSemaphore(value: 1)
    let nextTask = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, tasks.count)) { _ in
      var engine = Subdivision(compiled, sink: makeSink(), meter: meter)
      var done: [Int] = []
      while true {
        let number = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < tasks.count else { break }
        let index = order[number]
        do throws(LimitReached) {
          try engine.run(tasks[index])
        } catch {
          turn.wait()
          outcome.withLock { $0.failure = $0.failure ?? error }
          turn.signal()
          return
        }
        done.append(index)
        turn.wait()
        let goesOn = outcome.withLock { $0.failure == nil }
        turn.signal()
        guard goesOn else { return }
      }
      let sink = engine.sink
      turn.wait()
      defer { turn.signal() }
      outcome.withLock { outcome in
        for (run, index) in done.enumerated() { outcome.places[index] = Place(sink: outcome.sinks.count, run: run) }
        outcome.sinks.append(sink)
      }
    }
    let found = outcome.withLock { outcome in
      defer { outcome.sinks = [] }
      return outcome
    }
    if let failure = found.failure { throw failure }
    let parts = zip(tasks, found.places).compactMap { task, place in
      place.map { SubdivisionPart(task: task, sink: $0.sink, run: $0.run) }
    }
    return SubdivisionResult(common: common.sink, sinks: found.sinks, parts: parts)
  }

  private typealias Place = (sink: Int, run: Int)

  /// What the threads have brought so far.
  private struct Outcome {
    var sinks: [Sink] = []
    var places: [Place?]
    var failure: LimitReached?
  }
}
