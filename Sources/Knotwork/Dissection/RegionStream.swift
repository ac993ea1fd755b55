import KnotworkGeometry

extension Network {
  /// Visits the regions over a bounded domain of any dimension, without keeping any.
  ///
  /// - Parameters:
  ///   - domain: a bounded domain of the input space.
  ///   - detail: with ``Dissection/Detail/vertices`` the regions have vertices and volumes.
  ///   - budget: limits and progress; a stream has one thread. Limits are looked at now and then, so that `body` may get
  ///     some hundred regions more than allowed before the work ends.
  ///   - checkpoints: where to go on, and how to keep what was done: a checkpoint is saved between two calls of `body`,
  ///     and counts those before it.
  ///   - body: is called once for each region, in the order of ``Dissection/regions``; what it throws ends the work. A
  ///     region of a stream knows no neighbours and no bends.
  /// - Throws: as ``regionCount(over:within:checkpoints:)``, `InvalidGeometry` for the whole input space, and what `body`
  ///   throws.
  /// - Complexity: memory is independent of the number of regions.
  public func forEachRegion(
    over domain: Domain, keeping detail: Dissection.Detail = .facets, within budget: Budget = Budget(),
    checkpoints: Checkpoints? = nil, _ body: (Region) throws -> Void
  ) throws {
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self)
    // A polygon has its vertices at hand.
    let keepsVertices = detail.contains(.vertices) || compiled.dimension == 2
    if keepsVertices { try compiled.requireVertices() }
    let first = checkpoints?.start?.regions ?? 0
    let (pool, run) = (WorkPool(checkpoints), Budget.Run(budget, regionsBefore: first))
    try pool.save()
    try withoutActuallyEscaping(body) { body in
      func stream<Geometry: CellGeometry & ~Copyable>(_ geometry: Geometry.Type) throws {
        let sink = RegionStreamer(compiled, firstIndex: first, keepsVertices: keepsVertices, run, body)
        var engine = Subdivision<Geometry, RegionStreamer>(compiled, sink: sink, meter: Meter(run), pool: pool)
        _ = engine.work { _, _ in }
        if let failure = engine.sink.failure { throw failure }
      }
      let dimension = compiled.dimension
      switch keepsVertices ? CellEngine.withVertices(dimension: dimension) : .best(dimension: dimension) {
      case .polygon: try stream(PolygonCells<NoJournal>.self)
      case .vertices where compiled.domainForms.count >= UInt64.capacity: try stream(VertexCells<WideMask>.self)
      case .vertices: try stream(VertexCells<UInt64>.self)
      case .halfSpaces: try stream(HalfSpaceCells.self)
      }
    }
    try pool.save()
    _ = try pool.finishedParts()
  }
}

extension Network {
  /// Visits the regions in cells of the tree of splits over a bounded domain, one cell after the other on one thread, as far as a
  /// number of steps goes.
  ///
  /// - Parameters:
  ///   - cells: which; `""` is the domain.
  ///   - domain: a bounded domain of the input space.
  ///   - detail: as for ``forEachRegion(over:keeping:within:checkpoints:_:)``.
  ///   - steps: how many, ``WorkedCell/leastSteps(for:)`` at least.
  ///   - budget: limits that end the work, and progress.
  ///   - finished: is called behind the regions of each cell with what was done of it.
  ///   - body: is called once for each region, in the order of a single run.
  /// - Throws: as ``forEachRegion(over:keeping:within:checkpoints:_:)``.
  public func forEachRegion(
    in cells: [String], over domain: Domain, keeping detail: Dissection.Detail = .facets, steps: Int,
    within budget: Budget = Budget(), finished: (WorkedCell) throws -> Void, _ body: (Region) throws -> Void
  ) throws {
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self)
    let keepsVertices = detail.contains(.vertices) || compiled.dimension == 2
    if keepsVertices { try compiled.requireVertices() }
    let run = Budget.Run(budget, steps: steps)
    try withoutActuallyEscaping(body) { body in
      func stream<Geometry: CellGeometry & ~Copyable>(_ geometry: Geometry.Type) throws {
        let sink = RegionStreamer(compiled, firstIndex: 0, keepsVertices: keepsVertices, run, body)
        var engine = Subdivision<Geometry, RegionStreamer>(compiled, sink: sink, meter: Meter(run))
        do {
          try engine.work(on: cells) { cell, engine in
            if let failure = engine.sink.failure { throw failure }
            try finished(cell)
          }
        } catch {
          throw engine.sink.failure ?? error
        }
      }
      let dimension = compiled.dimension
      switch keepsVertices ? CellEngine.withVertices(dimension: dimension) : .best(dimension: dimension) {
      case .polygon: try stream(PolygonCells<NoJournal>.self)
      case .vertices where compiled.domainForms.count >= UInt64.capacity: try stream(VertexCells<WideMask>.self)
      case .vertices: try stream(VertexCells<UInt64>.self)
      case .halfSpaces: try stream(HalfSpaceCells.self)
      }
    }
  }
}

/// Hands each region to a closure.
private struct RegionStreamer: CellSink {
  static var detail: ViewDetail { .everything }

  private let compiled: CompiledNetwork
  private let keepsVertices: Bool
  private let run: Budget.Run
  /// Limits are looked at between regions, of which each is handed over whole.
  private let unlimited = Budget.Run(Budget())
  private let body: (Region) throws -> Void
  private var index: Int
  private(set) var failure: (any Error)?

  init(
    _ compiled: CompiledNetwork, firstIndex: Int, keepsVertices: Bool, _ run: Budget.Run,
    _ body: @escaping (Region) throws -> Void
  ) {
    self.compiled = compiled
    self.keepsVertices = keepsVertices
    self.run = run
    self.body = body
    index = firstIndex
  }

  mutating func add(_ region: FoundCell) {
    guard failure == nil else { return }
    var recorder = FacetRecorder(compiled, keepsVertices: keepsVertices, keepsVolumes: keepsVertices)
    recorder.add(region)
    do {
      try body(Region(FacetRecord(alone: recorder, of: compiled, in: unlimited), 0, index: index))
      index += 1
    } catch {
      failure = error
      run.stop()
    }
  }
}
