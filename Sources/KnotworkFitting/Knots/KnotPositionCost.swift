/// The cost as a function of one knot's position, the others fixed: constant time for each.
struct KnotPositionCost {
  let rows: LineRows
  /// The cost of all to the left of `lower`, as a function of the value there.
  let left: QuadraticCost
  /// The cost of all to the right of `upper`.
  let right: QuadraticCost
  let lower: Double
  let upper: Double

  /// The cost with a knot at t.
  func cost(_ t: Double) -> Double {
    guard t > lower, t < upper else { return .infinity }
    let places = (rows.position(after: lower), rows.position(after: t), rows.position(after: upper))
    guard rows.isWide(lower, from: places.0, to: places.1), rows.isWide(t, from: places.1, to: places.2),
      let near = left.step(rows.segment(lower, t, from: places.0, to: places.1)),
      let far = right.step(rows.segment(t, upper, from: places.1, to: places.2).reversed)
    else { return .infinity }
    let sum = near + far
    return sum.a > 1e-7 ? sum.minimum : .infinity
  }

  /// The best place: among the rows first coarsely, then finely, then between two rows.
  func best(near start: Double) -> (position: Double, cost: Double) {
    var best = (position: start, cost: cost(start))
    if let found = scan(), found.cost < best.cost { best = found }
    return refined(best)
  }

  /// The best of the rows' own positions and of a few between them, as far as a search from coarse to fine finds it.
  func scan() -> (position: Double, cost: Double)? {
    var (first, last) = (rows.position(after: lower), rows.position(after: upper) - 1)
    let (startsAtRow, endsAtRow) = (first > 0 && rows.u[first - 1] == lower, last >= 0 && rows.u[last] >= upper)
    if last >= first, endsAtRow { last -= 1 }
    if rows.leastCount > 1 {
      first += rows.leastCount - (startsAtRow ? 2 : 1)
      last -= rows.leastCount - (endsAtRow ? 2 : 1)
    }
    guard first <= last else {
      let middle = lower / 2 + upper / 2
      let value = cost(middle)
      return value.isFinite ? (middle, value) : nil
    }
    while last - first > 24 {
      let step = (last - first) / 12
      var best: (index: Int, cost: Double)?
      var index = first
      while index <= last {
        let value = cost(rows.u[index])
        if value < best?.cost ?? .infinity { best = (index, value) }
        index += step
      }
      guard let best else { return nil }
      (first, last) = (max(first, best.index - step), min(last, best.index + step))
    }
    var best: (position: Double, cost: Double)?
    for index in first - 1...last {
      let start = index < first ? max(lower, rows.u[first - 1 >= 0 ? first - 1 : 0]) : rows.u[index]
      let end = min(upper, index + 1 < rows.count ? rows.u[index + 1] : upper)
      // Among few rows the gaps are wide, and may hold a minimum that no row is near to.
      for part in 0..<(rows.count > 64 ? 2 : 4) {
        let position = start + Double(part) * (rows.count > 64 ? 0.5 : 0.25) * (end - start)
        let value = cost(position)
        if value < best?.cost ?? .infinity { best = (position, value) }
      }
    }
    return best
  }

  /// A minimum close to a position, in the gaps between rows on either side of it, by golden sections.
  private func refined(_ start: (position: Double, cost: Double)) -> (position: Double, cost: Double) {
    let after = rows.position(after: start.position)
    let isRow = after > 0 && rows.u[after - 1] == start.position
    let ends = [
      after >= 2 && isRow ? rows.u[after - 2] : after >= 1 ? rows.u[after - 1] : lower, start.position,
      after < rows.count ? rows.u[after] : upper,
    ]
    var best = start
    for (a, b) in zip(ends, ends.dropFirst()) {
      var (low, high) = (max(a, lower), min(b, upper))
      guard low < high else { continue }
      let ratio = 0.6180339887498949
      var (p, q) = (high - ratio * (high - low), low + ratio * (high - low))
      var (pCost, qCost) = (cost(p), cost(q))
      for _ in 0..<24 {
        if pCost <= qCost {
          (high, q, qCost) = (q, p, pCost)
          p = high - ratio * (high - low)
          pCost = cost(p)
        } else {
          (low, p, pCost) = (p, q, qCost)
          q = low + ratio * (high - low)
          qCost = cost(q)
        }
      }
      if pCost < best.cost { best = (p, pCost) }
      if qCost < best.cost { best = (q, qCost) }
    }
    return best
  }
}
