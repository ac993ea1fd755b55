/// Where the subdivision delivers what it finds. Implementations are specialised, so that what one does not need costs
/// nothing.
protocol RegionSink: ~Copyable, SendableMetatype {
  /// A run starts, on a polygon with a number of edges; their nodes are 0 ..< `edgeCount`.
  mutating func begin(edgeCount: Int)
  /// An edge is cut in two: the nodes of its parts, in counter-clockwise order.
  mutating func splitEdge(_ node: Int32) -> (first: Int32, second: Int32)
  /// A new crease: its nodes as seen from the active and from the inactive side.
  mutating func addCrease() -> (active: Int32, inactive: Int32)
  /// A polygon is split by the line of `unit`: the number of the new node of the split tree.
  mutating func addSplit(unit: Int32, a: Double, b: Double, c: Double, slot: Int32) -> Int32
  /// A region is complete.
  mutating func addRegion(_ region: FoundRegion)
  /// The run has found everything below its task; another one may begin.
  mutating func finish()
}

/// A complete region, while it lies on the stacks.
struct FoundRegion {
  let corners: Cells<Corner>
  let cornerCount: Int
  /// The output maps: a, b and c in runs of `stride`.
  let maps: Cells<Double>
  let stride: Int
  /// One bit for each unit, layer by layer.
  let pattern: Cells<UInt64>
  let slot: Int32

  /// Twice the area, by the shoelace formula about the first corner.
  var area: Double {
    var twice = 0.0
    let anchor = corners[0]
    for index in 2..<cornerCount {
      let (p, q) = (corners[index - 1], corners[index])
      twice += (p.x - anchor.x) * (q.y - anchor.y) - (p.y - anchor.y) * (q.x - anchor.x)
    }
    return twice / 2
  }
}

/// Counts and keeps nothing.
struct RegionCounter: RegionSink {
  private(set) var count = 0

  mutating func begin(edgeCount: Int) {}
  @inline(__always) mutating func splitEdge(_ node: Int32) -> (first: Int32, second: Int32) { (0, 0) }
  @inline(__always) mutating func addCrease() -> (active: Int32, inactive: Int32) { (0, 0) }
  @inline(__always)
  mutating func addSplit(unit: Int32, a: Double, b: Double, c: Double, slot: Int32) -> Int32 { 0 }
  @inline(__always) mutating func addRegion(_ region: FoundRegion) { count += 1 }
  mutating func finish() {}
}
