import KnotworkGeometry

/// The regions of a dissection in any dimension by their facets, with the regions behind these.
final class FacetRecord: RegionRecord {
  let table: RegionTable
  /// A point inside each region, d coordinates.
  let interiors: [Double]
  /// Where each region's facets start; one more entry than regions.
  let facetStarts: [Int32]
  /// Units counted through all layers, or −1 − i for facet i of the domain.
  let facets: [Int32]
  /// The region of each facet, and the one behind it, −1 for the domain's boundary.
  private let facetRegions: [Int32]
  let neighbours: [Int32]
  let creaseFacets: Column<Int32>
  /// Finds regions by their patterns; nil for one region by itself.
  let index: PatternIndex?

  /// Where each region's vertices start, with one more entry than regions; the vertices, d coordinates each and how far off
  /// they may be; the facets that each lies on; the regions' volumes. Empty unless asked for.
  private let vertexStarts: [Int32]
  private let vertices: [Double]
  private let maskStarts: [Int32]
  private let masks: [UInt64]
  private let volumes: [Double]

  /// All regions of a domain.
  ///
  /// - Throws: as ``RegionTable``.
  /// - Complexity: O(facets) expected, and that of a table.
  convenience init(
    _ record: FacetRecorder, of compiled: CompiledNetwork, in run: Budget.Run, threads: Int
  ) throws(LimitReached) {
    try self.init(record, of: compiled, findsNeighbours: true, in: run, threads: threads)
  }

  /// One region by itself.
  convenience init(
    alone record: FacetRecorder, of compiled: CompiledNetwork, in run: Budget.Run
  ) throws(LimitReached) {
    try self.init(record, of: compiled, findsNeighbours: false, in: run, threads: 1)
  }

  private init(
    _ record: FacetRecorder, of compiled: CompiledNetwork, findsNeighbours: Bool, in run: Budget.Run, threads: Int
  ) throws(LimitReached) {
    let regionCount = record.facetStarts.count
    let table = try RegionTable(
      compiled, maps: Column(record.maps), words: Column(record.words), regionCount: regionCount, in: run,
      threads: threads)
    var list = FacetColumns(record)
    if findsNeighbours {
      let index = PatternIndex(words: table.words, wordCount: compiled.wordCount, regionCount: regionCount)
      list.findNeighbours(table, index, threads: threads)
      self.index = index
    } else {
      index = nil
    }
    self.table = table
    let (facets, facetRegions, neighbours) = (list.hyperplanes, list.regions, list.neighbours)
    facetStarts = list.starts
    self.facets = facets
    self.facetRegions = facetRegions
    self.neighbours = neighbours
    interiors = record.interiors
    creaseFacets = Column(
      Parallel.indices(below: facets.count, threads: threads) { facet in
        neighbours[facet] >= 0 && table.isActive(unit: Int(facets[facet]), region: Int(facetRegions[facet]))
      })
    vertexStarts = record.vertexStarts + [Int32(truncatingIfNeeded: record.vertices.count / (record.dimension + 1))]
    vertices = record.vertices
    maskStarts = record.maskStarts
    masks = record.masks
    volumes = record.volumes
  }

  func facets(of region: Int) -> Range<Int> { Int(facetStarts[region])..<Int(facetStarts[region + 1]) }
  func region(ofFacet facet: Int) -> Int { Int(facetRegions[facet]) }
  func hyperplane(ofFacet facet: Int) -> Int32 { facets[facet] }
  func neighbour(ofFacet facet: Int) -> Int { Int(neighbours[facet]) }
  func computedForm(ofFacet facet: Int) -> [Double]? { nil }

  func interiorPoint(of region: Int) -> [Double] {
    Array(interiors[region * dimension..<(region + 1) * dimension])
  }

  func vertices(of region: Int) -> [[Double]]? {
    guard !vertices.isEmpty else { return nil }
    return vertices(Array(vertexRange(of: region)), of: region)
  }

  func vertices(ofFacet facet: Int) -> [[Double]]? {
    guard !vertices.isEmpty else { return nil }
    let region = region(ofFacet: facet)
    let place = facet - facets(of: region).lowerBound
    return vertices(vertexRange(of: region).filter { mask(ofVertex: $0, of: region)[place] }, of: region)
  }

