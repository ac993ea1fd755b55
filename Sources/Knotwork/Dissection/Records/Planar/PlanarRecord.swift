/// The regions of a dissection as a planar subdivision: corners (half-edges) in runs of one region each.
///
/// Corner h is the start of an edge of its region, counter-clockwise. The subdivision is edge to edge: a unit that crosses
/// a crease crosses it at the same points on both sides, because the network is continuous.
final class PlanarRecord: RegionRecord {
  let table: RegionTable
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
  /// The split tree: unit and line of each split, and its two children, ~region for a region; the active side first.
  let splitUnits: Column<Int32>
  let splitLines: Column<SplitLine>
  let splitChildren: Column<Int32>
  /// The corners on the active side of each crease, ascending.
  let creaseFacets: Column<Int32>

  var compiled: CompiledNetwork { table.compiled }
  var regionCount: Int { table.regionCount }

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
  /// - Throws: as ``RegionTable``.
  /// - Complexity: O(corners), and that of a table.
  init(
    _ record: inout RegionRecorder, of compiled: CompiledNetwork, in run: Budget.Run, threads: Int
  ) throws(LimitReached) {
    let regionCount = record.regionStarts.count
    record.regionStarts.append(Int32(truncatingIfNeeded: record.cornerRegions.count))
    regionStarts = record.regionStarts.takeColumn()
    cornerVertex = record.cornerVertices.takeColumn()
    cornerSplit = record.cornerSplits.takeColumn()
    cornerRegion = record.cornerRegions.takeColumn()
    vertices = record.positions.takeColumn()
    splitUnits = record.splitUnits.takeColumn()
    splitLines = record.splitLines.takeColumn()
    splitChildren = record.splitChildren.takeColumn()
    cornerTwin = record.cornerTwins.takeColumn()
    creaseFacets = record.creaseCorners.takeColumn()
    table = try RegionTable(
      compiled, maps: record.maps.takeColumn(), words: record.words.takeColumn(), regionCount: regionCount,
      in: run, threads: threads)
  }

  func facets(of region: Int) -> Range<Int> { corners(of: region) }
  func region(ofFacet corner: Int) -> Int { Int(cornerRegion[corner]) }

  func hyperplane(ofFacet corner: Int) -> Int32 {
    let split = cornerSplit[corner]
    return split < 0 ? split : splitUnits[Int(split)]
  }

  func neighbour(ofFacet corner: Int) -> Int {
    let twin = Int(cornerTwin[corner])
    return twin < 0 ? -1 : Int(cornerRegion[twin])
  }

  func computedForm(ofFacet corner: Int) -> [Double]? {
    let split = Int(cornerSplit[corner])
    guard split >= 0 else { return nil }
    let line = splitLines[split]
    return [line.a, line.b, line.c]
  }

  func interiorPoint(of region: Int) -> [Double] {
    let center = PlanarRecord.center(of: corners(of: region).map(position))
    let found = isInside(center, region) ? nil : exactInteriorPoint(of: region)
    return found ?? [center.x, center.y]
  }

  func vertices(of region: Int) -> [[Double]]? { corners(of: region).map(vertex) }

  func vertices(ofFacet corner: Int) -> [[Double]]? { [vertex(corner), vertex(next(corner))] }

  func volume(of region: Int) -> Double? { area(of: region) ?? preciseArea(of: region) }
}
