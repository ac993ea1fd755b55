/// The regions of a dissection as a planar subdivision: corners (half-edges) in runs of one region each.
///
/// Corner h is the start of an edge of its region, counter-clockwise. The subdivision is edge to edge: a unit that crosses
/// a crease crosses it at the same points on both sides, because the network is continuous.
final class Complex: RegionTable {
  let compiled: CompiledNetwork
  /// Where each region's corners start; one more entry than regions.
  let regionStarts: [Int32]
  /// The vertex of each corner.
  let cornerVertex: [Int32]
  /// The corner of the neighbour that runs along the same edge the other way, or −1 at the domain's boundary.
  let cornerTwin: [Int32]
  /// The split whose line each corner's edge lies on, or −1 − i for edge i of the domain.
  let cornerSplit: [Int32]
  /// The region of each corner.
  let cornerRegion: [Int32]
  let vertices: [SIMD2<Double>]
  /// For each region and output: a, b and c.
  let maps: [Double]
  /// For each region one bit per unit, layer by layer.
  let words: [UInt64]
  /// The split tree: unit and line of each split, and its two children, ~region for a region; the active side first.
  let splitUnits: [Int32]
  let splitLines: [SplitLine]
  let splitChildren: [Int32]
  /// The corners on the active side of each crease, ascending.
  let creaseCorners: [Int32]

  var regionCount: Int { regionStarts.count - 1 }

  /// The corners of a region.
  func corners(of region: Int) -> Range<Int> { Int(regionStarts[region])..<Int(regionStarts[region + 1]) }

  /// The corner after another in the same region.
  func next(_ corner: Int) -> Int {
    let region = Int(cornerRegion[corner])
    return corner + 1 == Int(regionStarts[region + 1]) ? Int(regionStarts[region]) : corner + 1
  }

  /// The corner before another in the same region.
  func previous(_ corner: Int) -> Int {
    let start = Int(regionStarts[Int(cornerRegion[corner])])
    return corner == start ? Int(regionStarts[Int(cornerRegion[corner]) + 1]) - 1 : corner - 1
  }

  /// - Parameters:
  ///   - record: finished.
  ///   - positions: of its corners.
  /// - Complexity: O(corners).
  init(
    _ record: RegionRecorder, positions: Pieces<SIMD2<Double>>, of compiled: CompiledNetwork, threads: Int
  ) {
    self.compiled = compiled
    var starts = record.regionStarts
    starts.append(Int32(truncatingIfNeeded: record.edges.count))
    let regionStarts = starts
    let ring = CornerRing(
      starts: regionStarts, regions: Concatenation.owners(of: regionStarts, threads: threads), twins: record.twins)
    self.regionStarts = regionStarts
    cornerRegion = ring.regions
    cornerTwin = ring.twins
    cornerSplit = record.edges
    maps = record.maps
    words = record.words
    splitUnits = record.splitUnits
    splitLines = record.splitLines
    splitChildren = record.splitChildren
    let numbering = VertexNumbering(ring, positions: positions, threads: threads)
    cornerVertex = numbering.cornerVertex
    vertices = numbering.vertices
    // The active side of a split is subdivided first, so its corners have the lower numbers.
    creaseCorners = Concatenation.indices(below: ring.twins.count, threads: threads) { ring.twins[$0] > $0 }
  }

  /// The same complex with other maps.
  init(_ other: Complex, maps: [Double]) {
    compiled = other.compiled
    regionStarts = other.regionStarts
    cornerVertex = other.cornerVertex
    cornerTwin = other.cornerTwin
    cornerSplit = other.cornerSplit
    cornerRegion = other.cornerRegion
    vertices = other.vertices
    self.maps = maps
    words = other.words
    splitUnits = other.splitUnits
    splitLines = other.splitLines
    splitChildren = other.splitChildren
    creaseCorners = other.creaseCorners
  }
}
