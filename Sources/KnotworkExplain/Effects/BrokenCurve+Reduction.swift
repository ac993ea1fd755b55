import KnotworkFitting

extension BrokenCurve {
  /// The broken line with the fewest pieces that stays within an error of this one, and by how much it is proved to be off at most.
  ///
  /// Its knots may lie anywhere. The largest distance of two broken lines is taken at a node of either, where it is computed: that is the
  /// proof.
  ///
  /// - Parameter error: above 0.
  /// - Complexity: O(nodes).
  public func reduced(within error: Double) -> (curve: BrokenCurve, error: Double) {
    guard error > 0, x.count > 2 else { return (self, 0) }
    // Nodes that lie as near to each other as rounding say nothing of the slope between them.
    let gap = 0x1p-40 * (x[x.count - 1] - x[0])
    var kept = [0]
    for node in 1..<x.count - 1 where x[node] - x[kept[kept.count - 1]] > gap && x[x.count - 1] - x[node] > gap {
      kept.append(node)
    }
    kept.append(x.count - 1)
    let tube = Tube(x: kept.map { x[$0] }, y: kept.map { y[$0] })
    // Rounding may leave the tube by a hair; a narrower one is then tried.
    for share in [1 - 0x1p-40, 1 - 0x1p-20, 1 - 0x1p-10] {
      guard let pieces = tube.pieces(error: error * share) else { break }
      let line = tube.line(pieces)
      guard line.nodes.count < x.count else { break }
      let curve = BrokenCurve(x: line.nodes, y: line.values)
      let distance = distance(to: curve)
      if distance <= error { return (curve, distance) }
    }
    return (self, 0)
  }
}
