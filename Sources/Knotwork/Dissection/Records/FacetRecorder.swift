import KnotworkGeometry

/// Keeps every region that a subdivision finds, in flat arrays, by its facets; its vertices as well if asked for.
struct FacetRecorder: CellSink, Sendable {
  static var detail: ViewDetail { .openLastLayer }

  let compiled: CompiledNetwork
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
  /// How many of the last facets of each region are open: hyperplanes that the regions' patterns tell about.
  var openCounts: [Int32] = []
  /// Whether vertices and volumes are kept as well.
  let keepsVertices: Bool
  let keepsVolumes: Bool
  /// Where each region's vertices start among all; the vertices, d coordinates and how far off they may be; the regions' volumes.
  var vertexStarts: [Int32] = []
  var vertices: [Double] = []
  var volumes: [Double] = []
  /// For each vertex one bit for each facet of its region that it lies on, and where each region's masks start.
  var maskStarts: [Int32] = []
  var masks: [UInt64] = []

  init(_ compiled: CompiledNetwork, keepsVertices: Bool = false, keepsVolumes: Bool = false) {
    self.compiled = compiled
    self.keepsVertices = keepsVertices
    self.keepsVolumes = keepsVolumes
    dimension = compiled.dimension
    outputCount = compiled.network.outputCount
    wordCount = compiled.wordCount
  }

  mutating func add(_ region: FoundCell) { add(region, keepsVolumes ? region.firstMoments(compiled) : nil) }

  /// - Parameter moments: of this region, where its volume is kept.
  mutating func add(_ region: FoundCell, _ moments: FirstMoments?) {
    guard let view = region.view else { return }
    for word in 0..<wordCount { words.append(region.pattern[word]) }
    for output in 0..<outputCount {
      for index in 0...dimension { maps.append(region.maps[index * region.stride + output]) }
    }
    let isCertain = view.isInteriorCertain || view.vertexCount == 0
    let found = isCertain ? nil : ExactCell(region, view, compiled).interiorPoint
    interiors += found ?? (0..<dimension).map { view.interior[$0] }
    facetStarts.append(Int32(truncatingIfNeeded: facets.count))
    for facet in 0..<view.facetCount { facets.append(view.facets[facet]) }
    openCounts.append(Int32(truncatingIfNeeded: max(0, view.facetCount - view.firstOpenFacet)))
    if let moments { volumes.append(region.volume(moments, compiled)) }
    if keepsVertices { addVertices(of: region, view) }
  }

  private mutating func addVertices(of region: FoundCell, _ view: CellView) {
    vertexStarts.append(Int32(truncatingIfNeeded: vertices.count / (dimension + 1)))
    for index in 0..<view.vertexCount * (dimension + 1) { vertices.append(view.vertices[index]) }
    maskStarts.append(Int32(truncatingIfNeeded: masks.count))
    for index in 0..<view.vertexCount * view.maskWords { masks.append(view.masks[index]) }
  }

  /// The records of the parts of a domain as one.
  static func joined(_ parts: [FacetRecorder], threads: Int) -> FacetRecorder {
    guard parts.count > 1 else { return parts[0] }
    var whole = parts[0]
    func offsets(_ count: (FacetRecorder) -> Int) -> [Int32] {
      var next: Int32 = 0
      return parts.map { part in
        defer { next += Int32(truncatingIfNeeded: count(part)) }
        return next
      }
    }
    func join<Element: BitwiseCopyable & Sendable>(_ column: KeyPath<FacetRecorder, [Element]>) -> [Element] {
      Parallel.concatenate(parts.map { $0[keyPath: column] }, threads: threads) { element, _ in element }
    }
    func join(_ starts: KeyPath<FacetRecorder, [Int32]>, shiftedBy offsets: [Int32]) -> [Int32] {
      Parallel.concatenate(parts.map { $0[keyPath: starts] }, threads: threads) { $0 + offsets[$1] }
    }
    whole.words = join(\.words)
    whole.maps = join(\.maps)
    whole.interiors = join(\.interiors)
    whole.facetStarts = join(\.facetStarts, shiftedBy: offsets { $0.facets.count })
    whole.facets = join(\.facets)
    whole.openCounts = join(\.openCounts)
    whole.vertexStarts = join(\.vertexStarts, shiftedBy: offsets { $0.vertices.count / ($0.dimension + 1) })
    whole.vertices = join(\.vertices)
    whole.volumes = join(\.volumes)
    whole.maskStarts = join(\.maskStarts, shiftedBy: offsets { $0.masks.count })
    whole.masks = join(\.masks)
    return whole
  }
}
