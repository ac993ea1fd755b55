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
      predictions.count == table.rowCount && !predictions.isEmpty,
      "Scores: \(predictions.count) predictions for \(table.rowCount) rows")
    var (total, sum) = (0.0, 0.0)
    for row in 0..<table.rowCount {
      let weight = table.weights?[row] ?? 1
      total += weight
      sum += weight * table.target[row]
    }
    let mean = sum / total
    var (squares, absolutes, spread) = (0.0, 0.0, 0.0)
    for row in 0..<table.rowCount {
      let weight = table.weights?[row] ?? 1
      let error = predictions[row] - table.target[row]
      squares += weight * error * error
      absolutes += weight * error.magnitude
      spread += weight * (table.target[row] - mean) * (table.target[row] - mean)
    }
    rmse = (squares / total).squareRoot()
    mae = absolutes / total
    rSquared = spread > 0 ? 1 - squares / spread : nil
  }
}
