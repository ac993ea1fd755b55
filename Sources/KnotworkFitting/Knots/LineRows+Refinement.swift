import KnotworkGeometry

extension LineRows {
  /// The broken line with these knots, its values corrected once by the residuals of the rows themselves, and its residual
  /// sum from the rows; prefix sums lose digits where a fit is close.
  ///
  /// - Complexity: O(n log k + k).
  func refined(_ knots: [Double], _ rows: WeightedRows) -> (line: BrokenLine, residualSum: Double) {
    let nodes = [u[0]] + knots + [u[count - 1]]
    var values = fit(knots)?.values ?? [Double](repeating: 0, count: nodes.count)
    for _ in 0..<2 {
      guard let correction = correction(nodes, values, rows) else { break }
      values = zip(values, correction).map { $0 + $1 }
    }
    var line = BrokenLine(
      nodes: distinct(nodes.map(x)), values: values.map { level + $0 * yScale })
    var sum = residualSum(of: line, rows)
    // Correction helps in general; where it does not, the plain solution stays.
    if let plain = fit(knots) {
      let other = BrokenLine(nodes: line.nodes, values: plain.values.map { level + $0 * yScale })
      let otherSum = residualSum(of: other, rows)
      if otherSum < sum { (line, sum) = (other, otherSum) }
    }
    return (line, sum)
  }

  /// The broken line of a fit, its values corrected by the residuals of the rows themselves, and its residual sum.
  ///
  /// - Parameters:
  ///   - named: the knots as they were given.
  ///   - isFlat: whether pieces that are flat but for rounding are flat.
  /// - Complexity: O(n log k + k³).
  func corrected(
    _ fit: inout ConditionalFit, _ rows: WeightedRows, named: [Double]? = nil, isFlat: Bool = false
  ) -> (line: BrokenLine, residualSum: Double) {
    let nodes = distinct(named.map { [positions[0]] + $0 + [positions[count - 1]] } ?? fit.nodes.map(x))
    func line(_ fit: ConditionalFit) -> BrokenLine {
      BrokenLine(nodes: nodes, values: (isFlat ? fit.levelled : fit.values).map { level + $0 * yScale })
    }
    var best = (line: line(fit), residualSum: residualSum(of: line(fit), rows))
    for _ in 0..<2 {
      let right = residualMoments(fit.nodes, fit.values, rows)
      fit.correct(right)
      let next = line(fit)
      let sum = residualSum(of: next, rows)
      if sum < best.residualSum { best = (next, sum) }
    }
    return best
  }

  /// How many numbers of a broken line with these knots, the knots among them, the rows determine: two for each piece with
  /// two positions of its own.
  func rank(_ knots: [Double]) -> Int {
    // A position at a knot is on one side of it or the other.
    let after = knots.map { position(after: $0) }
    let before = zip(knots, after).map { knot, place in place > 0 && u[place - 1] == knot ? place - 1 : place }
    func rank(_ places: [Int]) -> Int {
      zip([0] + places, places + [count]).reduce(0) { $0 + min(2, max(0, $1.1 - $1.0)) }
    }
    return max(rank(after), rank(before))
  }

  /// Nodes that fall together by rounding are moved apart by as little as possible.
  private func distinct(_ nodes: [Double]) -> [Double] {
    var result = nodes
    for k in 1..<result.count where result[k] <= result[k - 1] { result[k] = result[k - 1].nextUp }
    return result
  }

  private func residualSum(of line: BrokenLine, _ rows: WeightedRows) -> Double {
    var sum = CompensatedSum()
    for row in 0..<rows.count where rows.weights[row] > 0 {
      let residual = rows.targets[row] - line(rows.inputs[row, 0])
      sum.add(rows.weights[row] * residual * residual)
    }
    return sum.value
  }

  /// The solution of the normal equations for the residuals.
  private func correction(_ nodes: [Double], _ values: [Double], _ rows: WeightedRows) -> [Double]? {
    solve(nodes, residualMoments(nodes, values, rows))
  }

  /// Σ w r hat(x) for each node, with the residuals r of the rows.
  private func residualMoments(_ nodes: [Double], _ values: [Double], _ rows: WeightedRows) -> [Double] {
    let line = BrokenLine(nodes: nodes, values: values)
    var right = [CompensatedSum](repeating: CompensatedSum(), count: nodes.count)
    let mean = meanWeight
    for row in 0..<rows.count where rows.weights[row] > 0 {
      let position = (rows.inputs[row, 0] - center) / xScale
      let residual = (rows.targets[row] - level) / yScale - line(position)
      let piece = line.piece(at: position)
      let share = (position - nodes[piece]) / (nodes[piece + 1] - nodes[piece])
      let weighted = rows.weights[row] / mean * residual
      right[piece].add((1 - share) * weighted)
      right[piece + 1].add(share * weighted)
    }
    return right.map(\.value)
  }

  /// The tridiagonal normal equations with a given right-hand side.
  private func solve(_ nodes: [Double], _ right: [Double]) -> [Double]? {
    let segments = zip(nodes, nodes.dropFirst()).map { segment($0, $1) }
    var diagonal = [Double](repeating: 0, count: nodes.count)
    diagonal[0] = startCost.a
    for (k, segment) in segments.enumerated() {
      diagonal[k] += segment.a11
      diagonal[k + 1] += segment.a22
    }
    var solution = right
    for (k, segment) in segments.enumerated() {
      guard diagonal[k] > 0 else { return nil }
      let factor = segment.a12 / diagonal[k]
      diagonal[k + 1] -= factor * segment.a12
      solution[k + 1] -= factor * solution[k]
    }
    for k in segments.indices.reversed() {
      guard diagonal[k + 1] > 0 else { return nil }
      if k == segments.count - 1 { solution[k + 1] /= diagonal[k + 1] }
      solution[k] = (solution[k] - segments[k].a12 * solution[k + 1]) / diagonal[k]
    }
    return solution.allSatisfy(\.isFinite) ? solution : nil
  }
}
