import KnotworkGeometry
import Dispatch
import Synchronization

/// Runs the subdivision on one or more threads, with the same result.
enum ParallelSubdivision {
  /// With several threads the first this many levels of splits are made by one, and what lies below is shared out.
  static let captureLevel = 9

  /// Subdivides the whole domain, one sink for each part, in the order of a single run.
  ///
  /// - Parameter makeSink: makes a sink for a polygon with that many edges.
  /// - Returns: the sink of the common levels and each part with its sink; one part without common levels for one thread.
  static func run<Sink: RegionSink & Sendable>(
    _ compiled: CompiledNetwork, over domain: ConvexPolygon, threads: Int, limits: Limits, progress: DissectionProgress,
    makeSink: @Sendable (_ edgeCount: Int) -> Sink
  ) throws(LimitReached) -> (common: Sink, parts: [(task: SubdivisionTask, sink: Sink)]) {
    let meter = Meter(
      progress, limits: limits, start: ContinuousClock.now)
    let root = SubdivisionTask(root: domain, compiled)
    let threads = max(1, threads)
    if threads == 1 {
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
      while true {
        let index = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < tasks.count, failure.withLock({ $0 == nil }) else { return }
        var part = Subdivision(compiled, sink: makeSink(tasks[index].corners.count), meter: meter)
        do throws(LimitReached) {
          try part.run(tasks[index])
          part.sink.finish()
        } catch {
          failure.withLock { $0 = $0 ?? error }
          return
        }
        let sink = part.sink
        results.withLock { $0[index] = sink }
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
