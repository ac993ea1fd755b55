import Dispatch
import Synchronization

extension Subdivision where Sink: Sendable {
  /// With several threads the first this many levels of splits are made by one, and what lies below is shared out.
  private static var captureLevel: Int { 9 }

  /// Subdivides a polygon on one or more threads, with the same result.
  ///
  /// - Parameter makeSink: makes the sink of a polygon with a number of edges.
  /// - Returns: the sink of the common levels and each part with its sink, in the order of a single run; one part without
  ///   common levels for one thread.
  static func run(
    _ compiled: CompiledNetwork, root: SubdivisionTask, threads: Int, limits: Limits, progress: DissectionProgress,
    makeSink: @Sendable (_ edgeCount: Int) -> Sink
  ) throws(LimitReached) -> (common: Sink, parts: [(task: SubdivisionTask, sink: Sink)]) {
    let meter = Meter(progress, limits: limits, start: ContinuousClock.now)
    if threads <= 1 {
      var single = Subdivision(compiled, sink: makeSink(root.corners.count), meter: meter)
      try single.run(root)
      single.sink.finish()
      return (single.sink, [])
    }
    var common = Subdivision(
      compiled, sink: makeSink(root.corners.count), meter: meter, captureLevel: captureLevel)
    try common.run(root)
    let tasks = common.captured
    let results = Mutex<[Sink?]>([Sink?](repeating: nil, count: tasks.count))
    let failure = Mutex<LimitReached?>(nil)
    let nextTask = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, max(1, tasks.count))) { _ in
      var index = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < tasks.count else { return }
      var engine = Subdivision(compiled, sink: makeSink(tasks[index].corners.count), meter: meter)
      while true {
        do throws(LimitReached) {
          try engine.run(tasks[index])
          engine.sink.finish()
        } catch {
          failure.withLock { $0 = $0 ?? error }
          return
        }
        let sink = engine.sink
        results.withLock { $0[index] = sink }
        index = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < tasks.count, failure.withLock({ $0 == nil }) else { return }
        engine.sink = makeSink(tasks[index].corners.count)
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    let sinks = results.withLock { found in
      defer { found = [] }
      return found
    }
    return (common.sink, zip(tasks, sinks).compactMap { task, sink in sink.map { (task, $0) } })
  }
}
