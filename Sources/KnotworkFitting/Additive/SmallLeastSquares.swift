/// The least-squares problem of some columns in few dimensions, perhaps with rules r · θ ≥ 0: coefficients, their covariance, and what
/// a linear condition costs.
struct SmallLeastSquares {
  /// One for each column; 0 where a column is a combination of those before it.
  private(set) var solution: [Double]
  /// ‖b − A θ‖².
  private(set) var residualSquares: Double
  /// (Aᵀ A)⁻¹, where active rules hold with equality.
  private(set) var covariance: [[Double]]
  /// Number of columns that are no combination of those before them.
  private(set) var rank = 0

  /// - Complexity: O(columns³), and that of ``BoundedSolution`` with rules.
  init(columns: [[Double]], target: [Double], rules: [[Double]] = []) {
    let count = columns.count
    var triangle = columns
    var right = target
    // Columns are scaled to length 1.
    let length = columns.map { lanewiseProduct($0, $0).squareRoot() }
    for index in 0..<count where length[index] > 0 {
      for row in triangle[index].indices { triangle[index][row] /= length[index] }
    }
    let rows = target.count
    var rowOf = [Int?](repeating: nil, count: count)
    for index in 0..<count where rank < rows {
      let rest = (rank..<rows).reduce(0) { $0 + triangle[index][$1] * triangle[index][$1] }.squareRoot()
      guard rest > 1e-10 else { continue }
      var reflector = Array(triangle[index][rank...])
      reflector[0] -= reflector[0] > 0 ? -rest : rest
      let square = lanewiseProduct(reflector, reflector)
      for other in index..<count { SmallLeastSquares.reflect(&triangle[other], by: reflector, square, from: rank) }
      SmallLeastSquares.reflect(&right, by: reflector, square, from: rank)
      rowOf[index] = rank
      rank += 1
    }
    residualSquares = (rank..<rows).reduce(0) { $0 + right[$1] * right[$1] }
    let used = (0..<count).compactMap { index in rowOf[index].map { (index, $0) } }
    // R⁻¹ by columns.
    var inverse = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for (place, (column, diagonal)) in used.enumerated() {
      inverse[column][column] = 1 / triangle[column][diagonal]
      for before in (0..<place).reversed() {
        let (index, row) = used[before]
        var sum = 0.0
        for later in (before + 1)...place { sum += triangle[used[later].0][row] * inverse[column][used[later].0] }
        inverse[column][index] = -sum / triangle[index][row]
      }
    }
    solution = [Double](repeating: 0, count: count)
    covariance = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for (column, row) in used {
      for (index, _) in used where index <= column { solution[index] += inverse[column][index] * right[row] }
    }
    for (i, _) in used {
      solution[i] /= length[i]
      for (j, _) in used where j <= i {
        var sum = 0.0
        for (column, _) in used where column >= i { sum += inverse[column][i] * inverse[column][j] }
        covariance[i][j] = sum / (length[i] * length[j])
        covariance[j][i] = covariance[i][j]
      }
    }
    guard !rules.isEmpty, rules.contains(where: { lanewiseProduct($0, solution) < 0 }) else { return }
    let bounded = BoundedSolution(solution, covariance, rules)
    (solution, covariance) = (bounded.solution, bounded.covariance)
    residualSquares = (0..<rows).reduce(0) { sum, row in
      var rest = target[row]
      for index in 0..<count { rest -= columns[index][row] * solution[index] }
      return sum + rest * rest
    }
  }

  private static func reflect(_ vector: inout [Double], by reflector: [Double], _ square: Double, from start: Int) {
    var product = 0.0
    for row in reflector.indices { product += reflector[row] * vector[start + row] }
    product *= 2 / square
    for row in reflector.indices { vector[start + row] -= product * reflector[row] }
  }

  /// The variance of a combination of coefficients, for errors of variance 1.
  func variance(of combination: [(column: Int, factor: Double)]) -> Double {
    max(0, covariance(of: combination, with: combination))
  }

  /// By how much the residual sum of squares grows when some combinations of coefficients are 0.
  func cost(of combinations: [[(column: Int, factor: Double)]]) -> Double {
    var (kept, values): ([[(column: Int, factor: Double)]], [Double]) = ([], [])
    for combination in combinations {
      let value = combination.reduce(0) { $0 + $1.factor * solution[$1.column] }
      let size = combination.reduce(0) { max($0, ($1.factor * solution[$1.column]).magnitude) }
      let variance = variance(of: combination)
      if variance > 0 {
        kept.append(combination)
        values.append(value)
      } else if value.magnitude > 1e-13 * size {
        // What active rules fix costs as much as one likes.
        return .infinity
      }
    }
    let matrix = kept.map { one in kept.map { covariance(of: one, with: $0) } }
    guard let inverse = SymmetricInverse(matrix) else {
      guard let value = values.first else { return 0 }
      return value * value / matrix[0][0]
    }
    return max(0, lanewiseProduct(values, inverse.times(values)))
  }

  private func covariance(
    of one: [(column: Int, factor: Double)], with other: [(column: Int, factor: Double)]
  ) -> Double {
    var sum = 0.0
    for (i, a) in one {
      for (j, b) in other { sum += a * b * covariance[i][j] }
    }
    return sum
  }
}
