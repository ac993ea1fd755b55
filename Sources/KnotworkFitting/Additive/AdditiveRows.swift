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

/// Between the units of a table, or of some of its rows, and those of ``AdditiveRows``. Scales are powers of two and centres are values of the
/// table, so that neither far offsets nor tiny scales cost digits.
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
  private var source: TableRows

  /// - Complexity: O(n log n · d).
  init(_ source: TableRows) {
    self.source = source
    let table = source.table
    let n = Double(source.count)
    let (target, weights) = (source.picked(table.target), table.weights.map { source.picked($0) })
    let meanWeight = (weights?.reduce(0, +) ?? n) / n
    self.meanWeight = meanWeight
    let parts = table.columns.map { AdditiveScaling.part(source.picked($0)) }
    (centers, scales) = (parts.map(\.center), parts.map(\.scale))
    isConstant = parts.map(\.isConstant)
    let first = target[0]
    var mean = 0.0
    for row in target.indices { mean += (weights.map { $0[row] / meanWeight } ?? 1) * ((target[row] - first) / n) }
    targetCenter = first + mean
    let middle = targetCenter
    targetScale = AdditiveScaling.power(of: target.reduce(0) { max($0, ($1 - middle).magnitude) })
  }

  /// - Complexity: O(n log n · d).
  init(_ table: DataTable) { self.init(TableRows(table)) }

  /// The same units for some of the rows, perhaps several times the same.
  func of(_ rows: [Int]) -> AdditiveScaling {
    var result = self
    result.source = source.of(rows)
    return result
  }

  /// How many rows there are.
  var rowCount: Int { source.count }

  /// The rows, made anew: among many rows they take as much memory as the table, and are let go while nobody needs them.
  ///
  /// - Complexity: O(n · d).
  var rows: AdditiveRows {
    AdditiveRows(
      columns: source.table.columns.enumerated().map { input, column in
        let (center, scale) = (centers[input], scales[input])
        return isConstant[input]
          ? [Double](repeating: 0, count: rowCount) : source.picked(column) { ($0 - center) / scale }
      }, target: scaledTarget, factors: factors)
  }

  /// The weighted sum of squares of the target, as that of ``rows``.
  var targetSquares: Double { AdditiveRows(columns: [], target: scaledTarget, factors: factors).targetSquares }

  private var scaledTarget: [Double] { source.picked(source.table.target) { ($0 - targetCenter) / targetScale } }

  private var factors: [Double] {
    source.table.weights.map { source.picked($0) { ($0 / meanWeight).squareRoot() } }
      ?? [Double](repeating: 1, count: rowCount)
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
