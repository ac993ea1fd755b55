/// The facets of all regions, one region after the other, while their neighbours are looked for.
struct FacetColumns {
  /// Where each region's facets start; one more entry than regions.
  private(set) var starts: [Int32]
  /// Units counted through all layers, or −1 − i for facet i of the domain.
  private(set) var hyperplanes: [Int32]
  /// The region of each facet, and the one behind it, −1 for the domain's boundary and where nobody has looked.
  private(set) var regions: [Int32]
  private(set) var neighbours: [Int32]
  /// How many of the last entries of each region may be no facets.
  private let openCounts: [Int32]

  init(_ record: FacetRecorder) {
    starts = record.facetStarts + [Int32(truncatingIfNeeded: record.facets.count)]
    hyperplanes = record.facets
    openCounts = record.openCounts
    var regions = [Int32](repeating: 0, count: record.facets.count)
    for region in record.facetStarts.indices {
      for facet in Int(starts[region])..<Int(starts[region + 1]) { regions[facet] = Int32(truncatingIfNeeded: region) }
    }
    self.regions = regions
    neighbours = [Int32](repeating: -1, count: record.facets.count)
  }

  /// Finds the region behind each facet, and leaves out what turns out to be no facet.
  ///
  /// Behind the facet of a unit lies the region whose pattern differs in just that unit, or, where several units vanish on the
  /// same hyperplane, in some of these as well. If the first exists it is the one: next to the facet all units of the layers
  /// before keep their signs, and one that vanishes on it has one sign on the whole cell of these. If it does not exist, an open
  /// entry is no facet; see ``HalfSpaceCells/mayCoincide(_:_:_:)``.
  ///
  /// - Complexity: O(facets) expected.
  mutating func findNeighbours(_ table: RegionTable, _ index: PatternIndex, threads: Int) {
    let bits = table.compiled.patternBits
    let (missing, noFacet): (Int32, Int32) = (-2, -3)
    var found = Parallel.map(count: hyperplanes.count, threads: threads) {
      [hyperplanes, regions, starts, openCounts] facet in
      guard hyperplanes[facet] >= 0 else { return Int32(-1) }
      let region = Int(regions[facet])
      if let neighbour = index.region(differingFrom: region, inBit: bits[Int(hyperplanes[facet])]) {
        return Int32(truncatingIfNeeded: neighbour)
      }
      return facet < Int(starts[region + 1] - openCounts[region]) ? missing : noFacet
    }
    let crossing = FacetCrossing(table.compiled)
    for facet in found.indices where found[facet] == missing {
      let pattern = crossing.pattern(behind: hyperplanes[facet], from: table.words(of: Int(regions[facet])))
      guard let neighbour = index.region(withPattern: pattern) else {
        preconditionFailure("behind a facet inside the domain lies a region")
      }
      found[facet] = Int32(truncatingIfNeeded: neighbour)
    }
    neighbours = found
    removeAll(noFacet)
  }

  /// Leaves out the entries with this neighbour.
  private mutating func removeAll(_ neighbour: Int32) {
    var count = 0
    for region in 0..<starts.count - 1 {
      let own = Int(starts[region])..<Int(starts[region + 1])
      starts[region] = Int32(truncatingIfNeeded: count)
      for facet in own where neighbours[facet] != neighbour {
        hyperplanes[count] = hyperplanes[facet]
        regions[count] = regions[facet]
        neighbours[count] = neighbours[facet]
        count += 1
      }
    }
    starts[starts.count - 1] = Int32(truncatingIfNeeded: count)
    hyperplanes.removeSubrange(count...)
    regions.removeSubrange(count...)
    neighbours.removeSubrange(count...)
  }
}
