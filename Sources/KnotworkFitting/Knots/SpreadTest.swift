import KnotworkGeometry

/// Is the spread of the residuals the same everywhere? White's test, in the studentised form of Koenker (1981), against a
/// variance that is a quadratic of x.
///
/// Squared residuals are regressed on x and x²; n R² is about χ² with two degrees of freedom (one where there are only two
/// different positions) if the spread is equal, whatever the distribution of the errors.
public struct SpreadTest: Equatable, Sendable {
  /// n R².
  public let statistic: Double
  /// Degrees of freedom of the χ² distribution.
  public let degreesOfFreedom: Int
  /// The probability of so large a statistic if the spread is equal.
  public let pValue: Double

  /// The test on a fit's residuals; nil with fewer than ten rows, two positions, or without any residual.
  ///
  /// - Throws: as ``KnotFit/init(_:knots:minRows:model:proof:until:)``.
  /// - Complexity: O(n).
  public init?(_ line: BrokenLine, _ rows: WeightedRows) throws(InvalidRows) {
    let sorted = try KnotFit.sorted(rows)
    let kept = (0..<rows.count).filter { rows.weights[$0] > 0 }
    guard kept.count >= 10 else { return nil }
    let u = kept.map { sorted.standardised(rows.inputs[$0, 0]) }
    let squares = kept.map { row in
      let residual = (rows.targets[row] - line(rows.inputs[row, 0])) / sorted.yScale
      return rows.weights[row] / sorted.meanWeight * residual * residual
    }
    let mean = squares.reduce(0, +) / Double(squares.count)
    // Residuals that are rounding have no spread.
    guard mean > 1e-24 else { return nil }
    let shares = squares.map { $0 / mean - 1 }
    let fit = LeastSquares<Double>(
      columns: [[Double](repeating: 1, count: u.count), u, u.map { $0 * $0 }], right: shares, rowFactors: nil)
    let total = shares.reduce(0) { $0 + $1 * $1 }
    let rank = fit.basis.count - 1
    guard total > 0, rank > 0 else { return nil }
    statistic = max(0, Double(u.count) * (1 - fit.residualSquares / total))
    degreesOfFreedom = rank
    pValue =
      rank == 2 ? Elementary.exp(-statistic / 2) : Elementary.erfc((statistic / 2).squareRoot())
  }
}
