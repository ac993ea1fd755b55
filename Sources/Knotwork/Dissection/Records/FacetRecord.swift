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
  /// - Complexity: O(facets) expected.
  convenience init(_ record: FacetRecorder, of compiled: CompiledNetwork, threads: Int) {
    self.init(record, of: compiled, threads: threads, findsNeighbours: true)
  }

  /// One region by itself.
  convenience init(alone record: FacetRecorder, of compiled: CompiledNetwork) {
    self.init(record, of: compiled, threads: 1, findsNeighbours: false)
  }

  private init(_ record: FacetRecorder, of compiled: CompiledNetwork, threads: Int, findsNeighbours: Bool) {
    let regionCount = record.facetStarts.count
    let table = RegionTable(
      compiled, maps: Column(record.maps), words: Column(record.words), regionCount: regionCount, threads: threads)
    let facetStarts = record.facetStarts + [Int32(truncatingIfNeeded: record.facets.count)]
    var facetRegions = [Int32](repeating: 0, count: record.facets.count)
    for region in 0..<regionCount {
      for facet in Int(facetStarts[region])..<Int(facetStarts[region + 1]) {
        facetRegions[facet] = Int32(truncatingIfNeeded: region)
      }
    }
    let index =
      findsNeighbours
      ? PatternIndex(words: table.words, wordCount: compiled.wordCount, regionCount: regionCount) : nil
    let neighbours =
      index.map { FacetRecord.neighbours(record.facets, table, facetRegions, $0, threads: threads) }
      ?? [Int32](repeating: -1, count: record.facets.count)
    self.index = index
    self.table = table
    self.facetStarts = facetStarts
    self.facetRegions = facetRegions
    self.neighbours = neighbours
    interiors = record.interiors
    facets = record.facets
    creaseFacets = Column(
      Parallel.indices(below: facets.count, threads: threads) { [facets, facetRegions] facet in
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
    guard !volumes.isEmpty else { return nil }
    return (vertexStarts[region]..<vertexStarts[region + 1]).map { vertex(Int($0)) }
  }

  func vertices(ofFacet facet: Int) -> [[Double]]? {
    guard !volumes.isEmpty else { return nil }
    let region = region(ofFacet: facet)
    let own = facets(of: region)
    let (place, words) = (facet - own.lowerBound, (own.count + 63) / 64)
    let range = Int(vertexStarts[region])..<Int(vertexStarts[region + 1])
    return range.filter { vertex in
      let word = Int(maskStarts[region]) + (vertex - range.lowerBound) * words + place >> 6
      return masks[word] >> UInt64(place & 63) & 1 == 1
    }.map(vertex)
  }

  private func vertex(_ number: Int) -> [Double] {
    let start = number * (dimension + 1)
    return vertices[start..<start + dimension].map { $0 + 0 }
  }

  func volume(of region: Int) -> Double? { volumes.isEmpty ? nil : volumes[region] }

  func visitCells(_ body: (FoundCell) -> Void) -> Bool {
    guard !volumes.isEmpty else { return false }
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

  /// Behind the facet of a unit lies the region whose pattern differs in just that unit, or, where several units vanish on the
  /// same hyperplane, in some of these as well. If the first exists it is the one: next to the facet all units of the layers
  /// before keep their signs, and one that vanishes on it has one sign on the whole cell of these.
  private static func neighbours(
    _ facets: [Int32], _ table: RegionTable, _ regionOfFacet: [Int32], _ index: PatternIndex, threads: Int
  ) -> [Int32] {
    let compiled = table.compiled
    let bits = compiled.patternBits
    let open: Int32 = -2
    var found = Parallel.map(count: facets.count, threads: threads) { facet in
      guard facets[facet] >= 0 else { return Int32(-1) }
      return index.region(differingFrom: Int(regionOfFacet[facet]), inBit: bits[Int(facets[facet])])
        .map { Int32(truncatingIfNeeded: $0) } ?? open
    }
    let crossing = FacetCrossing(compiled)
    for facet in found.indices where found[facet] == open {
      let pattern = crossing.pattern(behind: facets[facet], from: table.words(of: Int(regionOfFacet[facet])))
      guard let neighbour = index.region(withPattern: pattern) else {
        preconditionFailure("behind a facet inside the domain lies a region")
      }
      found[facet] = Int32(truncatingIfNeeded: neighbour)
    }
    return found
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
  /// Visits all regions as an engine delivers them, with the geometry that `view` gives.
  func visitCells(view: (_ region: Int) -> CellView, _ body: (FoundCell) -> Void) {
    let (rows, outputs) = (compiled.dimension + 1, outputCount)
    let arena = Arena()
    let own = arena.buffer([Double](), paddedTo: rows * outputs, with: 0)
    let pattern = arena.buffer([UInt64](), paddedTo: compiled.wordCount, with: 0)
    withExtendedLifetime(arena) {
      for region in 0..<regionCount {
        for output in 0..<outputs {
          let start = mapStart(region, output)
          for row in 0..<rows { own[row * outputs + output] = maps[start + row] }
        }
        for word in 0..<compiled.wordCount { pattern[word] = words[region * compiled.wordCount + word] }
        body(FoundCell(view: view(region), maps: own, stride: outputs, pattern: pattern))
      }
    }
  }
}
