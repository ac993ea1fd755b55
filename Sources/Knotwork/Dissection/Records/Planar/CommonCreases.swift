/// The creases of the run that stopped at tasks, as the edges of the tasks' polygons; their runs know the corners along these.
struct CommonCreases: Sendable {
  /// For each crease the edges along both its sides, numbered through all runs.
  private let boundaries: [CreaseSides]

  init(_ forest: borrowing EdgeForest, _ tasks: [RecordingTask], _ runs: [RecordedRun]) {
    for (task, run) in zip(tasks, runs) {
      for (edge, node) in task.edgeNodes.enumerated() {
        forest.setLeaf(node, to: Int32(truncatingIfNeeded: run.start.boundaries + edge))
      }
    }
    var pending: [Int32] = []
    boundaries = (0..<forest.creaseCount).map { crease in
      var sides = CreaseSides()
      forest.appendSides(ofCrease: crease, to: &sides, pending: &pending)
      return sides
    }
  }

  /// How many creases of the whole they are.
  func count(in record: RecordBuffers) -> Int {
    boundaries.reduce(0) { sum, sides in sides.active.reduce(sum) { $0 + record.boundary($1).count } }
  }

  /// Pairs the corners along them.
  ///
  /// - Parameter numbers: is filled with a number for each vertex of the runs: those at the same point get the same one, in
  ///   the order of their first corners.
  func join(in record: RecordBuffers, _ size: RecordedCounts, numbers: Buffer<Int32>) {
    var points = DisjointSets(count: size.vertices)
    let ring = record.ring(count: size.corners)
    func vertex(_ corner: Int) -> Int { Int(record.cornerVertices[corner]) }
    var sides = CreaseSides()
    for (split, edges) in boundaries.enumerated() {
      sides.removeAll()
      for edge in edges.active { for place in record.boundary(edge) { sides.active.append(record.boundaries[place]) } }
      for edge in edges.inactive {
        for place in record.boundary(edge).reversed() { sides.inactive.append(record.boundaries[place]) }
      }
      record.join(sides, split: split)
      for (corner, twin) in zip(sides.active, sides.inactive) {
        points.join(vertex(Int(corner)), vertex(ring.next(Int(twin))))
        points.join(vertex(Int(twin)), vertex(ring.next(Int(corner))))
      }
    }
    var count: Int32 = 0
    for vertex in 0..<size.vertices {
      let root = points.root(of: vertex)
      if root < vertex {
        numbers[vertex] = numbers[root]
      } else {
        numbers[vertex] = count
        count += 1
      }
    }
  }
}
