/// The regions of a dissection in any dimension, with their facets and neighbours.
final class SpaceComplex: RegionTable {
  let compiled: CompiledNetwork
  let words: [UInt64]
  let maps: [Double]
  /// A point inside each region, d coordinates.
  let interiors: [Double]
  /// Where each region's facets start; one more entry than regions.
  let facetStarts: [Int32]
  /// Units counted through all layers, or −1 − i for facet i of the domain.
  let facets: [Int32]
  /// The region behind each facet, −1 for the domain's boundary.
  let neighbours: [Int32]

  /// Where each region's vertices start, with one more entry than regions; the vertices, d coordinates each; the regions'
  /// volumes. Empty unless asked for.
  let vertexStarts: [Int32]
  let vertices: [Double]
  let volumes: [Double]

  var regionCount: Int { facetStarts.count - 1 }

  /// The facets of a region.
  func facets(of region: Int) -> Range<Int> { Int(facetStarts[region])..<Int(facetStarts[region + 1]) }

  /// - Complexity: O(facets) expected.
  init(_ record: CellRecorder, of compiled: CompiledNetwork, threads: Int) {
    self.compiled = compiled
    words = record.words
    maps = record.maps
    interiors = record.interiors
    facets = record.facets
    facetStarts = record.facetStarts + [Int32(truncatingIfNeeded: record.facets.count)]
    vertexStarts = record.vertexStarts + [Int32(truncatingIfNeeded: record.vertices.count / record.dimension)]
    vertices = record.vertices
    volumes = record.volumes
    neighbours = SpaceComplex.neighbours(record, compiled, facetStarts: facetStarts, threads: threads)
  }

  /// The same complex with other maps.
  init(_ other: SpaceComplex, maps: [Double]) {
    compiled = other.compiled
    words = other.words
    self.maps = maps
    interiors = other.interiors
    facetStarts = other.facetStarts
    facets = other.facets
    neighbours = other.neighbours
    vertexStarts = other.vertexStarts
    vertices = other.vertices
    volumes = other.volumes
  }

  /// Behind the facet of a unit lies the region whose pattern differs in just that unit, or, where several units vanish on the
  /// same hyperplane, in some of these as well. If the first exists it is the one: next to the facet all units of the layers
  /// before keep their signs, and one that vanishes on it has one sign on the whole cell of these.
  private static func neighbours(
    _ record: CellRecorder, _ compiled: CompiledNetwork, facetStarts: [Int32], threads: Int
  ) -> [Int32] {
    let index = PatternIndex(words: record.words, wordCount: compiled.wordCount, regionCount: facetStarts.count - 1)
    let bits = compiled.patternBits
    var regions = [Int32](repeating: 0, count: record.facets.count)
    for region in 0..<facetStarts.count - 1 {
      for facet in Int(facetStarts[region])..<Int(facetStarts[region + 1]) {
        regions[facet] = Int32(truncatingIfNeeded: region)
      }
    }
    let (facets, regionOfFacet) = (record.facets, regions)
    let open: Int32 = -2
    var found = Parallel.map(count: facets.count, threads: threads) { facet in
      guard facets[facet] >= 0 else { return Int32(-1) }
      return index.region(differingFrom: Int(regionOfFacet[facet]), inBit: bits[Int(facets[facet])])
        .map { Int32(truncatingIfNeeded: $0) } ?? open
    }
    let crossing = FacetCrossing(compiled)
    for facet in found.indices where found[facet] == open {
      let start = Int(regionOfFacet[facet]) * compiled.wordCount
      let pattern = crossing.pattern(
        behind: facets[facet], from: Array(record.words[start..<start + compiled.wordCount]))
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
