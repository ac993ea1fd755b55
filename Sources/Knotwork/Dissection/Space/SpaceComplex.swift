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
    var found = Concatenation.map(count: facets.count, threads: threads) { facet in
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
    strata.dropLast().flatMap { stratum in (0..<stratum.unitCount).map { 64 * stratum.firstWord + $0 } }
  }
}

/// Finds regions by their patterns: an open hash table.
struct PatternIndex: Sendable {
  private let words: [UInt64]
  private let wordCount: Int
  private var slots: [Int32]
  private let shift: UInt64
  private let keys: [UInt64]

  /// - Parameter words: `wordCount` words for each region.
  init(words: [UInt64], wordCount: Int, regionCount: Int) {
    self.words = words
    self.wordCount = wordCount
    var size = 16
    while size < 2 * regionCount { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    shift = UInt64(64 - size.trailingZeroBitCount)
    // A sum of products with odd keys, of which the highest bits depend on all words.
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    keys = (0..<max(1, wordCount)).map { _ in
      state = (state ^ (state >> 31)) &* 0xD6E8_FEB8_6659_FD93 &+ 0x632B_E59B_D9B4_E019
      return state | 1
    }
    for region in 0..<regionCount {
      var slot = slot(of: hash(from: region * wordCount, flipping: -1))
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(truncatingIfNeeded: region)
    }
  }

  @inline(__always)
  private func slot(of hash: UInt64) -> Int { Int(((hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9) >> shift) }

  @inline(__always)
  private func hash(from start: Int, flipping bit: Int) -> UInt64 {
    var sum: UInt64 = 0
    for index in 0..<wordCount {
      var word = words[start + index]
      if bit >> 6 == index { word ^= 1 << UInt64(bit & 63) }
      sum = (sum ^ (sum >> 32)) &+ word &* keys[index] &+ (word >> 32) &* keys[index]
    }
    return sum
  }

  /// The region whose pattern differs from that of another in just one bit.
  func region(differingFrom region: Int, inBit bit: Int) -> Int? {
    let start = region * wordCount
    var slot = slot(of: hash(from: start, flipping: bit))
    while slots[slot] >= 0 {
      let other = Int(slots[slot]) * wordCount
      var isEqual = true
      for index in 0..<wordCount {
        let expected = bit >> 6 == index ? words[start + index] ^ 1 << UInt64(bit & 63) : words[start + index]
        if words[other + index] != expected {
          isEqual = false
          break
        }
      }
      if isEqual { return Int(slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The region with a pattern.
  func region(withPattern pattern: [UInt64]) -> Int? {
    var sum: UInt64 = 0
    for (index, word) in pattern.enumerated() {
      sum = (sum ^ (sum >> 32)) &+ word &* keys[index] &+ (word >> 32) &* keys[index]
    }
    var slot = slot(of: sum)
    while slots[slot] >= 0 {
      let other = Int(slots[slot]) * wordCount
      if words[other..<other + wordCount].elementsEqual(pattern) { return Int(slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}
