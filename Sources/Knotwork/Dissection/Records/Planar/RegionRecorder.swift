/// Keeps everything that runs of the subdivision find, one run after the other, in flat columns.
///
/// Regions, corners, vertices and splits are numbered through all runs.
struct RegionRecorder: PolygonJournal, ~Copyable {
  /// The edges of the current run.
  private(set) var forest = EdgeForest()
  /// The edges of the run that stopped at tasks, whose runs follow.
  private(set) var commonForest = EdgeForest()

  /// The split tree: for each split its unit, its line, and two children, ~region for a region; the active side first.
  var splitUnits = Stack<Int32>()
  var splitLines = Stack<SplitLine>()
  var splitChildren = Stack<Int32>()

  /// The first corner of each region; its maps and its pattern.
  var regionStarts = Stack<Int32>()
  var maps = Stack<Double>()
  var words = Stack<UInt64>()

  /// The region of each corner.
  var cornerRegions = Stack<Int32>()
  /// What each corner's edge lies on: the split that made it (once finished), or −1 − i for edge i of the domain.
  var cornerSplits = Stack<Int32>()
  /// Once finished: the corner on the other side of each corner's edge, −1 where none is known.
  var cornerTwins = Stack<Int32>()
  /// Once finished: the vertex of each corner. A point on the boundary of several runs is a vertex of each of them.
  var cornerVertices = Stack<Int32>()
  /// The vertices of finished runs in the order of their first corners, and then the current run's corners.
  var positions = Stack<SIMD2<Double>>()

  /// Once finished: the corners along each edge of the polygons that the runs started with, one after the other.
  var boundaries = Stack<Int32>()
  var boundaryStarts = Stack<Int32>()

  /// The number of creases of finished runs.
  var creaseCount = 0

  /// Once complete: the corners on the active sides of all creases, ascending.
  var creaseCorners = Stack<Int32>()

  /// Where the current run started.
  private(set) var start = RecordedCounts()
  /// What each finished run has recorded.
  var runs: [RecordedRun] = []

  let outputCount: Int
  let wordCount: Int
  /// The number of edges of the polygon that the current run started with.
  private(set) var edgeCount = 0

  init(_ compiled: CompiledNetwork) {
    self.init(outputCount: compiled.network.outputCount, wordCount: compiled.wordCount)
  }

  init(outputCount: Int, wordCount: Int) {
    self.outputCount = outputCount
    self.wordCount = wordCount
    boundaryStarts.append(0)
  }

  /// What has been recorded, where no run is going on.
  var counts: RecordedCounts {
    RecordedCounts(
      regions: regionStarts.count, corners: cornerRegions.count, vertices: positions.count, splits: splitUnits.count,
      creases: creaseCount, boundaries: boundaryStarts.count - 1, boundaryCorners: boundaries.count)
  }

  mutating func begin(edgeCount: Int) {
    self.edgeCount = edgeCount
    start = counts
    forest.begin(edgeCount: edgeCount)
  }

  /// The run has come to tasks, whose runs follow, here or elsewhere.
  mutating func share() { swap(&forest, &commonForest) }

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
  mutating func add(_ region: FoundCell, corners: Buffer<Corner>, count: Int, slot: Int32) {
    let index = Int32(truncatingIfNeeded: regionStarts.count)
    regionStarts.append(Int32(truncatingIfNeeded: cornerRegions.count))
    for number in 0..<count {
      let corner = corners[number]
      forest.setLeaf(corner.node, to: Int32(truncatingIfNeeded: cornerRegions.count))
      positions.append(SIMD2(corner.x, corner.y))
      cornerSplits.append(corner.edge)
      cornerRegions.append(index)
    }
    for output in 0..<outputCount {
      maps.append(region.maps[output])
      maps.append(region.maps[region.stride + output])
      maps.append(region.maps[2 * region.stride + output])
    }
    for word in 0..<wordCount { words.append(region.pattern[word]) }
    if slot >= 0 { splitChildren[Int(slot)] = ~index }
  }
}

/// The line of a split: a s + b t + c, positive on the active side.
struct SplitLine: BitwiseCopyable, Sendable {
  let a: Double
  let b: Double
  let c: Double
}

/// How many of everything a recorder holds.
struct RecordedCounts: Sendable {
  var regions = 0
  var corners = 0
  var vertices = 0
  var splits = 0
  var creases = 0
  /// Edges of the polygons that runs started with, and corners along them.
  var boundaries = 0
  var boundaryCorners = 0

  static func + (a: RecordedCounts, b: RecordedCounts) -> RecordedCounts { a.combined(with: b, &+) }
  static func - (a: RecordedCounts, b: RecordedCounts) -> RecordedCounts { a.combined(with: b, &-) }

  private func combined(with other: RecordedCounts, _ combine: (Int, Int) -> Int) -> RecordedCounts {
    RecordedCounts(
      regions: combine(regions, other.regions), corners: combine(corners, other.corners),
      vertices: combine(vertices, other.vertices), splits: combine(splits, other.splits),
      creases: combine(creases, other.creases), boundaries: combine(boundaries, other.boundaries),
      boundaryCorners: combine(boundaryCorners, other.boundaryCorners))
  }
}

/// What one run has recorded: everything between two counts.
struct RecordedRun: Sendable {
  let start: RecordedCounts
  let end: RecordedCounts

  var size: RecordedCounts { end - start }
}
