import KnotworkGeometry

/// Whether residuals look as regression takes them to be: of the same spread everywhere, independent from row to row, normal, and without
/// rows that lie far off.
public struct ResidualChecks: Equatable, Sendable {
  /// A statistic and the probability of one that is as large where all is as regression takes it to be.
  public struct Test: Equatable, Sendable {
    /// The statistic.
    public let statistic: Double
    /// The probability.
    public let pValue: Double
  }

  /// A row that lies far off.
  public struct FarRow: Equatable, Sendable {
    /// Its number among the rows, from 0.
    public let row: Int
    /// Its residual in standard errors.
    public let standardised: Double
  }

  /// White's test in the studentised form of Koenker (1981): n R² of squared residuals on predictions and their squares.
  public let spread: Test?
  /// The correlation of each residual with that of the row after it, in the order of the table, and Student's test of it.
  public let succession: Test?
  /// The statistic of Jarque and Bera (1987): n/6 · (skewness² + excess²/4), which is χ² with two degrees of freedom for normal errors.
  public let normality: Test?
  /// The skewness of the residuals.
  public let skewness: Double
  /// Their kurtosis beyond that of a normal distribution.
  public let excess: Double
  /// Rows whose residuals are beyond four standard errors, the farthest first, ten at most.
  public let farRows: [FarRow]

  private static let mostFar = 10

  /// Checks the residuals of a fit; nil with fewer than ten rows, and without any residual.
  ///
  /// - Parameters:
  ///   - residuals: target − prediction, row by row.
  ///   - table: the rows.
  ///   - degreesOfFreedom: rows less parameters.
  /// - Requires: one residual per row.
  /// - Complexity: O(rows).
  public init?(_ residuals: [Double], of table: DataTable, degreesOfFreedom: Int) {
    let n = table.rowCount
    guard n >= 10, degreesOfFreedom > 0 else { return nil }
    let largest = residuals.reduce(0) { max($0, $1.magnitude) }
    // Residuals that are rounding have no spread.
    let size = table.target.reduce(0) { max($0, $1.magnitude) }
    guard largest > 1e-12 * size, largest > 0 else { return nil }
    let total = table.weights?.reduce(0, +) ?? Double(n)
    let scaled = residuals.enumerated().map { row, residual in
      residual / largest * ((table.weights?[row] ?? 1) / total * Double(n)).squareRoot()
    }
    let variance = scaled.reduce(0) { $0 + $1 * $1 } / Double(n)
    let mean = scaled.reduce(0, +) / Double(n)
    var (second, third, fourth) = (0.0, 0.0, 0.0)
    for value in scaled {
      let square = (value - mean) * (value - mean)
      second += square / Double(n)
      third += square * (value - mean) / Double(n)
      fourth += square * square / Double(n)
    }
    skewness = second > 0 ? third / (second * second.squareRoot()) : 0
    excess = second > 0 ? fourth / (second * second) - 3 : 0
    let statistic = Double(n) / 6 * (skewness * skewness + excess * excess / 4)
    normality = Test(statistic: statistic, pValue: Elementary.exp(-statistic / 2))
    succession = ResidualChecks.succession(scaled, mean)
    spread = ResidualChecks.spread(
      scaled.map { $0 * $0 / variance - 1 }, zip(table.target, residuals).map { ($0 - $1) })
    let error = (variance * Double(n) / Double(degreesOfFreedom)).squareRoot()
    farRows = scaled.enumerated().filter { $0.element.magnitude > 4 * error }
      .sorted { ($1.element.magnitude, $0.offset) < ($0.element.magnitude, $1.offset) }.prefix(ResidualChecks.mostFar)
      .map { FarRow(row: $0.offset, standardised: $0.element / error) }
  }

  private static func succession(_ residuals: [Double], _ mean: Double) -> Test? {
    var (product, total) = (0.0, 0.0)
    for (row, value) in residuals.enumerated() {
      total += (value - mean) * (value - mean)
      if row > 0 { product += (value - mean) * (residuals[row - 1] - mean) }
    }
    guard total > 0 else { return nil }
    let correlation = product / total
    let freedom = Double(residuals.count - 2)
    guard correlation.magnitude < 1 else { return Test(statistic: correlation, pValue: 0) }
    let t = correlation * (freedom / (1 - correlation * correlation)).squareRoot()
    return Test(statistic: correlation, pValue: StudentT(degreesOfFreedom: freedom).twoSidedP(t))
  }

  private static func spread(_ shares: [Double], _ predictions: [Double]) -> Test? {
    let center = predictions.reduce(0) { $0 + $1 / Double(predictions.count) }
    let width = predictions.reduce(0) { max($0, ($1 - center).magnitude) }
    guard width > 0 else { return nil }
    let u = predictions.map { ($0 - center) / width }
    let fit = LeastSquares<Double>(
      columns: [[Double](repeating: 1, count: u.count), u, u.map { $0 * $0 }], right: shares, rowFactors: nil)
    let total = shares.reduce(0) { $0 + $1 * $1 }
    let rank = fit.basis.count - 1
    guard total > 0, rank > 0 else { return nil }
    let statistic = max(0, Double(u.count) * (1 - fit.residualSquares / total))
    return Test(
      statistic: statistic,
      pValue: rank == 2 ? Elementary.exp(-statistic / 2) : Elementary.erfc((statistic / 2).squareRoot()))
  }
}
