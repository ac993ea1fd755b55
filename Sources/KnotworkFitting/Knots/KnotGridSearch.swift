/// A first guess at the knots: a dynamic programme over a grid of candidate positions that keeps, for each number of knots
/// and each position of the last one, the few best beginnings.
///
/// Which beginning is best depends on the value at its end, so this is a heuristic; ``KnotPolish`` improves on it.
///
/// - Complexity: O(k g² beam) for a grid of g positions, whatever the number of rows.
struct KnotGridSearch {
  private struct Beginning {
    let state: QuadraticCost
    let parent: Int32
    let parentRank: Int32
    /// The least cost if this were all.
    let minimum: Double
  }

  private static let beam = 6
  private let rows: LineRows
  private let grid: [Double]
  private var segments: [SegmentCost] = []
  private var closing: [SegmentCost] = []
  /// How many positions are at most each of the grid's.
  private let places: [Int]

  init(_ rows: LineRows, gridSize: Int = 160) {
    self.rows = rows
    let inner = max(0, rows.count - 2)
    let size = min(inner, gridSize)
    grid = (0..<size).map { rows.u[1 + (size == inner ? $0 : ($0 * 2 + 1) * inner / (2 * size))] }
    segments.reserveCapacity(size * size)
    let places = grid.map { rows.position(after: $0) }
    self.places = places
    for start in 0..<size {
      for end in 0..<size {
        segments.append(
          end > start
            ? rows.segment(grid[start], grid[end], from: places[start], to: places[end])
            : SegmentCost(.zero, length: 1))
      }
      closing.append(
        rows.segment(grid[start], rows.u[rows.count - 1], from: places[start], to: rows.count))
    }
  }

  /// Knots on the grid, for each number of knots from 1 to `largest` a few of the best sets found.
  func best(upTo largest: Int) -> [[[Double]]] {
    guard !grid.isEmpty, largest > 0 else { return [] }
    var levels: [[[Beginning]]] = []
    var results: [[[Double]]] = []
    for level in 0..<min(largest, grid.count) {
      levels.append(level == 0 ? firstLevel() : nextLevel(levels[level - 1]))
      results.append(finish(levels))
    }
    return results
  }

  private func firstLevel() -> [[Beginning]] {
    grid.indices.map { end in
      guard places[end] >= rows.leastCount, let state = rows.startCost.step(rows.segment(rows.u[0], grid[end])) else {
        return []
      }
      return [Beginning(state: state, parent: -1, parentRank: 0, minimum: state.minimum)]
    }
  }

  private func nextLevel(_ previous: [[Beginning]]) -> [[Beginning]] {
    grid.indices.map { end in
      var kept: [Beginning] = []
      for start in 0..<end where places[end] - places[start] + 1 >= rows.leastCount {
        let segment = segments[start * grid.count + end]
        for rank in previous[start].indices {
          guard let state = previous[start][rank].state.step(segment) else { continue }
          let minimum = state.minimum
          if kept.count == KnotGridSearch.beam, minimum >= kept[kept.count - 1].minimum { continue }
          if kept.count == KnotGridSearch.beam { kept.removeLast() }
          let place = kept.firstIndex { $0.minimum > minimum } ?? kept.count
          kept.insert(
            Beginning(state: state, parent: Int32(start), parentRank: Int32(rank), minimum: minimum), at: place)
        }
      }
      return kept
    }
  }

  private func finish(_ levels: [[[Beginning]]]) -> [[Double]] {
    var ends: [(cost: Double, position: Int, rank: Int)] = []
    for (position, beginnings) in levels[levels.count - 1].enumerated()
    where rows.count - places[position] + 1 >= rows.leastCount {
      var best: (cost: Double, rank: Int)?
      for (rank, beginning) in beginnings.enumerated() {
        guard let cost = beginning.state.step(closing[position])?.minimum else { continue }
        if cost < best?.cost ?? .infinity { best = (cost, rank) }
      }
      if let best { ends.append((best.cost, position, best.rank)) }
    }
    ends.sort { ($0.cost, $0.position) < ($1.cost, $1.position) }
    // Neighbours of the best end polish to the same knots; take others too.
    var chosen: [(cost: Double, position: Int, rank: Int)] = []
    for end in ends where chosen.count < 12 {
      if chosen.allSatisfy({ abs($0.position - end.position) > 1 }) { chosen.append(end) }
    }
    return chosen.map { end in
      var knots: [Double] = []
      var (position, rank) = (end.position, end.rank)
      for level in levels.indices.reversed() {
        knots.append(grid[position])
        let beginning = levels[level][position][rank]
        (position, rank) = (Int(beginning.parent), Int(beginning.parentRank))
      }
      return knots.reversed()
    }
  }
}
