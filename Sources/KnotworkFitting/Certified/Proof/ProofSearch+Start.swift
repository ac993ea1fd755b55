import KnotworkGeometry

/// A good network of one unit before the search starts, so that bounds rule out much from the first on.
extension ProofSearch {
  /// Alternates between active rows and the least-squares solution for them, from many directions.
  mutating func prepare() {
    guard units == 1, rows.dimension > 0 else { return }
    let axes = axes.map { ConeGenerator($0, rows) }
    let columns = axes.map(\.approximate)
    linear = linearStart(axes, columns)
    if let linear { take(linear.directions, linear.signs) }
    var generator = SplitMix64(state: 1)
    for _ in 0..<30 {
      let start = columns.indices.map { _ in Double.random(in: -1...1, using: &generator) }
      for sign in [1, -1] { descend(from: start, sign, axes, columns) }
    }
  }

  private mutating func descend(from start: [Double], _ sign: Int, _ axes: [ConeGenerator], _ columns: [[Double]]) {
    var (direction, value) = (start, Double.infinity)
    for _ in 0..<20 {
      let z = (0..<rows.count).map { row in
        max(0, columns.indices.reduce(0) { $0 + direction[$1] * columns[$1][row] })
      }
      let found = ProofCandidate.value(
        of: z.map { Double(sign) * $0 }, isSingle: true, hasIntercept: rows.hasIntercept, targets: targets,
        weights: weights)
      guard found.value < value else { return }
      value = found.value
      if value < best.value {
        take([combination(direction.map { found.factor * $0 }, axes)], [sign])
      }
      guard let solved = leastSquares(z.map { $0 > 0 }, columns) else { return }
      direction = solved.map { Double(sign) * $0 }
    }
  }

  /// The direction with some shares of the axes, in their scale, exactly.
  private func combination(_ shares: [Double], _ axes: [ConeGenerator]) -> [Dyadic] {
    let lengths = zip(shares, axes).map { Dyadic($0).scaled(by: -$1.size) }
    return (0..<rows.dimension).map { k in zip(lengths, axes).reduce(Dyadic.zero) { $0 + $1.0 * $1.1.vector[k] } }
  }

  /// Linear regression as a unit that is active on all rows, by a bias that is as large as the outputs' range.
  private func linearStart(_ axes: [ConeGenerator], _ columns: [[Double]]) -> ProofCandidate? {
    guard rows.hasIntercept, let place = rows.constantPlace,
      let shares = leastSquares([Bool](repeating: true, count: rows.count), columns)
    else { return nil }
    var direction = combination(shares, axes)
    let outputs = rows.points.map { exactProduct(direction, $0) }
    guard let least = outputs.min(), let largest = outputs.max(), least < largest else { return nil }
    // More than rounding the bias to a double can take away.
    let rounding = Dyadic(direction[place].nearest.magnitude * 0x1p-48)
    direction[place] += largest - least - least + rounding
    return ProofCandidate(
      directions: [direction], signs: [1], value: rows.residualSum([direction], signs: [1]))
  }

  /// The least-squares solution with the given active rows; nil where there is none to speak of.
  private func leastSquares(_ isActive: [Bool], _ columns: [[Double]]) -> [Double]? {
    var residuals = targets
    var solution = [Double](repeating: 0, count: columns.count)
    // The second time for what rounding and the shift have left.
    for _ in 0..<2 {
      guard let change = step(isActive, columns, residuals) else { return nil }
      for k in columns.indices { solution[k] += change[k] }
      for row in 0..<rows.count {
        let fitted = isActive[row] ? columns.indices.reduce(0) { $0 + change[$1] * columns[$1][row] } : 0
        residuals[row] -= fitted + change[columns.count]
      }
    }
    return solution
  }

  /// The solution of the normal equations, the intercept last, with a small shift of their diagonal.
  private func step(_ isActive: [Bool], _ columns: [[Double]], _ residuals: [Double]) -> [Double]? {
    let count = columns.count + 1
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: count + 1), count: count)
    for row in 0..<rows.count {
      let x =
        columns.map { isActive[row] ? $0[row] : 0 } + [rows.hasIntercept ? 1 : 0, residuals[row]]
      for i in 0..<count where x[i] != 0 {
        for j in 0...count { matrix[i][j] += weights[row] * x[i] * x[j] }
      }
    }
    for i in 0..<count { matrix[i][i] = matrix[i][i] * (1 + 1e-12) + (matrix[i][i] > 0 ? 0 : 1) }
    for pivot in 0..<count {
      guard matrix[pivot][pivot] > 0 else { return nil }
      for row in 0..<count where row != pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot...count { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    let solution = (0..<count).map { matrix[$0][count] / matrix[$0][$0] }
    return solution.allSatisfy(\.isFinite) ? solution : nil
  }
}
