/// How far predictions are from what was to be predicted.
public struct Scores: Equatable, Sendable {
  /// The root of the (weighted) mean squared error.
  public let rmse: Double
  /// The (weighted) mean absolute error.
  public let mae: Double
  /// 1 − SSE / SST; nil where the target is constant.
  public let rSquared: Double?

  /// The scores of predictions for a table, which has rows.
  ///
  /// - Requires: one prediction per row, and at least one row.
  /// - Complexity: O(rows).
  public init(of predictions: [Double], for table: DataTable) {
    precondition(
      predictions.count == table.rowCount,
      "Scores: \(predictions.count) predictions for \(table.rowCount) rows")
    self.init(residuals: zip(table.target, predictions).map { $0 - $1 }, for: table)
  }

  /// The scores of predictions that differ from the targets by these residuals.
  ///
  /// - Requires: one residual per row, and at least one row.
  /// - Complexity: O(rows).
  public init(residuals: [Double], for table: DataTable) {
    precondition(
      residuals.count == table.rowCount && !residuals.isEmpty,
      "Scores: \(residuals.count) residuals for \(table.rowCount) rows")
    var (total, sum) = (0.0, 0.0)
    for row in 0..<table.rowCount {
      let weight = table.weights?[row] ?? 1
      total += weight
      sum += weight * table.target[row]
    }
    let mean = sum / total
    var (squares, absolutes, spread) = (0.0, 0.0, 0.0)
    // Squares of tiny residuals may be too small for a double.
    let largest = residuals.reduce(0) { max($0, $1.magnitude) }
    var small = 0.0
    for row in 0..<table.rowCount {
      let weight = table.weights?[row] ?? 1
      let error = residuals[row]
      squares += weight * error * error
      if largest > 0 { small += weight * (error / largest) * (error / largest) }
      absolutes += weight * error.magnitude
      spread += weight * (table.target[row] - mean) * (table.target[row] - mean)
    }
    rmse =
      squares > .leastNormalMagnitude || largest == 0
      ? (squares / total).squareRoot() : largest * (small / total).squareRoot()
    mae = absolutes / total
    rSquared = spread > 0 ? 1 - squares / spread : nil
  }
}
