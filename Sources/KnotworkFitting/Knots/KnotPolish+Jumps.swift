/// Two knots at neighbouring rows make a jump, which single knots that are put in one after the other do not lead to.
extension KnotPolish {
  /// The best jump in each segment of some knots, with its two knots put in, best first.
  func jumps(into knots: [Double]) -> [(knots: [Double], cost: Double)] {
    guard let sides = rows.sides(knots) else { return [] }
    let nodes = [rows.u[0]] + knots + [rows.u[rows.count - 1]]
    let found = (0..<nodes.count - 1).compactMap { segment -> (knots: [Double], cost: Double)? in
      let (lower, upper) = (nodes[segment], nodes[segment + 1])
      var (first, last) = (rows.position(after: lower), rows.position(after: upper) - 2)
      if last + 1 < rows.count, last >= 0, rows.u[last + 1] >= upper { last -= 1 }
      guard first <= last else { return nil }
      var best = (index: first, cost: Double.infinity)
      while true {
        let step = max(1, (last - first) / 40)
        for index in stride(from: first, through: last, by: step) {
          guard let left = sides.left[segment].step(rows.segment(lower, rows.u[index])),
            let right = sides.right[segment + 1].step(rows.segment(rows.u[index + 1], upper).reversed)
          else { continue }
          let own = rows.own[index + 1]
          let start = QuadraticCost(weight: own[0], first: own[3], second: own[5]) + right
          let cost = left.minimum + start.minimum
          if cost < best.cost { best = (index, cost) }
        }
        if step == 1 { break }
        (first, last) = (max(first, best.index - step), min(last, best.index + step))
      }
      guard best.cost.isFinite else { return nil }
      return ((knots + [rows.u[best.index], rows.u[best.index + 1]]).sorted(), best.cost)
    }
    return found.sorted { $0.cost < $1.cost }
  }
}
