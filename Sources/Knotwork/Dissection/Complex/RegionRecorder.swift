/// Keeps everything that runs of the subdivision find, one run after the other, in flat arrays.
///
/// Regions, corners and splits are numbered through all runs.
struct RegionRecorder: RegionSink {
  /// The edges of the current run.
  private(set) var forest = EdgeForest()

  /// The split tree: for each split its unit, its line, and two children, ~region for a region; the active side first.
  var splitUnits: [Int32] = []
  var splitLines: [SplitLine] = []
  var splitChildren: [Int32] = []

  /// The first corner of each region; the corners' positions and edges; maps and patterns of the regions.
  var regionStarts: [Int32] = []
  var positions: [SIMD2<Double>] = []
  /// What each corner's edge lies on: the split that made it (once finished), or −1 − i for edge i of the domain.
  var edges: [Int32] = []
  /// Once finished: the corner on the other side of each corner's edge, −1 where none is known.
  var twins: [Int32] = []
  /// Once finished: the corners along each edge of the polygons that the runs started with, one after the other.
  var rims: [Int32] = []
  var rimStarts: [Int32] = [0]
  var maps: [Double] = []
  var words: [UInt64] = []
  /// What each finished run has recorded.
  var runs: [RecordedRun] = []

  let outputCount: Int
  let wordCount: Int
  /// The number of edges of the polygon that the current run started with.
  private(set) var edgeCount = 0

  init(outputCount: Int, wordCount: Int) {
    self.outputCount = outputCount
    self.wordCount = wordCount
  }

  mutating func begin(edgeCount: Int) {
    self.edgeCount = edgeCount
    forest.begin(edgeCount: edgeCount)
  }

  @inline(__always)
  mutating func splitEdge(_ node: Int32) -> (first: Int32, second: Int32) { forest.split(node) }

  @inline(__always)
  mutating func addCrease() -> (active: Int32, inactive: Int32) { forest.addCrease() }

  @inline(__always)
  mutating func addSplit(unit: Int32, a: Double, b: Double, c: Double, slot: Int32) -> Int32 {
    let node = Int32(truncatingIfNeeded: splitUnits.count)
    splitUnits.append(unit)
    splitLines.append(SplitLine(a: a, b: b, c: c))
    splitChildren.append(.min)
    splitChildren.append(.min)
    if slot >= 0 { splitChildren[Int(slot)] = node }
    return node
  }

  @inline(__always)
  mutating func addRegion(_ region: FoundRegion) {
    let index = Int32(truncatingIfNeeded: regionStarts.count)
    regionStarts.append(Int32(truncatingIfNeeded: edges.count))
    for number in 0..<region.cornerCount {
      let corner = region.corners[number]
      forest.setLeaf(corner.node, to: Int32(truncatingIfNeeded: edges.count))
      positions.append(SIMD2(corner.x, corner.y))
      edges.append(corner.edge)
    }
    for output in 0..<outputCount {
      maps.append(region.maps[output])
      maps.append(region.maps[region.stride + output])
      maps.append(region.maps[2 * region.stride + output])
    }
    for word in 0..<wordCount { words.append(region.pattern[word]) }
    if region.slot >= 0 { splitChildren[Int(region.slot)] = ~index }
  }
}

/// The line of a split: a s + b t + c, positive on the active side.
struct SplitLine: BitwiseCopyable, Sendable {
  let a: Double
  let b: Double
  let c: Double
}

/// What one run has recorded: ranges of a recorder's numbers.
struct RecordedRun: Sendable {
  let regions: Range<Int>
  let corners: Range<Int>
  let splits: Range<Int>
  /// The edges of the polygon that it started with.
  let rims: Range<Int>

  static let none = RecordedRun(regions: 0..<0, corners: 0..<0, splits: 0..<0, rims: 0..<0)
}
