/// How the edges of one run of the subdivision are cut.
///
/// Every edge of the polygon that the run starts with and each side of a crease is a root; an edge that is cut has two
/// children in counter-clockwise order. A leaf holds ~(the number of a corner, or of whatever looks along that edge).
struct EdgeForest: Sendable {
  private var firstChild: [Int32] = []
  private var secondChild: [Int32] = []
  /// For each crease the node of its active side; the inactive side has the next number.
  private(set) var creaseNodes: [Int32] = []

  /// Forgets everything, and starts with the edges 0 ..< `edgeCount` of a polygon.
  mutating func begin(edgeCount: Int) {
    firstChild.removeAll(keepingCapacity: true)
    secondChild.removeAll(keepingCapacity: true)
    creaseNodes.removeAll(keepingCapacity: true)
    for _ in 0..<edgeCount {
      firstChild.append(.min)
      secondChild.append(.min)
    }
  }

  @inline(__always)
  private mutating func addPair() -> Int32 {
    let first = Int32(truncatingIfNeeded: firstChild.count)
    firstChild.append(.min)
    firstChild.append(.min)
    secondChild.append(.min)
    secondChild.append(.min)
    return first
  }

  @inline(__always)
  mutating func split(_ node: Int32) -> (first: Int32, second: Int32) {
    let first = addPair()
    firstChild[Int(node)] = first
    secondChild[Int(node)] = first + 1
    return (first, first + 1)
  }

  @inline(__always)
  mutating func addCrease() -> (active: Int32, inactive: Int32) {
    let first = addPair()
    creaseNodes.append(first)
    return (first, first + 1)
  }

  /// A node is a leaf that stands for `value`.
  @inline(__always)
  mutating func setLeaf(_ node: Int32, to value: Int32) { firstChild[Int(node)] = ~value }

  /// Appends what the leaves below a node hold, in counter-clockwise order or the reverse.
  @inline(__always)
  func appendLeaves(of root: Int32, reversed: Bool, to leaves: inout [Int32], pending: inout [Int32]) {
    pending.append(root)
    while let node = pending.popLast() {
      let first = firstChild[Int(node)]
      if first < 0 {
        leaves.append(~first)
        continue
      }
      let second = secondChild[Int(node)]
      pending.append(reversed ? first : second)
      pending.append(reversed ? second : first)
    }
  }
}
