import KnotworkGeometry

/// A region of any dimension by itself, as a stream delivers it: what ``SpaceRegion`` tells, without neighbours and bends.
public struct StreamedSpaceRegion: Sendable {
  /// Its number in the stream, from 0: the same as ``SpaceRegion/index`` in a ``SpaceDissection``.
  public let index: Int
  /// Which units are active on it.
  public let pattern: ActivationPattern
  /// The affine map of all outputs; the slope is m × d.
  public let map: AffineMap
  /// A point inside, d coordinates.
  public let interiorPoint: [Double]
  /// For each facet the unit that makes it, layer and unit counted from 0; nil for those of the domain's boundary.
  public let facets: [(layer: Int, unit: Int)?]
}

extension Network {
  /// Visits the regions over a polytope of any dimension, without keeping any.
  ///
  /// - Parameters:
  ///   - checkpoints: where to go on, and how to keep what was done: a checkpoint is saved between two calls of `body`, and
  ///     counts those before it.
  ///   - body: is called once for each region, in the order of ``SpaceDissection/regions``; what it throws ends the work.
  /// - Throws: as ``regionCount(over:threads:limits:progress:checkpoints:)``, and what `body` throws.
  /// - Complexity: memory is independent of the number of regions.
  public func forEachRegion(
    over domain: Polytope, limits: Limits = .none, progress: Budget.Progress = Budget.Progress(),
    checkpoints: Checkpoints? = nil, _ body: (StreamedSpaceRegion) throws -> Void
  ) throws {
    let compiled = try CompiledNetwork(self, over: domain)
    let pool = WorkPool(checkpoints)
    try pool.begin(progress)
    let meter = Meter(progress, limits: limits, start: ContinuousClock.now)
    try withoutActuallyEscaping(body) { body in
      func stream<Geometry: CellGeometry & ~Copyable>(_ geometry: Geometry.Type) throws {
        var sink = SpaceRegionStreamer(compiled, firstIndex: checkpoints?.start?.regions ?? 0, body)
        sink.stop = { progress.cancel() }
        var engine = CellSubdivision<Geometry, SpaceRegionStreamer>(compiled, sink: sink, meter: meter, pool: pool)
        _ = engine.work { _, _ in }
        if let failure = engine.sink.failure { throw failure }
      }
      switch CellEngine.best(dimension: inputCount) {
      case .polygon: try stream(PolygonCells<NoJournal>.self)
      case .skeleton where compiled.domainRows.count >= UInt64.capacity: try stream(Skeleton<WideMask>.self)
      case .skeleton: try stream(Skeleton<UInt64>.self)
      case .signTree: try stream(SignTree.self)
      }
    }
    try pool.save()
    _ = try pool.finishedParts()
  }
}

/// Hands each region to a closure.
private struct SpaceRegionStreamer: CellSink {
  static var needsGeometry: Bool { true }

  private let compiled: CompiledNetwork
  private let body: (StreamedSpaceRegion) throws -> Void
  private let exact: ExactForms
  private var index: Int
  private(set) var failure: (any Error)?
  var stop: () -> Void = {}

  init(_ compiled: CompiledNetwork, firstIndex: Int, _ body: @escaping (StreamedSpaceRegion) throws -> Void) {
    self.compiled = compiled
    self.body = body
    exact = ExactForms(compiled)
    index = firstIndex
  }

  mutating func add(_ region: FoundCell) {
    guard failure == nil, let view = region.view else { return }
    let words = (0..<compiled.wordCount).map { region.pattern[$0] }
    let maps = (0..<compiled.network.outputCount).map { map(of: $0, region, words) }
    let dimension = compiled.dimension
    do {
      try body(
        StreamedSpaceRegion(
          index: index, pattern: compiled.pattern(of: words[...]),
          map: AffineMap(slope: Matrix(maps.map { Array($0.dropLast()) }), intercept: maps.map { $0[dimension] }),
          interiorPoint: (0..<dimension).map { view.interior[$0] },
          facets: (0..<view.facetCount).map { facet in
            guard view.facets[facet] >= 0 else { return nil }
            let (layer, unit) = compiled.place(of: Int(view.facets[facet]))
            return (layer, unit)
          }))
      index += 1
    } catch {
      failure = error
      stop()
    }
  }

  /// As in a dissection: computed exactly where cancellation has spoilt what was added up.
  private func map(of output: Int, _ region: FoundCell, _ words: [UInt64]) -> [Double] {
    let computed = region.map(of: output, dimension: compiled.dimension)
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    if compiledLayer.isAccurate(computed, at: 0, unit: output, largestCoordinates: compiled.largestCoordinates) {
      return computed
    }
    for layer in 0...compiled.depth { exact.enter(layer: layer) }
    return exact.row(layer: compiled.depth, unit: output, pattern: words).rounded
  }
}
