/// Profile likelihood: how far a knot can be moved, the others following, before the cost exceeds a limit; and the places of
/// the knots that were found within the limit, over which the slopes and values of the line range.
struct KnotProfile {
  private let rows: LineRows
  private let isFree: Bool
  private let knots: [Double]
  private let limit: Double
  private let search: ModelSearch
  private let deadline: Deadline
  /// Places of the knots with a cost within the limit, those of the fit among them.
  private(set) var admitted: [(knots: [Double], cost: Double)] = []

  /// - Parameter knots: those of the fit, standardised.
  init(_ rows: LineRows, _ knots: [Double], _ model: KnotModel, limit: Double, until deadline: Deadline = .none) {
    self.deadline = deadline
    (self.rows, self.knots, isFree) = (rows, knots, model.isFree)
    search = ModelSearch(rows, model, until: deadline)
    let cost = search.cost(knots) ?? 0
    self.limit = max(limit, cost)
    admitted = [(knots, cost)]
  }

  /// The same for any cost; other knots are moved one by one.
  init(
    _ rows: LineRows, _ knots: [Double], limit: Double, _ search: ModelSearch, until deadline: Deadline = .none
  ) {
    self.deadline = deadline
    (self.rows, self.knots, self.search) = (rows, knots, search)
    isFree = false
    let cost = search.cost(knots) ?? 0
    self.limit = max(limit, cost)
    admitted = [(knots, cost)]
  }

  /// For each knot the outermost positions at which the cost, the other knots fitted anew, is within the limit, between which
  /// it may exceed it; an end is nil where it is within the limit up to the last place where the knot can be, and where the time
  /// is over.
  ///
  /// - Complexity: O(k) refits for each of some 100 positions.
  mutating func intervals() -> [(lower: Double?, upper: Double?)] {
    let intervals = knots.indices.map { index -> (lower: Double?, upper: Double?) in
      if deadline.hasPassed { return (nil, nil) }
      let scan = scan(index)
      let within = scan.map { admit(index, at: $0) }
      if deadline.hasPassed { return (nil, nil) }
      let here = scan.firstIndex(of: knots[index]) ?? 0
      let first = within.firstIndex(of: true) ?? here
      let last = within.lastIndex(of: true) ?? here
      let lower = first == 0 ? nil : edge(index, inside: scan[first], outside: scan[first - 1])
      let upper = last == scan.count - 1 ? nil : edge(index, inside: scan[last], outside: scan[last + 1])
      let (low, high) = (lower ?? scan[0], upper ?? scan[scan.count - 1])
      let parts = knots.count == 1 ? 60 : 12
      for part in 0...parts { _ = admit(index, at: low + (high - low) * Double(part) / Double(parts)) }
      return (lower, upper)
    }
    for index in knots.indices.dropLast() {
      if deadline.hasPassed { break }
      spread(index, intervals[index], intervals[index + 1])
    }
    return intervals
  }

  /// Where a knot is tried, ascending, its place in the fit among them.
  private func scan(_ index: Int) -> [Double] {
    var (low, high) = rows.range(of: index, among: knots.count)
    if rows.leastCount <= 1 {
      // Strictly inside the rows.
      (low, high) = (low + (rows.u[1] - low) * 0x1p-10, high - (high - rows.u[rows.count - 2]) * 0x1p-10)
    }
    let (first, last) = (rows.position(after: low), rows.position(after: high) - 1)
    let size = min(max(0, last - first), knots.count == 1 ? 200 : 36)
    var places = [low, knots[index], high]
    for number in 0..<size { places.append(rows.u[first + (2 * number + 1) * (last - first) / (2 * size)]) }
    let sorted = places.filter { $0 >= low && $0 <= high || $0 == knots[index] }.sorted()
    var result: [Double] = []
    for place in sorted where result.last != place {
      if knots.count == 1, let before = result.last { result.append(before / 2 + place / 2) }
      result.append(place)
    }
    return result
  }

  /// Whether the cost with a knot at a place is within the limit.
  private mutating func admit(_ index: Int, at place: Double) -> Bool {
    guard place != knots[index] else { return true }
    if deadline.hasPassed { return false }
    guard let found = refitted(index, at: place), found.cost <= limit else { return false }
    admitted.append(found)
    return true
  }

  private mutating func edge(_ index: Int, inside: Double, outside: Double) -> Double {
    var (inside, outside) = (inside, outside)
    for _ in 0..<60 where (outside - inside).magnitude > 1e-9 {
      let middle = inside / 2 + outside / 2
      if admit(index, at: middle) { inside = middle } else { outside = middle }
    }
    return inside
  }

  /// Two neighbouring knots at once, over their intervals.
  private mutating func spread(
    _ index: Int, _ first: (lower: Double?, upper: Double?), _ second: (lower: Double?, upper: Double?)
  ) {
    let (a, b) = (rows.range(of: index, among: knots.count), rows.range(of: index + 1, among: knots.count))
    let (low, high) = (first.lower ?? a.lower, first.upper ?? a.upper)
    let (nextLow, nextHigh) = (second.lower ?? b.lower, second.upper ?? b.upper)
    let parts = 12
    for i in 0...parts {
      for j in 0...parts {
        var moved = knots
        moved[index] = low + (high - low) * Double(i) / Double(parts)
        moved[index + 1] = nextLow + (nextHigh - nextLow) * Double(j) / Double(parts)
        if deadline.hasPassed { return }
        guard zip(moved, moved.dropFirst()).allSatisfy({ $0 < $1 }), let cost = search.cost(moved), cost <= limit else {
          continue
        }
        admitted.append((moved, cost))
      }
    }
  }

  /// The knots with one held fast; the others make room for it and are fitted anew.
  private func refitted(_ index: Int, at place: Double) -> (knots: [Double], cost: Double)? {
    guard let moved = room(for: index, at: place) else { return nil }
    guard knots.count > 1 else { return search.cost(moved).map { (moved, $0) } }
    if isFree {
      guard var polish = KnotPolish(rows, knots: moved) else { return nil }
      polish.settle(holding: index, rounds: 3)
      return (polish.knots, polish.cost)
    }
    return search.cost(moved).map { search.settled((moved, $0), rounds: 2, holding: index) }
  }

  /// The knots with one at a place, the others pushed aside where they are in its way.
  private func room(for index: Int, at place: Double) -> [Double]? {
    var moved = knots
    moved[index] = place
    let step = max(1, rows.leastCount - 1)
    for k in stride(from: index - 1, through: 0, by: -1) {
      let after = rows.position(after: moved[k + 1])
      let isRow = after > 0 && rows.u[after - 1] == moved[k + 1]
      let row = after - (isRow ? 1 : 0) - (isRow ? step : rows.leastCount)
      guard row > 0 || (row == 0 && rows.leastCount <= 1) else { return nil }
      let bound = row == 0 ? (rows.u[0] + moved[k + 1]) / 2 : rows.u[row]
      moved[k] = min(moved[k], bound)
    }
    for k in index + 1..<max(index + 1, knots.count) {
      let after = rows.position(after: moved[k - 1])
      let isRow = after > 0 && rows.u[after - 1] == moved[k - 1]
      let row = after - 1 + (isRow ? step : rows.leastCount)
      guard row < rows.count else { return nil }
      let bound = row >= rows.count - 1 ? (rows.u[rows.count - 1] + moved[k - 1]) / 2 : rows.u[row]
      moved[k] = max(moved[k], bound)
    }
    return zip(moved, moved.dropFirst()).allSatisfy { $0 < $1 } ? moved : nil
  }
}
