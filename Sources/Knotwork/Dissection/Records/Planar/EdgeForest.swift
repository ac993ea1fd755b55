/// How the edges of one run of the subdivision are cut.
///
/// Every edge of the polygon that the run starts with and each side of a crease is a root; an edge that is cut has two
/// children in counter-clockwise order. A leaf holds ~(the number of a corner, or of whatever looks along that edge).
struct EdgeForest: ~Copyable {
  private var firstChild = Stack<Int32>()
  private var secondChild = Stack<Int32>()
  /// For each crease the node of its active side; the inactive side has the next number.
  private var creaseNodes = Stack<Int32>()
  var creaseCount: Int { creaseNodes.count }

  /// Forgets everything, and starts with the edges 0 ..< `edgeCount` of a polygon.
  mutating func begin(edgeCount: Int) {
    firstChild.truncate(to: 0)
    secondChild.truncate(to: 0)
    creaseNodes.truncate(to: 0)
    for _ in 0..<edgeCount { addLeaf() }
  }

  @inline(__always)
  private mutating func addLeaf() {
    firstChild.append(.min)
    secondChild.append(.min)
  }

  @inline(__always)
  private mutating func addPair() -> Int32 {
    let first = Int32(truncatingIfNeeded: firstChild.count)
    addLeaf()
    addLeaf()
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
  func setLeaf(_ node: Int32, to value: Int32) { firstChild[Int(node)] = ~value }

  /// Appends what the leaves along both sides of a crease hold.
  @inline(__always)
  func appendSides(ofCrease crease: Int, to sides: inout CreaseSides, pending: inout [Int32]) {
    let node = creaseNodes[crease]
    appendLeaves(of: node, reversed: false, to: &sides.active, pending: &pending)
    appendLeaves(of: node + 1, reversed: true, to: &sides.inactive, pending: &pending)
  }

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

/// What lies along both sides of a crease, in the same direction.
struct CreaseSides: Sendable {
  var active: [Int32] = []
  var inactive: [Int32] = []

  mutating func removeAll() {
    active.removeAll(keepingCapacity: true)
    inactive.removeAll(keepingCapacity: true)
  }
}
