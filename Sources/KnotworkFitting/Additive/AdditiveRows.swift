import KnotworkGeometry

/// The rows of a table in units in which inputs lie about 0 and are about 1 at most, and columns for the directions of a form.
struct AdditiveRows: Sendable {
  /// One for each input, then one for each direction.
  private(set) var columns: [[Double]]
  let target: [Double]
  /// The roots of the weights, whose mean is 1.
  let factors: [Double]

  var count: Int { target.count }

  /// The weighted sum of squares of the target.
  var targetSquares: Double {
    var sum = 0.0
    for (value, factor) in zip(target, factors) { sum += value * value * factor * factor }
    return sum
  }

  /// Some of the rows.
  func rows(_ indices: [Int]) -> AdditiveRows {
    AdditiveRows(
      columns: columns.map { column in indices.map { column[$0] } }, target: indices.map { target[$0] },
      factors: indices.map { factors[$0] })
  }

  /// The same inputs with the columns of a form's directions, and no others.
  func with(_ directions: [AdditiveForm.Direction], inputCount: Int) -> AdditiveRows {
    guard !directions.isEmpty || columns.count != inputCount else { return self }
    var result = self
    result.columns.removeLast(columns.count - inputCount)
    result.columns += directions.map { column(along: $0) }
    return result
  }

  /// cos φ · x + sin φ · x′.
  func column(along direction: AdditiveForm.Direction) -> [Double] {
    let (a, b) = direction.weights
    let (first, second) = (columns[direction.first], columns[direction.second])
    return target.indices.map { a * first[$0] + b * second[$0] }
  }
}

extension AdditiveForm.Direction {
  /// cos φ and sin φ.
  var weights: (Double, Double) { (Elementary.cos(angle), Elementary.sin(angle)) }
}

/// Between the units of a table and those of ``AdditiveRows``. Scales are powers of two and centres are values of the table, so
/// that neither far offsets nor tiny scales cost digits.
struct AdditiveScaling: Sendable {
  let centers: [Double]
  /// Positive.
  let scales: [Double]
  /// Inputs that do not vary.
  let isConstant: [Bool]
  let targetCenter: Double
  /// Positive.
  let targetScale: Double
  /// The mean of the weights.
  let meanWeight: Double
  let rows: AdditiveRows

  /// The same units for some of the rows.
  func with(_ rows: AdditiveRows) -> AdditiveScaling { AdditiveScaling(self, rows) }

  private init(_ other: AdditiveScaling, _ rows: AdditiveRows) {
    (centers, scales, isConstant) = (other.centers, other.scales, other.isConstant)
    (targetCenter, targetScale, meanWeight) = (other.targetCenter, other.targetScale, other.meanWeight)
    self.rows = rows
  }

  /// - Complexity: O(n log n · d).
  init(_ table: DataTable) {
    let n = Double(table.rowCount)
    let total = table.weights?.reduce(0, +) ?? n
    meanWeight = total / n
    let weights = table.weights?.map { $0 / total * n }
    let parts = table.columns.map(AdditiveScaling.part)
    (centers, scales) = (parts.map(\.center), parts.map(\.scale))
    isConstant = parts.map(\.isConstant)
    let first = table.target[0]
    var mean = 0.0
    for row in 0..<table.rowCount { mean += (weights?[row] ?? 1) * ((table.target[row] - first) / n) }
    targetCenter = first + mean
    let middle = targetCenter
    targetScale = AdditiveScaling.power(of: table.target.reduce(0) { max($0, ($1 - middle).magnitude) })
    let scale = targetScale
    rows = AdditiveRows(
      columns: zip(table.columns, parts).map { column, part in
        part.isConstant ? column.map { _ in 0 } : column.map { ($0 - part.center) / part.scale }
      }, target: table.target.map { ($0 - middle) / scale },
      factors: weights?.map { $0.squareRoot() } ?? [Double](repeating: 1, count: table.rowCount))
  }

  /// The power of two that is as large as a number or up to twice smaller; 1 for 0.
  private static func power(of value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    return max(value.binade, .leastNormalMagnitude)
  }

  private static func part(_ column: [Double]) -> (center: Double, scale: Double, isConstant: Bool) {
    let sorted = column.sorted()
    let center = sorted[sorted.count / 2]
    let largest = max(center - sorted[0], sorted[sorted.count - 1] - center)
    // What differs in the last digits only does not vary.
    guard largest > 8 * center.magnitude.ulp else { return (center, 1, true) }
    return (center, power(of: largest), false)
  }
}
