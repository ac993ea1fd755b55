/// The heuristic search for the best knots, for each number of them.
struct KnotSearch {
  private let rows: LineRows
  /// Entry k holds k knots and their cost.
  private(set) var best: [(knots: [Double], cost: Double)]

  /// Grid and insertion from few knots to many, then removal from many to few: each number learns from its neighbours.
  init(_ rows: LineRows, upTo largest: Int) {
    self.rows = rows
    best = [([], rows.cost([]) ?? 0)]
    guard largest > 0 else { return }
    // One more than asked for, so that the last also has a neighbour above.
    let most = min(largest + 1, rows.count - 2)
    let starts = KnotGridSearch(rows).best(upTo: most)
    for count in 1...most {
      let fewer = best[count - 1]
      best.append((fewer.knots, fewer.cost))
      let grid = count <= starts.count ? starts[count - 1] : []
      for candidate in grid + insertions(into: fewer.knots) { take(candidate, count) }
    }
    for count in (1..<most).reversed() { takeRemovals(from: best[count + 1].knots, count) }
  }

  /// The knots with one more where it helps most.
  private func insertions(into knots: [Double]) -> [[Double]] {
    guard let polish = KnotPolish(rows, knots: knots) else { return [] }
    return polish.insertions(into: knots).sorted { $0.cost < $1.cost }.prefix(2)
      .map { (knots + [$0.position]).sorted() }
  }

  private mutating func takeRemovals(from knots: [Double], _ count: Int) {
    guard knots.count == count + 1 else { return }
    let candidates = knots.indices.compactMap { index -> (knots: [Double], cost: Double)? in
      var rest = knots
      rest.remove(at: index)
      return rows.cost(rest).map { (rest, $0) }
    }
    for candidate in candidates.sorted(by: { $0.cost < $1.cost }).prefix(3) { take(candidate.knots, count) }
  }

  /// Polishes a candidate and keeps it if it is better than what there is.
  private mutating func take(_ candidate: [Double], _ count: Int) {
    guard var polish = KnotPolish(rows, knots: candidate) else { return }
    polish.run()
    if best[count].knots.count < count || polish.cost < best[count].cost { best[count] = (polish.knots, polish.cost) }
  }
}
