/// Any sink that looks at everything there is to know of regions. The engine is compiled once for all of them, not once for each: what the
/// call costs is little beside finding a region's vertices.
struct AnySink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }

  private var base: any CellSink & Sendable

  /// - Requires: a sink that looks at everything.
  init<Sink: CellSink & Sendable>(_ sink: Sink) {
    precondition(Sink.detail == .everything && !Sink.onlyCounts, "AnySink: a sink that looks at something else")
    base = sink
  }

  mutating func add(_ region: FoundCell) { base.add(region) }

  /// The sink itself.
  ///
  /// - Requires: it is of this type.
  func sink<Sink>(as type: Sink.Type = Sink.self) -> Sink {
    guard let sink = base as? Sink else { preconditionFailure("AnySink: another sink") }
    return sink
  }
}

extension CellEngine {
  /// Subdivides a domain into sinks that look at everything, in the order of a single run.
  func visit<Sink: CellSink & Sendable>(
    _ compiled: CompiledNetwork, within budget: Budget, makeSink: @Sendable () -> Sink
  ) throws -> [Sink] {
    try run(compiled, within: budget) { AnySink(makeSink()) }.map { $0.sink() }
  }

  /// Subdivides cells one after the other on one thread, as far as a number of steps goes, into a sink that looks at everything.
  ///
  /// - Throws: as ``work(_:on:steps:within:sink:finished:)``.
  func visit<Sink: CellSink & Sendable>(
    _ compiled: CompiledNetwork, in cells: [String], steps: Int, within budget: Budget, sink: Sink,
    finished: (WorkedCell, inout Sink) throws -> Void
  ) throws {
    try work(compiled, on: cells, steps: steps, within: budget, sink: AnySink(sink)) { cell, any in
      var sink: Sink = any.sink()
      try finished(cell, &sink)
      any = AnySink(sink)
    }
  }
}
