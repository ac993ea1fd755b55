/// What ``PolygonCells`` tells of each step, so that a record can join the regions afterwards. Implementations are
/// specialised, so that where nothing is kept it costs nothing.
protocol PolygonJournal: ~Copyable, SendableMetatype {
  init(_ compiled: CompiledNetwork)
  /// A run starts, on a polygon with a number of edges; their nodes are 0 ..< `edgeCount`.
  mutating func begin(edgeCount: Int)
  /// An edge is cut in two: the nodes of its parts, in counter-clockwise order.
  mutating func splitEdge(_ node: Int32) -> (first: Int32, second: Int32)
  /// A new crease: its nodes as seen from the active and from the inactive side.
  mutating func addCrease() -> (active: Int32, inactive: Int32)
  /// A polygon is split by the line of `unit`: the number of the split.
  mutating func addSplit(unit: Int32, a: Double, b: Double, c: Double, slot: Int32) -> Int32
  /// A region is complete.
  mutating func add(_ region: FoundCell, corners: Buffer<Corner>, count: Int, slot: Int32)
}

/// Keeps nothing.
struct NoJournal: PolygonJournal {
  init(_ compiled: CompiledNetwork) {}
  @inline(__always) mutating func begin(edgeCount: Int) {}
  @inline(__always) mutating func splitEdge(_ node: Int32) -> (first: Int32, second: Int32) { (0, 0) }
  @inline(__always) mutating func addCrease() -> (active: Int32, inactive: Int32) { (0, 0) }
  @inline(__always)
  mutating func addSplit(unit: Int32, a: Double, b: Double, c: Double, slot: Int32) -> Int32 { 0 }
  @inline(__always)
  mutating func add(_ region: FoundCell, corners: Buffer<Corner>, count: Int, slot: Int32) {}
}
