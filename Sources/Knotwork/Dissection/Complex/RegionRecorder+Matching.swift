extension RegionRecorder {
  /// Finds the other side of every edge that was made in this run, and which corners lie along the edges that it started
  /// with.
  mutating func finish() {
    let last = runs.last ?? .none
    let firstSplit = last.splits.upperBound
    while twins.count < edges.count { twins.append(-1) }
    var pending: [Int32] = []
    var sides = CreaseSides()
    for (crease, node) in forest.creaseNodes.enumerated() {
      sides.removeAll()
      forest.appendLeaves(of: node, reversed: false, to: &sides.active, pending: &pending)
      forest.appendLeaves(of: node + 1, reversed: true, to: &sides.inactive, pending: &pending)
      join(sides, split: firstSplit + crease)
    }
    for edge in 0..<edgeCount {
      forest.appendLeaves(of: Int32(truncatingIfNeeded: edge), reversed: false, to: &rims, pending: &pending)
      rimStarts.append(Int32(truncatingIfNeeded: rims.count))
    }
    runs.append(
      RecordedRun(
        regions: last.regions.upperBound..<regionStarts.count, corners: last.corners.upperBound..<edges.count,
        splits: firstSplit..<splitUnits.count, rims: last.rims.upperBound..<rimStarts.count - 1))
  }

  /// Records that corners look at the same edges, made by one split, from both sides.
  @inline(__always)
  mutating func join(_ sides: CreaseSides, split: Int) {
    precondition(sides.active.count == sides.inactive.count, "the two sides of a crease are cut at different points")
    let split = Int32(truncatingIfNeeded: split)
    for (index, corner) in sides.active.enumerated() {
      let twin = sides.inactive[index]
      twins[Int(corner)] = twin
      twins[Int(twin)] = corner
      edges[Int(corner)] = split
      edges[Int(twin)] = split
    }
  }
}

/// The corners along both sides of a crease, in the same direction.
struct CreaseSides {
  var active: [Int32] = []
  var inactive: [Int32] = []

  mutating func removeAll() {
    active.removeAll(keepingCapacity: true)
    inactive.removeAll(keepingCapacity: true)
  }
}
