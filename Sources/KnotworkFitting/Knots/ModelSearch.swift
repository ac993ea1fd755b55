/// The search for the best knots under a ``KnotModel``: greedy insertion, exchanges, and moving one knot at a time.
///
/// - Complexity: O(k g) fits for a grid of g ≤ 60 positions, each in O(k³), whatever the number of rows.
struct ModelSearch {
  /// The cost with knots, ascending; nil where they are not admitted or the rows do not determine the line.
  let cost: ([Double]) -> Double?
  let grid: [Double]
  let ends: (Double, Double)
  /// What was found by then is the best.
  let deadline: Deadline

  init(_ rows: LineRows, _ model: KnotModel, until deadline: Deadline = .none) {
    self.deadline = deadline
    cost = { ConditionalFit(rows, $0, model)?.cost }
    grid = ModelSearch.grid(rows)
    ends = (rows.u[0], rows.u[rows.count - 1])
  }

  init(
    grid: [Double], ends: (Double, Double), until deadline: Deadline = .none, cost: @escaping ([Double]) -> Double?
  ) {
    self.deadline = deadline
    (self.grid, self.ends, self.cost) = (grid, ends, cost)
  }

  /// At most 60 of the rows' positions, evenly among them.
  static func grid(_ rows: LineRows) -> [Double] {
    let inner = max(0, rows.count - 2)
    let size = min(inner, 60)
    return (0..<size).map { rows.u[1 + (size == inner ? $0 : ($0 * 2 + 1) * inner / (2 * size))] }
  }

  /// The best found with `count` knots, from some starts and from the best with fewer; nil where there are none.
  func best(_ count: Int, fewer: [Double]?, starts: [[Double]]) -> (knots: [Double], cost: Double)? {
    guard count > 0 else { return cost([]).map { ([], $0) } }
    var candidates = starts.filter { $0.count == count }
    if count == 1 { candidates += grid.map { [$0] } }
    if count == 2 {
      for (number, first) in grid.enumerated() { candidates += grid[(number + 1)...].map { [first, $0] } }
    }
    if let fewer, fewer.count == count - 1 { candidates += grid.map { (fewer + [$0]).sorted() } }
    var ranked = candidates.compactMap { knots in
      deadline.hasPassed ? nil : cost(knots).map { (knots: knots, cost: $0) }
    }
    ranked.sort { $0.cost < $1.cost }
    var best: (knots: [Double], cost: Double)?
    var tried: [[Double]] = []
    for start in ranked where tried.count < 4 {
      // Neighbours lead to the same place.
      let isNear = tried.contains { other in
        zip(other, start.knots).allSatisfy { ($0 - $1).magnitude < 0.02 * (ends.1 - ends.0) }
      }
      if isNear { continue }
      tried.append(start.knots)
      let found = settled(start)
      if found.cost < best?.cost ?? .infinity { best = found }
    }
    guard var found = best else { return nil }
    for _ in 0..<4 where !deadline.hasPassed {
      guard let better = exchanged(found) else { break }
      found = better
    }
    return found
  }

  /// Moves knots one by one until the cost stays.
  func settled(_ start: (knots: [Double], cost: Double), rounds: Int = 12, holding held: Int? = nil) -> (
    knots: [Double], cost: Double
  ) {
    var best = start
    for _ in 0..<rounds {
      let before = best.cost
      for index in best.knots.indices where index != held && !deadline.hasPassed { move(index, &best) }
      if best.cost >= before * (1 - 1e-10) { break }
    }
    return best
  }

  private func move(_ index: Int, _ best: inout (knots: [Double], cost: Double)) {
    let low = index == 0 ? ends.0 : best.knots[index - 1]
    let high = index == best.knots.count - 1 ? ends.1 : best.knots[index + 1]
    func trial(_ t: Double) -> Double {
      if deadline.hasPassed { return .infinity }
      var knots = best.knots
      knots[index] = t
      return t > low && t < high ? cost(knots) ?? .infinity : .infinity
    }
    let here = best.knots[index]
    var around = [(position: here, cost: best.cost)]
    for t in grid where t > low && t < high { around.append((t, trial(t))) }
    for share in [0.9, 0.99, 0.999, 0.9999] {
      around.append((here * share + low * (1 - share), trial(here * share + low * (1 - share))))
      around.append((here * share + high * (1 - share), trial(here * share + high * (1 - share))))
    }
    around.sort { $0.position < $1.position }
    guard let place = around.indices.min(by: { around[$0].cost < around[$1].cost }) else { return }
    var (a, b) = (
      place > 0 ? around[place - 1].position : low, place + 1 < around.count ? around[place + 1].position : high
    )
    var found = around[place]
    let ratio = 0.6180339887498949
    var (p, q) = (b - ratio * (b - a), a + ratio * (b - a))
    var (pCost, qCost) = (trial(p), trial(q))
    for _ in 0..<28 {
      if pCost <= qCost {
        (b, q, qCost) = (q, p, pCost)
        p = b - ratio * (b - a)
        pCost = trial(p)
      } else {
        (a, p, pCost) = (p, q, qCost)
        q = a + ratio * (b - a)
        qCost = trial(q)
      }
      if pCost < found.cost { found = (p, pCost) }
      if qCost < found.cost { found = (q, qCost) }
    }
    if found.cost < best.cost {
      best.knots[index] = found.position
      best.cost = found.cost
    }
  }

  /// Takes one knot out and puts one in elsewhere.
  private func exchanged(_ start: (knots: [Double], cost: Double)) -> (knots: [Double], cost: Double)? {
    for index in start.knots.indices where !deadline.hasPassed {
      var rest = start.knots
      rest.remove(at: index)
      let places = grid.compactMap { place -> (knots: [Double], cost: Double)? in
        if deadline.hasPassed { return nil }
        let knots = (rest + [place]).sorted()
        return cost(knots).map { (knots, $0) }
      }
      guard let best = places.min(by: { $0.cost < $1.cost }), best.cost < start.cost * 1.1 else { continue }
      let found = settled(best)
      if found.cost < start.cost * (1 - 1e-9) { return found }
    }
    return nil
  }
}
