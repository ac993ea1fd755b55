import Dispatch
import KnotworkGeometry
import Synchronization

/// Which geometry subdivides cells of a number of dimensions.
///
/// An average cell has about 2^d vertices, and splitting it by them takes O(4^d) steps; a linear program takes O(d³). Measured
/// on networks of one and two hidden layers, vertices are faster up to five dimensions and half-spaces beyond.
enum CellEngine {
  /// Cells by their vertices.
  case skeleton
  /// Cells by their half-spaces.
  case signTree

  /// The faster one.
  static func best(dimension: Int) -> CellEngine { dimension <= 5 ? .skeleton : .signTree }

  /// Subdivides a domain into sinks, in the order of a single run.
  func run<Sink: CellSink & Sendable>(
    _ compiled: CompiledNetwork, within budget: Budget, checkpoints: Checkpoints? = nil,
    makeSink: @Sendable () -> Sink
  ) throws -> [Sink] {
    let (pool, threads) = (WorkPool(checkpoints), budget.threads)
    let meter = Meter(Budget.Run(budget, regionsBefore: checkpoints?.start?.regions ?? 0))
    try pool.save()
    let sinks = Mutex<[Int: Sink]>([:])
    @Sendable func work<Geometry: CellGeometry & ~Copyable>(_ geometry: Geometry.Type) {
      var engine = CellSubdivision<Geometry, Sink>(compiled, sink: makeSink(), meter: meter, pool: pool)
      engine.work { part, sink in
        let full = sink
        sinks.withLock { $0[part] = full }
        sink = makeSink()
      }
    }
    func workOnThreads<Geometry: CellGeometry & ~Copyable>(_ geometry: Geometry.Type) {
      guard threads > 1 else { return work(geometry) }
      DispatchQueue.concurrentPerform(iterations: threads) { _ in work(geometry) }
    }
    switch self {
    case .skeleton where compiled.domainRows.count >= UInt64.capacity: workOnThreads(Skeleton<WideMask>.self)
    case .skeleton: workOnThreads(Skeleton<UInt64>.self)
    case .signTree: workOnThreads(SignTree.self)
    }
    try pool.save()
    let parts = try pool.finishedParts()
    return sinks.withLock { sinks in
      defer { sinks = [:] }
      return parts.compactMap { sinks[$0] }
    }
  }
}
