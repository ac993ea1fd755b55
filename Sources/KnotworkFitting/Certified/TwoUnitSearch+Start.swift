import KnotworkGeometry

/// A good network before the search starts, so that bounds rule out much from the first on.
extension TwoUnitSearch {
  /// Tries pairs of evenly spread arcs, and improves the best of them one unit at a time.
  mutating func prepare() {
    let count = problem.index.arcCount
    let step = max(1, count / 40)
    let arcs = Array(stride(from: 0, to: count, by: step))
    var starts: [(value: Double, first: Int, second: Int)] = []
    for (position, first) in arcs.enumerated() {
      for second in arcs[(position + 1)...] {
        guard let found = attempt(first, second, below: .infinity) else { continue }
        starts.append((found, first, second))
      }
    }
    for start in starts.sorted(by: { $0.value < $1.value }).prefix(4) { descend(from: start.first, start.second) }
  }

  /// Moves one unit to its best arc while the other stays, in turn, as long as the residual sum falls.
  private mutating func descend(from first: Int, _ second: Int) {
    var arcs = [first, second]
    var value = Double.infinity
    for round in 0..<60 {
      let moving = round & 1
      let start = value
      for arc in 0..<problem.index.arcCount where arc != arcs[1 - moving] {
        let pair = moving == 0 ? (arc, arcs[1]) : (arcs[0], arc)
        guard let found = attempt(min(pair.0, pair.1), max(pair.0, pair.1), below: value) else { continue }
        value = found
        arcs[moving] = arc
      }
      if round > 0, value >= start { return }
    }
  }

  /// The least residual sum on a pair of arcs if it is below a number; better candidates are taken.
  private mutating func attempt(_ first: Int, _ second: Int, below limit: Double) -> Double? {
    let blocks = (ArcBlock(first, first, in: problem.index), ArcBlock(second, second, in: problem.index))
    let rows = BlockMoments(blocks.0, blocks.1, problem.sums)
    guard let factor = rows.factor(shift: problem.shift), problem.bound(rows, factor) < limit else { return nil }
    guard
      let found = pairBounds(first, second, rows, factor, enough: limit).min(by: { $0.bound < $1.bound }),
      found.bound < limit
    else { return nil }
    if found.bound < bestValue { consider(found.candidate) }
    return found.bound
  }

  /// Arcs in which the directions of a candidate lie, the first of them where a direction lies on an event.
  func arcs(of candidate: Candidate) -> (Int, Int)? {
    guard let first = arc(of: candidate.first), let second = arc(of: candidate.second) else { return nil }
    return (first, second)
  }

  private func arc(of vector: SIMD2<Double>) -> Int? {
    guard vector != .zero else { return 0 }
    let direction = Direction(vector.x, vector.y)
    let events = problem.index.events
    return events.indices.first { k in
      events[k].turn(to: direction) >= 0 && direction.turn(to: events[(k + 1) % events.count]) >= 0
        && (events[k].turn(to: direction) > 0 || events[k].signOfProduct(with: direction) > 0
          || direction.turn(to: events[(k + 1) % events.count]) > 0)
    }
  }
}
