/// Profile likelihood intervals: how far a knot can be moved, the others following, before the residual sum exceeds a limit.
struct KnotProfile {
  private let rows: LineRows
  private let knots: [Double]
  private let cost: Double

  init(_ rows: LineRows, _ fit: KnotFit) {
    self.rows = rows
    knots = fit.knots.map { ($0 - rows.center) / rows.xScale }
    cost = rows.cost(knots) ?? 0
  }

  /// For each knot the positions at which the cost first exceeds `factor` times the least; an end is nil where it never does
  /// before the end of the data.
  func intervals(factor: Double) -> [(lower: Double?, upper: Double?)] {
    let limit = cost * factor
    return knots.indices.map { index in
      (end(of: index, direction: -1, limit), end(of: index, direction: 1, limit))
    }
  }

  /// Steps outwards over 64 positions, then halves the step that crosses the limit.
  private func end(of index: Int, direction: Double, _ limit: Double) -> Double? {
    let start = knots[index]
    let bound = direction < 0 ? rows.u[0] : rows.u[rows.count - 1]
    let span = (bound - start).magnitude
    guard span > 0 else { return nil }
    var others = knots
    var inside = 0.0
    var outside: Double?
    // Geometric steps: fine where intervals are narrow, and there are not many of them.
    var reach = span * 0x1p-20
    while true {
      let step = min(reach, span * (1 - 0x1p-30))
      if let found = refitted(index, at: start + direction * step, others), found.cost <= limit {
        others = found.knots
        inside = step
      } else {
        outside = step
        break
      }
      if step < reach { return nil }
      reach *= 1.3
    }
    guard var high = outside else { return nil }
    while high - inside > 1e-7 * span {
      let middle = (inside + high) / 2
      guard middle > inside, middle < high else { break }
      if let found = refitted(index, at: start + direction * middle, others), found.cost <= limit {
        others = found.knots
        inside = middle
      } else {
        high = middle
      }
    }
    return start + direction * (inside + high) / 2
  }

  /// The knots with one held fast; the others are pushed aside where they are in its way, and moved one by one.
  private func refitted(_ index: Int, at position: Double, _ start: [Double]) -> (knots: [Double], cost: Double)? {
    var moved = start
    moved[index] = position
    for k in 0..<index where moved[k] >= position { moved[k] = (rows.u[0] + position) / 2 }
    for k in index + 1..<max(index + 1, moved.count) where moved[k] <= position {
      moved[k] = (rows.u[rows.count - 1] + position) / 2
    }
    moved.sort()
    guard zip(moved, moved.dropFirst()).allSatisfy({ $0 < $1 }), let place = moved.firstIndex(of: position),
      var polish = KnotPolish(rows, knots: moved)
    else { return nil }
    polish.settle(holding: place, rounds: 3)
    return (polish.knots, polish.cost)
  }
}
