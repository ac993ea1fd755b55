import KnotworkGeometry

/// A region by itself, as a stream delivers it: what ``Region`` tells, without neighbours and creases.
public struct StreamedRegion: Sendable {
  /// Its number in the stream, from 0: the same as ``Region/index`` in a ``Dissection``.
  public let index: Int
  /// Which units are active on it.
  public let pattern: ActivationPattern
  /// The corners of its polygon, counter-clockwise, in plane coordinates.
  public let vertices: [SIMD2<Double>]
  /// The affine map of all outputs; the slope is m × 2, or m × 1 in one dimension.
  public let map: AffineMap
  /// The area, or the length in one dimension.
  public let volume: Double
  /// A point inside: the mean of the corners.
  public let interiorPoint: [Double]
}

extension Network {
  /// Visits the regions over a convex polygon of a plane, without keeping any.
  ///
  /// - Parameter body: is called once for each region, in the order of ``Dissection/regions``; what it throws ends the work.
  /// - Throws: as ``Dissection/init(of:over:on:threads:limits:progress:)``, and what `body` throws.
  /// - Complexity: memory is independent of the number of regions.
  public func forEachRegion(
    over domain: ConvexPolygon, on plane: Plane = .identity, limits: Limits = .none,
    progress: Budget.Progress = Budget.Progress(),
    _ body: (StreamedRegion) throws -> Void
  ) throws {
    let compiled = try CompiledNetwork(self, on: plane, over: domain)
    try withoutActuallyEscaping(body) { body in
      let meter = Meter(progress, limits: limits, start: ContinuousClock.now)
      var engine = CellSubdivision<PolygonCells<NoJournal>, RegionStreamer>(
        compiled, sink: RegionStreamer(compiled, body), meter: meter)
      engine.sink.stop = { progress.cancel() }
      do {
        try engine.run()
      } catch {
        if let failure = engine.sink.failure { throw failure }
        throw error
      }
      if let failure = engine.sink.failure { throw failure }
    }
  }

  /// Visits the regions over a box of one or two dimensions, without keeping any.
  ///
  /// - Throws: as ``forEachRegion(over:on:limits:progress:_:)``.
  public func forEachRegion(
    over box: Box, limits: Limits = .none, progress: Budget.Progress = Budget.Progress(),
    _ body: (StreamedRegion) throws -> Void
  ) throws {
    let (domain, plane) = try box.planeDomain(inputs: inputCount)
    try forEachRegion(over: domain, on: plane, limits: limits, progress: progress, body)
  }
}

/// Hands each region to a closure.
private struct RegionStreamer: CellSink {
  static var needsGeometry: Bool { true }

  private let compiled: CompiledNetwork
  private let body: (StreamedRegion) throws -> Void
  private let exact: ExactForms
  private var count = 0
  private(set) var failure: (any Error)?
  var stop: () -> Void = {}

  init(_ compiled: CompiledNetwork, _ body: @escaping (StreamedRegion) throws -> Void) {
    self.compiled = compiled
    self.body = body
    exact = ExactForms(compiled)
  }

  mutating func add(_ region: FoundCell) {
    guard failure == nil, let view = region.view else { return }
    let vertices = (0..<view.vertexCount).map { SIMD2(view.vertices[3 * $0], view.vertices[3 * $0 + 1]) }
    let words = (0..<compiled.wordCount).map { region.pattern[$0] }
    let center = SIMD2(view.interior[0], view.interior[1])
    let area = (1..<vertices.count - 1).reduce(0) {
      $0 + Triangle(vertices[0], vertices[$1], vertices[$1 + 1]).area
    }
    let maps = (0..<compiled.network.outputCount).map { map(of: $0, region, words) }
    let isFlat = compiled.isOneDimensional
    do {
      try body(
        StreamedRegion(
          index: count, pattern: compiled.pattern(of: words[...]), vertices: vertices,
          map: AffineMap(slope: Matrix(maps.map { isFlat ? [$0.a] : [$0.a, $0.b] }), intercept: maps.map(\.c)),
          volume: area, interiorPoint: isFlat ? [center.x] : [center.x, center.y]))
      count += 1
    } catch {
      failure = error
      stop()
    }
  }

  /// As in a ``Dissection``: computed exactly where cancellation has spoilt what was added up.
  private func map(of output: Int, _ region: FoundCell, _ words: [UInt64]) -> PlaneMap {
    let computed = PlaneMap(
      a: region.maps[output], b: region.maps[region.stride + output], c: region.maps[2 * region.stride + output])
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    if compiledLayer.isAccurate(
      [computed.a, computed.b, computed.c], at: 0, unit: output, largestCoordinates: compiled.largestCoordinates)
    {
      return computed
    }
    for layer in 0...compiled.depth { exact.enter(layer: layer) }
    let row = exact.row(layer: compiled.depth, unit: output, pattern: words).rounded
    return PlaneMap(a: row[0], b: row[1], c: row[2])
  }
}
