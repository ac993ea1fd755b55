import KnotworkGeometry

/// Finds the least and the greatest values of outputs over the vertices of all regions.
struct ExtremesSink: CellSink, Sendable {
  static var needsGeometry: Bool { true }

  private(set) var searches: [(minimum: ExtremeSearch, maximum: ExtremeSearch)]

  init(_ compiled: CompiledNetwork) { self.init(compiled, outputs: compiled.network.outputNames.indices) }

  init(_ compiled: CompiledNetwork, outputs: some Sequence<Int>) {
    searches = outputs.map {
      (ExtremeSearch(compiled, output: $0, sign: -1), ExtremeSearch(compiled, output: $0, sign: 1))
    }
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    for index in searches.indices {
      searches[index].minimum.add(region, view)
      searches[index].maximum.add(region, view)
    }
  }

  /// Adds what was found in cells behind these.
  mutating func merge(_ other: ExtremesSink) {
    for index in searches.indices {
      if let best = other.searches[index].minimum.best { searches[index].minimum.offer(best) }
      if let best = other.searches[index].maximum.best { searches[index].maximum.offer(best) }
    }
  }
}

/// The search for the least or the greatest value of one output.
///
/// Floating point with error bounds rules out nearly all vertices; the others are compared in exact arithmetic. A vertex
/// belongs to many regions, and the network is continuous, so each point is looked at once.
struct ExtremeSearch: Sendable {
  private let compiled: CompiledNetwork
  private let output: Int
  /// 1 for the greatest value, −1 for the least.
  private let sign: Double
  /// The best so far.
  private(set) var best: Candidate?

  /// A vertex, with its exact value.
  struct Candidate: Sendable {
    let value: ExactQuotient
    let rounded: Double
    let point: [Double]
    /// Whether the point is not rounded.
    let isExact: Bool
    let exactPoint: HomogeneousPoint
  }

  init(_ compiled: CompiledNetwork, output: Int, sign: Double) {
    self.compiled = compiled
    self.output = output
    self.sign = sign
  }

  var optimum: Extreme {
    guard let best else { preconditionFailure("a dissection without vertices") }
    return Extreme(value: best.rounded, point: best.exactPoint.rounded.map { $0 + 0 })
  }

  var exactOptimum: ExactQuotient {
    guard let best else { preconditionFailure("a dissection without vertices") }
    return best.value
  }

  mutating func add(_ region: FoundCell, _ view: CellView) {
    let dimension = compiled.dimension
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    for vertex in 0..<view.vertexCount {
      let start = vertex * (dimension + 1)
      var value = region.maps[dimension * region.stride + output]
      for axis in 0..<dimension { value += region.maps[axis * region.stride + output] * view.vertices[start + axis] }
      let error =
        compiledLayer.errorConstants[output] + compiledLayer.errorsPerRadius[output] * view.vertices[start + dimension]
      if let best {
        // The best is exact up to its own rounding.
        let margin = error + best.rounded.magnitude * 0x1p-52
        if sign * (value - best.rounded) < -margin { continue }
        // The same point as the best, if both are exact; vertices that differ may have the same coordinates.
        if view.vertices[start + dimension] == 0, best.isExact,
          (0..<dimension).allSatisfy({ view.vertices[start + $0] == best.point[$0] })
        {
          continue
        }
      }
      consider(vertex, view, region)
    }
  }

  @inline(never)
  private mutating func consider(_ vertex: Int, _ view: CellView, _ region: FoundCell) {
    let dimension = compiled.dimension
    let words = (0..<compiled.wordCount).map { region.pattern[$0] }
    let exact = ExactForms(compiled)
    for layer in compiled.compiledLayers.indices { exact.enter(layer: layer) }
    var rows: [[Dyadic]] = []
    for facet in 0..<view.facetCount
    where view.masks[vertex * view.maskWords + facet >> 6] >> UInt64(facet & 63) & 1 == 1 {
      rows.append(exact.line(ofEdge: view.facets[facet], pattern: words).coefficients)
    }
    guard let point = HomogeneousPoint(meetingOf: rows, dimension: dimension) else {
      preconditionFailure("the facets at a vertex meet in one point")
    }
    let map = exact.row(layer: compiled.depth, unit: output, pattern: words)
    let numerator = zip(map.coefficients, point.numerators).reduce(map.constant * point.denominator) {
      $0 + $1.0 * $1.1
    }
    let start = vertex * (dimension + 1)
    offer(
      Candidate(
        value: ExactQuotient(numerator, over: point.denominator),
        rounded: Dyadic.quotient(numerator, point.denominator),
        point: (0..<dimension).map { view.vertices[start + $0] }, isExact: view.vertices[start + dimension] == 0,
        exactPoint: point))
  }

  /// Takes a candidate if it is better than the best, so that of several optima the first stays.
  mutating func offer(_ candidate: Candidate) {
    if let best, !(sign > 0 ? best.value < candidate.value : candidate.value < best.value) { return }
    best = candidate
  }
}
