/// The regions of a dissection as a planar subdivision: corners (half-edges) in runs of one region each.
///
/// Corner h is the start of an edge of its region, counter-clockwise. The subdivision is edge to edge: a unit that crosses
/// a crease crosses it at the same points on both sides, because the network is continuous.
final class Complex: Sendable {
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

  /// - Complexity: O(corners).
  init(_ record: consuming RegionRecorder, of compiled: CompiledNetwork) {
    self.compiled = compiled
    var starts = record.regionStarts
    let cornerCount = record.edges.count
    starts.append(Int32(cornerCount))
    record.regionStarts = []
    var twins = [Int32](repeating: -1, count: cornerCount)
    var splits = record.edges
    Complex.matchCreases(record, twins: &twins, splits: &splits)
    // The active side of a split is subdivided first, so its corners have the lower numbers.
    creaseCorners = twins.indices.lazy.filter { twins[$0] > $0 }.map { Int32(truncatingIfNeeded: $0) }
    record.firstChild = []
    record.secondChild = []
    record.creaseNodes = []
    var regions = [Int32](repeating: 0, count: cornerCount)
    for region in 0..<starts.count - 1 {
      for corner in starts[region]..<starts[region + 1] { regions[Int(corner)] = Int32(region) }
    }
    (cornerVertex, vertices) = Complex.shareVertices(
      positions: record.positions, starts: starts, regions: regions, twins: twins)
    regionStarts = starts
    cornerTwin = twins
    cornerRegion = regions
    cornerSplit = splits
    maps = record.maps
    words = record.words
    splitUnits = record.splitUnits
    splitLines = record.splitLines
    splitChildren = record.splitChildren
  }

  /// Pairs the corners on both sides of each crease: the leaves of its two trees, one in reverse.
  ///
  /// Crease k was made by split k, which becomes what its corners lie on.
  private static func matchCreases(_ record: RegionRecorder, twins: inout [Int32], splits: inout [Int32]) {
    var pending: [Int32] = []
    var leaves: [Int32] = []
    for (split, node) in record.creaseNodes.enumerated() {
      leaves.removeAll(keepingCapacity: true)
      record.forEachLeaf(of: node, reversed: false, pending: &pending) { leaves.append($0) }
      var position = 0
      record.forEachLeaf(of: node + 1, reversed: true, pending: &pending) { corner in
        let other = leaves[position]
        position += 1
        twins[Int(corner)] = other
        twins[Int(other)] = corner
        splits[Int(corner)] = Int32(truncatingIfNeeded: split)
        splits[Int(other)] = Int32(truncatingIfNeeded: split)
      }
      precondition(position == leaves.count, "the two sides of a crease are cut at different points")
    }
  }

  /// Gives all corners around a point one vertex, with the position of the first of them.
  private static func shareVertices(
    positions: [SIMD2<Double>], starts: [Int32], regions: [Int32], twins: [Int32]
  ) -> (cornerVertex: [Int32], vertices: [SIMD2<Double>]) {
    func previous(_ corner: Int) -> Int {
      let region = Int(regions[corner])
      return corner == Int(starts[region]) ? Int(starts[region + 1]) - 1 : corner - 1
    }
    func next(_ corner: Int) -> Int {
      let region = Int(regions[corner])
      return corner + 1 == Int(starts[region + 1]) ? Int(starts[region]) : corner + 1
    }
    var vertexOf = [Int32](repeating: -1, count: positions.count)
    var vertices: [SIMD2<Double>] = []
    vertices.reserveCapacity(starts.count + starts.count / 8)
    for corner in positions.indices where vertexOf[corner] < 0 {
      let vertex = Int32(vertices.count)
      vertices.append(positions[corner])
      var around = corner
      while vertexOf[around] < 0 {
        vertexOf[around] = vertex
        let twin = twins[previous(around)]
        if twin < 0 { break }
        around = Int(twin)
      }
      // At the boundary the walk ends; the rest lies the other way round.
      around = corner
      while twins[around] >= 0 {
        around = next(Int(twins[around]))
        if vertexOf[around] >= 0 { break }
        vertexOf[around] = vertex
      }
    }
    return (vertexOf, vertices)
  }
}

extension RegionRecorder {
  /// Visits the corners at the leaves below a node, in counter-clockwise order or the reverse.
  @inline(__always)
  fileprivate func forEachLeaf(of root: Int32, reversed: Bool, pending: inout [Int32], _ body: (Int32) -> Void) {
    pending.append(root)
    while let node = pending.popLast() {
      let first = firstChild[Int(node)]
      if first < 0 {
        body(~first)
        continue
      }
      let second = secondChild[Int(node)]
      if second < 0 {
        pending.append(first)
      } else if reversed {
        pending.append(first)
        pending.append(second)
      } else {
        pending.append(second)
        pending.append(first)
      }
    }
  }
}
