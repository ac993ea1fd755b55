import KnotworkGeometry

/// Finds the least and the greatest values of outputs over the vertices of all regions.
struct ExtremesSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }

  private(set) var searches: [(minimum: ExtremeSearch, maximum: ExtremeSearch)]

  init(_ compiled: CompiledNetwork, in run: Budget.Run) {
    self.init(compiled, outputs: compiled.network.outputNames.indices, in: run)
  }

  /// - Parameter run: the work that this belongs to: when it has to end, nothing more is compared exactly.
  init(_ compiled: CompiledNetwork, outputs: some Sequence<Int>, in run: Budget.Run) {
    searches = outputs.map {
      (ExtremeSearch(compiled, output: $0, sign: -1, in: run), ExtremeSearch(compiled, output: $0, sign: 1, in: run))
    }
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    for index in searches.indices {
      searches[index].minimum.add(region, view)
      searches[index].maximum.add(region, view)
    }
  }

  /// Whether time was up before all was compared that has to be: who asks for the optima would compare it all.
  var isOpen: Bool { searches.contains { $0.minimum.isOpen || $0.maximum.isOpen } }

  /// All parts as one.
  ///
  /// - Throws: `LimitReached` where time is up before they are compared.
  static func joined(
    _ parts: [ExtremesSink], in run: Budget.Run, regionsFound: Int
  ) throws(LimitReached) -> ExtremesSink {
    let all = parts.dropFirst().reduce(into: parts[0]) { $0.merge($1) }
    if all.isOpen { try run.requireTime(regionsFound: regionsFound) }
    return all
  }

  /// Adds what was found in cells behind these.
  mutating func merge(_ other: ExtremesSink) {
    for index in searches.indices {
      searches[index].minimum.merge(other.searches[index].minimum)
      searches[index].maximum.merge(other.searches[index].maximum)
    }
  }
}

/// The search for the least or the greatest value of one output.
///
/// Values in floating point with error bounds leave a few candidates, which exact arithmetic compares once they have become
/// many, or at the end. When the work has to end, candidates are kept but no longer compared. A vertex belongs to many regions,
/// and the network is continuous, so of vertices that are known to be the same point one is a candidate.
struct ExtremeSearch: Sendable {
  private let compiled: CompiledNetwork
  private let run: Budget.Run
  private let output: Int
  /// 1 for the greatest value, −1 for the least.
  private let sign: Double
  /// Vertices that may be the best, in the order in which they were found.
  private var candidates: [VertexCandidate] = []
  /// What the best is at least, times `sign`.
  private var bound = -Double.infinity
  /// Whether candidates were left that are too many, because time was up.
  private(set) var isOpen = false
  /// So many candidates are settled at once.
  private static let candidateLimit = 32

  init(_ compiled: CompiledNetwork, output: Int, sign: Double, in run: Budget.Run) {
    self.compiled = compiled
    self.run = run
    self.output = output
    self.sign = sign
  }

  /// The optimum, the first of several.
  ///
  /// - Complexity: exact maps of all units for each candidate.
  var optimum: ExactOptimum { best.optimum }

  /// The same with the vertex where it is taken.
  var best: (optimum: ExactOptimum, candidate: VertexCandidate) {
    var best: (optimum: ExactOptimum, candidate: VertexCandidate)?
    let forms = PatternForms(compiled)
    for candidate in candidates where !(sign * candidate.value + candidate.error < bound) {
      let optimum = candidate.optimum ?? candidate.settled(forms, output: output)
      if let best, !(sign > 0 ? best.optimum.value < optimum.value : optimum.value < best.optimum.value) { continue }
      best = (optimum, candidate)
    }
    guard let best else { preconditionFailure("a dissection without vertices") }
    return best
  }

  mutating func add(_ region: FoundCell, _ view: CellView) {
    let dimension = compiled.dimension
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    for vertex in 0..<view.vertexCount {
      let start = vertex * (dimension + 1)
      var value = region.maps[dimension * region.stride + output]
      for axis in 0..<dimension { value += region.maps[axis * region.stride + output] * view.vertices[start + axis] }
      // What bounds are off by that are compared with each other is added.
      let error =
        (compiledLayer.errorConstants[output] + compiledLayer.errorsPerRadius[output] * view.vertices[start + dimension])
        * (1 + 0x1p-50) + value.magnitude * 0x1p-51
      if sign * value + error < bound { continue }
      add(vertex, of: region, view, value, error)
    }
  }

  @inline(never)
  private mutating func add(_ vertex: Int, of region: FoundCell, _ view: CellView, _ value: Double, _ error: Double) {
    let dimension = compiled.dimension
    let start = vertex * (dimension + 1)
    // Vertices that differ may have the same coordinates, but not if these are not rounded.
    let isExact = view.vertices[start + dimension] == 0
    let point = (0..<dimension).map { view.vertices[start + $0] }
    if isExact, candidates.contains(where: { $0.exactPoint == point }) { return }
    add(
      VertexCandidate(
        value: value, error: error, exactPoint: isExact ? point : nil,
        facets: (0..<view.facetCount).filter {
          view.masks.advanced(by: vertex * view.maskWords)[bit: $0]
        }.map { view.facets[$0] },
        pattern: (0..<compiled.wordCount).map { region.pattern[$0] }))
  }

  private mutating func add(_ candidate: VertexCandidate) {
    if sign * candidate.value + candidate.error < bound { return }
    candidates.append(candidate)
    bound = max(bound, sign * candidate.value - candidate.error)
    guard candidates.count > ExtremeSearch.candidateLimit else { return }
    // To look through all of them each time would take ever longer.
    guard run.reasonToEnd == nil else {
      isOpen = true
      return
    }
    candidates.removeAll { sign * $0.value + $0.error < bound }
    if candidates.count > ExtremeSearch.candidateLimit / 2 { settle() }
  }

  /// Leaves the best candidate alone.
  private mutating func settle() {
    let best = best
    candidates = [best.candidate.with(best.optimum)]
    bound = max(bound, sign * candidates[0].value - candidates[0].error)
  }

  /// Adds the candidates of a search behind this one.
  mutating func merge(_ other: ExtremeSearch) {
    isOpen = isOpen || other.isOpen
    for candidate in other.candidates { add(candidate) }
  }
}
