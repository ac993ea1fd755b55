import Dispatch
import KnotworkGeometry
import Synchronization

/// Which geometry subdivides cells of a number of dimensions.
///
/// An average cell has about 2^d vertices, and splitting it by them takes O(4^d) steps; a linear program takes O(d³). Measured
/// on networks of one and two hidden layers, vertices are faster up to five dimensions and half-spaces beyond.
enum CellEngine {
  /// Polygons, in the plane.
  case polygon
  /// Cells by their vertices.
  case vertices
  /// Cells by their half-spaces.
  case halfSpaces

  /// The faster one.
  static func best(dimension: Int) -> CellEngine { dimension <= 5 ? withVertices(dimension: dimension) : .halfSpaces }

  /// The one that knows the vertices of cells.
  static func withVertices(dimension: Int) -> CellEngine { dimension == 2 ? .polygon : .vertices }

  /// Subdivides a domain into sinks, in the order of a single run.
  func run<Sink: CellSink & Sendable>(
    _ compiled: CompiledNetwork, within budget: Budget, checkpoints: Checkpoints? = nil,
    makeSink: @Sendable () -> Sink
  ) throws -> [Sink] {
    let start = ContinuousClock.now
    let (pool, threads) = (WorkPool(checkpoints), budget.threads)
    let meter = Meter(Budget.Run(budget, regionsBefore: checkpoints?.start?.regions ?? 0))
    try pool.save()
    let sinks = Mutex<[Int: Sink]>([:])
    @Sendable func keep(_ part: Int, _ sink: inout Sink) {
      let full = sink
      sinks.withLock { $0[part] = full }
      sink = makeSink()
    }
    func workOnThreads<Geometry: CellGeometry & ~Copyable>(_ geometry: Geometry.Type) {
      @Sendable func makeWorker() -> CellWorker<Geometry, Sink> {
        CellWorker(Subdivision(compiled, sink: makeSink(), meter: meter, pool: pool))
      }
      let first = makeWorker()
      // What takes no longer than to wake other threads is not shared out.
      let wakeTime = threads > 1 ? start + .microseconds(300) : nil
      guard !first.engine.work(until: wakeTime, finished: keep) else { return }
      DispatchQueue.concurrentPerform(iterations: threads) { number in
        _ = (number == 0 ? first : makeWorker()).engine.work(finished: keep)
      }
    }
    switch self {
    case .polygon: workOnThreads(PolygonCells<NoJournal>.self)
    case .vertices where compiled.domainForms.count >= UInt64.capacity: workOnThreads(VertexCells<WideMask>.self)
    case .vertices: workOnThreads(VertexCells<UInt64>.self)
    case .halfSpaces: workOnThreads(HalfSpaceCells.self)
    }
    try pool.save()
    let parts = try pool.finishedParts()
    return sinks.withLock { sinks in
      defer { sinks = [:] }
      return parts.compactMap { sinks[$0] }
    }
  }
}

/// One thread's engine: for one thread at a time.
private final class CellWorker<Geometry: CellGeometry & ~Copyable, Sink: CellSink>: @unchecked Sendable {
  var engine: Subdivision<Geometry, Sink>
  init(_ engine: consuming Subdivision<Geometry, Sink>) { self.engine = engine }
}
