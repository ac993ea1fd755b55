/// Keeps every region that a subdivision of cells finds, in flat arrays.
struct CellRecorder: CellSink, Sendable {
  static var needsGeometry: Bool { true }

  let dimension: Int
  let outputCount: Int
  let wordCount: Int
  /// One bit per unit and region; d + 1 coefficients per output and region; a point inside each region.
  var words: [UInt64] = []
  var maps: [Double] = []
  var interiors: [Double] = []
  /// Where each region's facets start, and the facets: units counted through all layers, or −1 − i for facet i of the domain.
  var facetStarts: [Int32] = []
  var facets: [Int32] = []
  /// Whether vertices and volumes are kept as well.
  let keepsVertices: Bool
  /// Where each region's vertices start among all, and the vertices, d coordinates each; the regions' volumes.
  var vertexStarts: [Int32] = []
  var vertices: [Double] = []
  var volumes: [Double] = []

  init(_ compiled: CompiledNetwork, keepsVertices: Bool = false) {
    self.keepsVertices = keepsVertices
    dimension = compiled.dimension
    outputCount = compiled.network.outputCount
    wordCount = compiled.wordCount
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    for word in 0..<wordCount { words.append(region.pattern[word]) }
    for output in 0..<outputCount {
      for row in 0...dimension { maps.append(region.maps[row * region.stride + output]) }
    }
    for axis in 0..<dimension { interiors.append(view.interior[axis]) }
    facetStarts.append(Int32(truncatingIfNeeded: facets.count))
    for facet in 0..<view.facetCount { facets.append(view.facets[facet]) }
    if keepsVertices { addVertices(of: view) }
  }

  private mutating func addVertices(of view: CellView) {
    vertexStarts.append(Int32(truncatingIfNeeded: vertices.count / dimension))
    for vertex in 0..<view.vertexCount {
      for axis in 0..<dimension { vertices.append(view.vertices[vertex * (dimension + 1) + axis]) }
    }
    var volume = 0.0
    let dimension = dimension
    Triangulation.forEachSimplex(of: view, dimension: dimension) {
      volume += Triangulation.volume(of: $0, view, dimension: dimension)
    }
    volumes.append(volume)
  }

  /// The records of the parts of a domain as one.
  static func joined(_ parts: [CellRecorder], threads: Int) -> CellRecorder {
    guard parts.count > 1 else { return parts[0] }
    var whole = parts[0]
    func offsets(_ count: (CellRecorder) -> Int) -> [Int32] {
      var next: Int32 = 0
      return parts.map { part in
        defer { next += Int32(truncatingIfNeeded: count(part)) }
        return next
      }
    }
    let facetOffsets = offsets { $0.facets.count }
    let vertexOffsets = offsets { $0.vertices.count / $0.dimension }
    whole.words = Parallel.concatenate(parts.map(\.words), threads: threads) { element, _ in element }
    whole.maps = Parallel.concatenate(parts.map(\.maps), threads: threads) { element, _ in element }
    whole.interiors = Parallel.concatenate(parts.map(\.interiors), threads: threads) { element, _ in element }
    whole.facetStarts = Parallel.concatenate(parts.map(\.facetStarts), threads: threads) { $0 + facetOffsets[$1] }
    whole.facets = Parallel.concatenate(parts.map(\.facets), threads: threads) { element, _ in element }
    whole.vertexStarts = Parallel.concatenate(parts.map(\.vertexStarts), threads: threads) {
      $0 + vertexOffsets[$1]
    }
    whole.vertices = Parallel.concatenate(parts.map(\.vertices), threads: threads) { element, _ in element }
    whole.volumes = Parallel.concatenate(parts.map(\.volumes), threads: threads) { element, _ in element }
    return whole
  }
}
