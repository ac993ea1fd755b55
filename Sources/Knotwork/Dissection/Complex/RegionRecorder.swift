/// Keeps everything that one run of the subdivision finds, in flat arrays.
struct RegionRecorder: RegionSink {
  /// The forest of edges: every edge of the polygon that the run starts with and each side of a crease is a root, and an
  /// edge that is cut has two children in counter-clockwise order. A leaf holds ~corner.
  var firstChild: [Int32]
  var secondChild: [Int32]
  /// For each crease the node of its active side; the inactive side has the next number.
  var creaseNodes: [Int32] = []

  /// The split tree: for each split its unit, its line, and two children, ~region for a region; the active side first.
  var splitUnits: [Int32] = []
  var splitLines: [SplitLine] = []
  var splitChildren: [Int32] = []

  /// The first corner of each region; the corners' positions and edges; maps and patterns of the regions.
  var regionStarts: [Int32] = []
  var positions: [SIMD2<Double>] = []
  /// What each corner's edge lies on: the split that made it (once finished), or −1 − i for edge i of the domain.
  var edges: [Int32] = []
  /// Once finished: the region of each corner, and the corner on the other side of its edge, −1 where none is known.
  var cornerRegions: [Int32] = []
  var twins: [Int32] = []
  /// Once finished: the corners along each edge of the polygon that the run started with, one run after the other.
  var rims: [Int32] = []
  var rimStarts: [Int32] = []
  var maps: [Double] = []
  var words: [UInt64] = []

  let edgeCount: Int
  let outputCount: Int
  let wordCount: Int

  /// - Parameter edgeCount: the number of edges of the polygon that the run starts with.
  init(edgeCount: Int, outputCount: Int, wordCount: Int) {
    firstChild = [Int32](repeating: .min, count: edgeCount)
    secondChild = firstChild
    self.edgeCount = edgeCount
    self.outputCount = outputCount
    self.wordCount = wordCount
  }

  @inline(__always)
  private mutating func addNodePair() -> Int32 {
    let first = Int32(truncatingIfNeeded: firstChild.count)
    firstChild.append(.min)
    firstChild.append(.min)
    secondChild.append(.min)
    secondChild.append(.min)
    return first
  }

  @inline(__always)
  mutating func splitEdge(_ node: Int32) -> (first: Int32, second: Int32) {
    let first = addNodePair()
    firstChild[Int(node)] = first
    secondChild[Int(node)] = first + 1
    return (first, first + 1)
  }

  @inline(__always)
  mutating func addCrease() -> (active: Int32, inactive: Int32) {
    let first = addNodePair()
    creaseNodes.append(first)
    return (first, first + 1)
  }

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
      firstChild[Int(corner.node)] = ~Int32(truncatingIfNeeded: edges.count)
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
