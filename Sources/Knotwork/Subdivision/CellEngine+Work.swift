extension CellEngine {
  /// Subdivides cells one after the other on one thread, as far as a number of steps goes.
  ///
  /// - Parameters:
  ///   - sink: takes what is found in all cells.
  ///   - finished: is called behind each cell with what was done of it, and with the sink.
  /// - Throws: ``LimitReached`` for other limits than that of steps, ``InvalidCheckpoint`` for what is no cell of the tree, and what
  ///   `finished` throws.
  func work<Sink: CellSink>(
    _ compiled: CompiledNetwork, on cells: [String], steps: Int, within budget: Budget, sink: Sink,
    finished: (WorkedCell, inout Sink) throws -> Void
  ) throws {
    func work<Geometry: CellGeometry & ~Copyable>(_ geometry: Geometry.Type) throws {
      var engine = Subdivision<Geometry, Sink>(compiled, sink: sink, meter: Meter(Budget.Run(budget, steps: steps)))
      try engine.work(on: cells) { cell, engine in try finished(cell, &engine.sink) }
    }
    switch self {
    case .polygon: try work(PolygonCells<NoJournal>.self)
    case .vertices where compiled.domainForms.count >= UInt64.capacity: try work(VertexCells<WideMask>.self)
    case .vertices: try work(VertexCells<UInt64>.self)
    case .halfSpaces: try work(HalfSpaceCells.self)
    }
  }
}

extension Subdivision where Geometry: ~Copyable {
  /// Subdivides cells one after the other, until the meter's steps are used up.
  ///
  /// - Parameter finished: is called behind each cell with what was done of it, and with the engine.
  mutating func work(
    on cells: [String], starting: (String) -> Void = { _ in },
    finished: (WorkedCell, inout Subdivision) throws -> Void
  ) throws {
    var isStopped = false
    for text in cells {
      guard let cell = SplitPath(text) else {
        throw InvalidCheckpoint("\"\(text.prefix(40))\" is no cell; expected a run of 0 and 1")
      }
      guard !isStopped else {
        try finished(WorkedCell(cell, regions: 0, left: [cell]), &self)
        continue
      }
      starting(text)
      var left: [SplitPath] = []
      do {
        try run(cell)
      } catch let stop as LimitReached {
        guard case .steps = stop.cause else { throw stop }
        left = pending
        isStopped = true
      }
      try finished(WorkedCell(cell, regions: regionCount, left: left), &self)
    }
  }
}

extension Budget.Run {
  /// Work that stops after a number of steps, whatever else stops it.
  convenience init(_ budget: Budget, steps: Int) {
    var budget = budget
    budget.limits.steps = steps
    self.init(budget)
  }
}
