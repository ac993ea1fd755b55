import Dispatch
import Synchronization

/// A subdivision that can be stopped at cells and continued from them.
protocol SubdivisionEngine: ~Copyable, SendableMetatype {
  associatedtype Task: Sendable
  associatedtype Sink

  var sink: Sink { get set }
  /// The cells that were not subdivided because they lie too deep.
  var captured: [Task] { get }

  /// Subdivides everything below a task.
  mutating func run(_ task: Task) throws(LimitReached)
  /// Tells the sink that everything below its task was found.
  mutating func finish()
}

/// Runs a subdivision on one or more threads, with the same result.
enum ParallelSubdivision {
  /// With several threads the first this many levels of splits are made by one, and what lies below is shared out.
  static let captureLevel = 9

  /// Subdivides everything below a task, one sink for each part, in the order of a single run.
  ///
  /// - Parameters:
  ///   - makeSink: makes the sink of a task.
  ///   - makeEngine: makes an engine that captures what lies at a level; every thread has one of its own.
  /// - Returns: the sink of the common levels and each part with its sink; one part without common levels for one thread.
  static func run<Engine: SubdivisionEngine & ~Copyable>(
    _ root: Engine.Task, threads: Int, captureLevel: Int = captureLevel,
    makeSink: @Sendable (_ task: Engine.Task) -> Engine.Sink,
    makeEngine: @Sendable (_ sink: Engine.Sink, _ captureLevel: Int?) -> Engine
  ) throws(LimitReached) -> (common: Engine.Sink, parts: [(task: Engine.Task, sink: Engine.Sink)])
  where Engine.Sink: Sendable {
    if threads <= 1 {
      var single = makeEngine(makeSink(root), nil)
      try single.run(root)
      single.finish()
      return (single.sink, [])
    }
    var common = makeEngine(makeSink(root), captureLevel)
    try common.run(root)
    let tasks = common.captured
    let results = Mutex<[Engine.Sink?]>([Engine.Sink?](repeating: nil, count: tasks.count))
    let failure = Mutex<LimitReached?>(nil)
    let nextTask = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, max(1, tasks.count))) { _ in
      var index = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < tasks.count else { return }
      var engine = makeEngine(makeSink(tasks[index]), nil)
      while true {
        do throws(LimitReached) {
          try engine.run(tasks[index])
          engine.finish()
        } catch {
          failure.withLock { $0 = $0 ?? error }
          return
        }
        let sink = engine.sink
        results.withLock { $0[index] = sink }
        index = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < tasks.count, failure.withLock({ $0 == nil }) else { return }
        engine.sink = makeSink(tasks[index])
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

extension Subdivision: SubdivisionEngine {
  mutating func finish() { sink.finish() }
}

extension Subdivision where Sink: Sendable {
  /// Subdivides a polygon on one or more threads; see ``ParallelSubdivision``.
  static func run(
    _ compiled: CompiledNetwork, root: SubdivisionTask, threads: Int, limits: Limits, progress: DissectionProgress,
    makeSink: @Sendable (_ edgeCount: Int) -> Sink
  ) throws(LimitReached) -> (common: Sink, parts: [(task: SubdivisionTask, sink: Sink)]) {
    let meter = Meter(progress, limits: limits, start: ContinuousClock.now)
    return try ParallelSubdivision.run(
      root, threads: threads, makeSink: { makeSink($0.corners.count) },
      makeEngine: { sink, captureLevel in
        Subdivision(compiled, sink: sink, meter: meter, captureLevel: captureLevel)
      })
  }
}