  private func vertexRange(of region: Int) -> Range<Int> {
    Int(vertexStarts[region])..<Int(vertexStarts[region + 1])
  }

  /// For each facet of a region whether a vertex lies on it.
  private func mask(ofVertex vertex: Int, of region: Int) -> [Bool] {
    let count = facets(of: region).count
    let start = Int(maskStarts[region]) + (vertex - Int(vertexStarts[region])) * ((count + 63) / 64)
    return (0..<count).map { masks[bit: 64 * start + $0] }
  }

  /// Vertices of a region, each coordinate right to seven digits: exact where rounding leaves fewer.
  private func vertices(_ numbers: [Int], of region: Int) -> [[Double]] {
    var exact: ExactMaps?
    return numbers.map { number in
      let start = number * (dimension + 1)
      let (point, radius) = (vertices[start..<start + dimension], vertices[start + dimension])
      if radius == 0 || point.allSatisfy({ radius <= 0x1p-24 * $0.magnitude }) { return point.map { $0 + 0 } }
      let maps = exact ?? ExactMaps(table)
      exact = maps
      let through = zip(facets(of: region), mask(ofVertex: number, of: region)).filter(\.1).map {
        maps.hyperplane(facets[$0.0], of: region).coefficients
      }
      guard let meeting = HomogeneousPoint(meetingOf: through, dimension: dimension) else {
        preconditionFailure("the facets at a vertex meet in one point")
      }
      return meeting.rounded.map { $0 + 0 }
    }
  }

  func volume(of region: Int) -> Double? { volumes.isEmpty ? nil : volumes[region] }

  func visitCells(_ body: (FoundCell) -> Void) -> Bool {
    guard !vertices.isEmpty else { return false }
    let arena = Arena()
    let all = (
      interiors: arena.buffer(interiors, paddedTo: 0, with: 0), facets: arena.buffer(facets, paddedTo: 0, with: 0),
      vertices: arena.buffer(vertices, paddedTo: 0, with: 0), masks: arena.buffer(masks, paddedTo: 0, with: 0)
    )
    withExtendedLifetime(arena) {
      table.visitCells { region in
        let own = facets(of: region)
        return CellView(
          interior: all.interiors.advanced(by: region * dimension), facets: all.facets.advanced(by: own.lowerBound),
          facetCount: own.count, vertices: all.vertices.advanced(by: Int(vertexStarts[region]) * (dimension + 1)),
          vertexCount: Int(vertexStarts[region + 1] - vertexStarts[region]),
          masks: all.masks.advanced(by: Int(maskStarts[region])), maskWords: (own.count + 63) / 64)
      } _: {
        body($0)
      }
    }
    return true
  }
}

extension CompiledNetwork {
  /// For each unit, counted through all layers, its bit in a pattern's words.
  var patternBits: [Int] {
    compiledLayers.dropLast().flatMap { compiledLayer in
      (0..<compiledLayer.unitCount).map { 64 * compiledLayer.firstWord + $0 }
    }
  }
}

extension RegionTable {
  /// Visits regions, all if none are given, as an engine delivers them, with the geometry that `view` gives.
  func visitCells(
    in regions: Range<Int>? = nil, view: (_ region: Int) -> CellView, _ body: (FoundCell) -> Void
  ) {
    let (coefficientCount, outputs) = (compiled.dimension + 1, outputCount)
    let arena = Arena()
    let own = arena.buffer([Double](), paddedTo: coefficientCount * outputs, with: 0)
    let pattern = arena.buffer([UInt64](), paddedTo: compiled.wordCount, with: 0)
    withExtendedLifetime(arena) {
      for region in regions ?? 0..<regionCount {
        for output in 0..<outputs {
          let start = mapStart(region, output)
          for index in 0..<coefficientCount { own[index * outputs + output] = maps[start + index] }
        }
        for word in 0..<compiled.wordCount { pattern[word] = words[region * compiled.wordCount + word] }
        body(FoundCell(view: view(region), maps: own, stride: outputs, pattern: pattern))
      }
    }
  }
}
