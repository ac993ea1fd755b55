import KnotworkGeometry

/// The weights of an output over columns of values, by weighted least squares, with what is needed to say how much worse they would be
/// without one of the columns, or for another target.
struct OutputFit {
  let columns: [[Double]]
  private let scales: [Double]
  private let factor: CholeskyFactor
  private let weights: [Double]?

  /// - Parameters:
  ///   - columns: a column for each feature; a constant is added as the last.
  ///   - weights: how much each row counts.
  /// - Returns: nil where numbers overflow.
  /// - Complexity: O(rows · columns²).
  init?(_ columns: [[Double]], weights: [Double]?) {
    let count = columns.first?.count ?? weights?.count ?? 0
    let all = columns + [[Double](repeating: 1, count: count)]
    let weighted = weights.map { weights in all.map { column in zip(column, weights).map { $0 * $1 } } } ?? all
    scales = zip(all, weighted).map { max(1e-150, OutputFit.dot($0, $1).squareRoot()) }
    let size = all.count
    var gram = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0...i {
        let value = OutputFit.dot(all[i], weighted[j]) / scales[i] / scales[j]
        (gram[i * size + j], gram[j * size + i]) = (value, value)
      }
      // Columns may depend on each other.
      gram[i * size + i] += 1e-9
    }
    guard let factor = CholeskyFactor(of: gram, size: size) else { return nil }
    (self.factor, self.weights, self.columns) = (factor, weights, all)
  }

  /// The coefficients for a target, the constant last.
  func coefficients(_ target: [Double]) -> [Double] {
    zip(factor.solve(right(target)), scales).map { $0 / $1 }
  }

  /// The sum of squares that is left of a target.
  func rest(_ target: [Double]) -> Double {
    let right = right(target)
    let explained = zip(right, factor.solve(right)).reduce(0) { $0 + $1.0 * $1.1 }
    let whole = weights.map { OutputFit.dot(zip(target, $0).map { $0 * $1 }, target) } ?? OutputFit.dot(target, target)
    return max(0, whole - explained)
  }

  /// By how much the sum of squares grows without each of the first columns, for coefficients that were found.
  func losses(_ coefficients: [Double], first count: Int) -> [Double] {
    (0..<count).map { column in
      var unit = [Double](repeating: 0, count: scales.count)
      unit[column] = 1
      let scaled = coefficients[column] * scales[column]
      return scaled * scaled / max(1e-300, factor.solve(unit)[column])
    }
  }

  private func right(_ target: [Double]) -> [Double] {
    let weighted = weights.map { zip(target, $0).map { $0 * $1 } } ?? target
    return zip(columns, scales).map { OutputFit.dot($0, weighted) / $1 }
  }

  /// Σ a b, in four sums.
  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = SIMD8<Double>()
    let count = min(a.count, b.count)
    var row = 0
    while row + 8 <= count {
      let x = SIMD8(a[row], a[row + 1], a[row + 2], a[row + 3], a[row + 4], a[row + 5], a[row + 6], a[row + 7])
      let y = SIMD8(b[row], b[row + 1], b[row + 2], b[row + 3], b[row + 4], b[row + 5], b[row + 6], b[row + 7])
      sum += x * y
      row += 8
    }
    var rest = 0.0
    while row < count {
      rest += a[row] * b[row]
      row += 1
    }
    return sum.sum() + rest
  }
}
