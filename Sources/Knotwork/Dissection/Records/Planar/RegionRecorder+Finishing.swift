extension RegionRecorder {
  /// Finds the other side of every edge that was made in this run, which corners lie along the edges that it started with,
  /// and its vertices.
  mutating func finish() {
    findTwins()
    findVertices()
    var (along, pending): ([Int32], [Int32]) = ([], [])
    for edge in 0..<edgeCount {
      along.removeAll(keepingCapacity: true)
      forest.appendLeaves(of: Int32(truncatingIfNeeded: edge), reversed: false, to: &along, pending: &pending)
      for corner in along { boundaries.append(corner) }
      boundaryStarts.append(Int32(truncatingIfNeeded: boundaries.count))
    }
    runs.append(RecordedRun(start: start, end: counts))
  }

  private mutating func findTwins() {
    for _ in start.corners..<cornerRegions.count { cornerTwins.append(-1) }
    let cells = cells
    var sides = CreaseSides()
    var pending: [Int32] = []
    for crease in 0..<forest.creaseCount {
      sides.removeAll()
      forest.appendSides(ofCrease: crease, to: &sides, pending: &pending)
      cells.join(sides, split: start.splits + crease)
      creaseCount += sides.active.count
    }
  }

  /// Numbers the points where corners of the run meet by their first corners, and keeps one position for each.
  private mutating func findVertices() {
    let end = cornerRegions.count
    _ = cornerVertices.extend(by: end - start.corners)
    for corner in start.corners..<end { cornerVertices[corner] = -1 }
    let ring = cells.ring(count: end)
    var vertex = start.vertices
    for corner in start.corners..<end where cornerVertices[corner] < 0 {
      ring.forEachCorner(around: corner) { cornerVertices[$0] = Int32(truncatingIfNeeded: vertex) }
      positions[vertex] = positions[start.vertices + corner - start.corners]
      vertex += 1
    }
    positions.truncate(to: vertex)
  }
}
