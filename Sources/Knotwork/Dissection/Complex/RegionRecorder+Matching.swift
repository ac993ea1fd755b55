extension RegionRecorder {
  /// Finds the other side of every edge that was made in this run, and forgets the forest.
  mutating func finish() {
    let cornerCount = edges.count
    var regions = [Int32](repeating: 0, count: cornerCount)
    for region in regionStarts.indices {
      let end = region + 1 == regionStarts.count ? cornerCount : Int(regionStarts[region + 1])
      for corner in Int(regionStarts[region])..<end { regions[corner] = Int32(truncatingIfNeeded: region) }
    }
    cornerRegions = regions
    var twins = [Int32](repeating: -1, count: cornerCount)
    // Taken out, so that they are changed in place while the forest is read.
    var edges = edges
    self.edges = []
    var pending: [Int32] = []
    var leaves: [Int32] = []
    for (split, node) in creaseNodes.enumerated() {
      leaves.removeAll(keepingCapacity: true)
      forEachLeaf(of: node, reversed: false, pending: &pending) { leaves.append(~$0) }
      var position = 0
      forEachLeaf(of: node + 1, reversed: true, pending: &pending) { leaf in
        RegionRecorder.join(leaves[position], ~leaf, split: split, twins: &twins, edges: &edges)
        position += 1
      }
      precondition(position == leaves.count, "the two sides of a crease are cut at different points")
    }
    self.twins = twins
    self.edges = edges
    for edge in 0..<edgeCount {
      rimStarts.append(Int32(truncatingIfNeeded: rims.count))
      forEachLeaf(of: Int32(truncatingIfNeeded: edge), reversed: false, pending: &pending) { rims.append(~$0) }
    }
    rimStarts.append(Int32(truncatingIfNeeded: rims.count))
    firstChild = []
    secondChild = []
    creaseNodes = []
  }

  /// Records that two corners look at the same edge, made by a split, from both sides.
  @inline(__always)
  static func join(_ a: Int32, _ b: Int32, split: Int, twins: inout [Int32], edges: inout [Int32]) {
    twins[Int(a)] = b
    twins[Int(b)] = a
    edges[Int(a)] = Int32(truncatingIfNeeded: split)
    edges[Int(b)] = Int32(truncatingIfNeeded: split)
  }

  /// Visits what the leaves below a node hold, in counter-clockwise order or the reverse.
  @inline(__always)
  func forEachLeaf(of root: Int32, reversed: Bool, pending: inout [Int32], _ body: (Int32) -> Void) {
    pending.append(root)
    while let node = pending.popLast() {
      let first = firstChild[Int(node)]
      if first < 0 {
        body(first)
        continue
      }
      let second = secondChild[Int(node)]
      pending.append(reversed ? first : second)
      pending.append(reversed ? second : first)
    }
  }
}
