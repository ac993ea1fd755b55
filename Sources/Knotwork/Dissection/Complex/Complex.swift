/// The regions of a dissection as a planar subdivision: corners (half-edges) in runs of one region each.
///
/// Corner h is the start of an edge of its region, counter-clockwise. The subdivision is edge to edge: a unit that crosses
/// a crease crosses it at the same points on both sides, because the network is continuous.
final class Complex: RegionTable {
  let compiled: CompiledNetwork
  /// Where each region's corners start; one more entry than regions.
  let regionStarts: Column<Int32>
  /// The vertex of each corner.
  let cornerVertex: Column<Int32>
  /// The corner of the neighbour that runs along the same edge the other way, or −1 at the domain's boundary.
  let cornerTwin: Column<Int32>
  /// The split whose line each corner's edge lies on, or −1 − i for edge i of the domain.
  let cornerSplit: Column<Int32>
  /// The region of each corner.
  let cornerRegion: Column<Int32>
  /// Points where corners of several regions meet, in the order of their first corners.
  let vertices: Column<SIMD2<Double>>
  /// For each region and output: a, b and c.
  let maps: Column<Double>
  /// For each region one bit per unit, layer by layer.
  let words: Column<UInt64>
  /// The split tree: unit and line of each split, and its two children, ~region for a region; the active side first.
  let splitUnits: Column<Int32>
  let splitLines: Column<SplitLine>
  let splitChildren: Column<Int32>
  /// The corners on the active side of each crease, ascending.
  let creaseCorners: Column<Int32>

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

  /// - Parameter record: complete; not to be used afterwards.
  /// - Complexity: O(corners).
  init(_ record: inout RegionRecorder, of compiled: CompiledNetwork) {
    self.compiled = compiled
    record.regionStarts.append(Int32(truncatingIfNeeded: record.cornerRegions.count))
    regionStarts = record.regionStarts.takeColumn()
    cornerVertex = record.cornerVertices.takeColumn()
    cornerSplit = record.cornerSplits.takeColumn()
    cornerRegion = record.cornerRegions.takeColumn()
    vertices = record.positions.takeColumn()
    maps = record.maps.takeColumn()
    words = record.words.takeColumn()
    splitUnits = record.splitUnits.takeColumn()
    splitLines = record.splitLines.takeColumn()
    splitChildren = record.splitChildren.takeColumn()
    cornerTwin = record.cornerTwins.takeColumn()
    creaseCorners = record.creaseCorners.takeColumn()
  }

  /// The same complex with other maps.
  init(_ other: Complex, maps: Column<Double>) {
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
