/// Where the subdivision delivers what it finds. Implementations are specialised, so that what one does not need costs
/// nothing.
protocol RegionSink: ~Copyable, SendableMetatype {
  /// Whether it only counts. Regions are then not told apart where their number is known without that.
  static var onlyCounts: Bool { get }
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
  /// A sink that only counts: this many regions are complete.
  mutating func add(count: Int)
  /// The run has found everything below its task; another one may begin.
  mutating func finish()
  /// The run has come to tasks, whose runs follow, here or elsewhere.
  mutating func share()
}

extension RegionSink where Self: ~Copyable {
  static var onlyCounts: Bool { false }
  mutating func share() {}
  mutating func add(count: Int) { preconditionFailure("a sink that wants to see every region") }
}

/// A complete region, while it lies on the stacks.
struct FoundRegion {
  let corners: Buffer<Corner>
  let cornerCount: Int
  /// The output maps: a, b and c in runs of `stride`.
  let maps: Buffer<Double>
  let stride: Int
  /// One bit for each unit, layer by layer.
  let pattern: Buffer<UInt64>
  let slot: Int32

  var area: Double { Corner.area(count: cornerCount) { corners[$0] } }
}

extension Corner {
  /// The area of a polygon, by the shoelace formula about its first corner.
  @inline(__always)
  static func area(count: Int, _ corner: (Int) -> Corner) -> Double {
    var twice = 0.0
    let anchor = corner(0)
    for index in 2..<count {
      let (p, q) = (corner(index - 1), corner(index))
      twice += (p.x - anchor.x) * (q.y - anchor.y) - (p.y - anchor.y) * (q.x - anchor.x)
    }
    return twice / 2
  }
}

/// Counts and keeps nothing.
struct RegionCounter: RegionSink {
  private(set) var count = 0
  static var onlyCounts: Bool { true }

  mutating func begin(edgeCount: Int) {}
  @inline(__always) mutating func splitEdge(_ node: Int32) -> (first: Int32, second: Int32) { (0, 0) }
  @inline(__always) mutating func addCrease() -> (active: Int32, inactive: Int32) { (0, 0) }
  @inline(__always)
  mutating func addSplit(unit: Int32, a: Double, b: Double, c: Double, slot: Int32) -> Int32 { 0 }
  @inline(__always) mutating func addRegion(_ region: FoundRegion) { count += 1 }
  @inline(__always) mutating func add(count: Int) { self.count += count }
  mutating func finish() {}
}
