import KnotworkGeometry

/// Linear regression with an intercept by (weighted) least squares, with the usual statistics.
///
/// Householder QR on scaled columns; where the condition number would cost more than six digits, in double-double
/// arithmetic, so that coefficients are right to about fourteen digits even on Longley's and Filip's data.
public struct LinearRegression: Equatable, Sendable {
  /// One coefficient.
  public struct Coefficient: Equatable, Sendable {
    /// The input, or "(intercept)".
    public let name: String
    /// The estimate, in original units; 0 where the input is a combination of those before it.
    public let estimate: Double
    /// The standard error; nil where there are no degrees of freedom left or the input is aliased.
    public let standardError: Double?
    /// estimate / standard error.
    public let t: Double?
    /// P(|T| ≥ |t|).
    public let p: Double?
    /// Whether the input is a linear combination of the intercept and the inputs before it.
    public let isAliased: Bool
  }

  /// The intercept first, then one for each input.
  public let coefficients: [Coefficient]
  /// Number of rows n.
  public let rowCount: Int
  /// Number of coefficients that are not aliased.
  public let rank: Int
  /// Σ w (y − ŷ)².
  public let sumOfSquares: Double
  /// Σ w (y − ȳ)².
  public let totalSquares: Double
  /// The condition number of the scaled columns.
  public let condition: Double
  /// Whether double-double arithmetic was used.
  public let isExtended: Bool
  private let weightSum: Double
  private let logWeights: Double

  /// Fits a table.
  ///
  /// - Requires: the table has a row.
  /// - Complexity: O(n · d²).
  public init(_ table: DataTable) {
    let n = table.rowCount
    precondition(n > 0, "LinearRegression: no rows")
    let factors = table.weights.map { $0.map { $0.squareRoot() } }
    let columns = [[Double](repeating: 1, count: n)] + table.columns
    let plain = LeastSquares<Double>(columns: columns, right: table.target, rowFactors: factors)
    let work = n * columns.count * columns.count
    let isDoubtful = plain.condition > 1e5 || plain.basis.count < min(n, columns.count)
    isExtended = isDoubtful && work <= 400_000_000
    var (basis, solution) = (plain.basis, plain.solution)
    var (diagonal, squares) = (plain.inverseDiagonal, plain.residualSquares)
    condition = plain.condition
    if isExtended {
      // The rank is that of doubles: the data are not known better.
      let chosen = plain.basis.map { columns[$0] }
      let exact = LeastSquares<DoubleDouble>(columns: chosen, right: table.target, rowFactors: factors)
      basis = exact.basis.map { plain.basis[$0] }
      (solution, diagonal, squares) = (exact.solution, exact.inverseDiagonal, exact.residualSquares)
    }
    rowCount = n
    rank = basis.count
    sumOfSquares = squares
    weightSum = table.weights?.reduce(0, +) ?? Double(n)
    logWeights = table.weights?.reduce(0) { $0 + Elementary.log($1) } ?? 0
    totalSquares = LinearRegression.totalSquares(table)
    let freedom = n - basis.count
    let variance = freedom > 0 ? squares / Double(freedom) : nil
    var places = [Int?](repeating: nil, count: columns.count)
    for (place, index) in basis.enumerated() { places[index] = place }
    coefficients = (["(intercept)"] + table.inputNames).enumerated().map { index, name in
      guard let place = places[index] else {
        return Coefficient(name: name, estimate: 0, standardError: nil, t: nil, p: nil, isAliased: true)
      }
      let error = variance.map { ($0 * diagonal[place]).squareRoot() }
      let t = error.flatMap { $0 > 0 ? solution[place] / $0 : nil }
      return Coefficient(
        name: name, estimate: solution[place], standardError: error, t: t,
        p: t.map { StudentT(degreesOfFreedom: Double(freedom)).twoSidedP($0) }, isAliased: false)
    }
  }

  private static func totalSquares(_ table: DataTable) -> Double {
    var (sum, total) = (0.0, 0.0)
    for row in 0..<table.rowCount {
      let weight = table.weights?[row] ?? 1
      sum += weight * (table.target[row] - table.target[0])
      total += weight
    }
    let mean = table.target[0] + sum / total
    var squares = 0.0
    for row in 0..<table.rowCount {
      let deviation = table.target[row] - mean
      squares += (table.weights?[row] ?? 1) * deviation * deviation
    }
    return squares
  }

  /// n − rank.
  public var degreesOfFreedom: Int { rowCount - rank }
  /// The estimated standard deviation of the errors, √(SSE / (n − rank)); nil where no degrees of freedom are left.
  public var residualStandardError: Double? {
    degreesOfFreedom > 0 ? (sumOfSquares / Double(degreesOfFreedom)).squareRoot() : nil
  }
  /// √(SSE / Σ w): the root mean squared error over the rows fitted.
  public var rmse: Double { (sumOfSquares / weightSum).squareRoot() }
  /// 1 − SSE / SST; nil for a constant target.
  public var rSquared: Double? { totalSquares > 0 ? 1 - sumOfSquares / totalSquares : nil }
  /// R² with both sums divided by their degrees of freedom.
  public var adjustedRSquared: Double? {
    guard let rSquared, degreesOfFreedom > 0 else { return nil }
    return 1 - (1 - rSquared) * Double(rowCount - 1) / Double(degreesOfFreedom)
  }
  /// The logarithm of the Gaussian likelihood at its maximum; nil where the fit is perfect.
  public var logLikelihood: Double? {
    guard sumOfSquares > 0 else { return nil }
    let n = Double(rowCount)
    return -n / 2 * (Elementary.log(2 * Double.pi) + Elementary.log(sumOfSquares / n) + 1) + logWeights / 2
  }
  /// 2 k − 2 log L with k the number of coefficients, as in statsmodels; R's `AIC` also counts the variance, and is greater
  /// by 2.
  public var aic: Double? { logLikelihood.map { 2 * Double(rank) - 2 * $0 } }
  /// k log n − 2 log L, with the same k.
  public var bic: Double? { logLikelihood.map { Double(rank) * Elementary.log(Double(rowCount)) - 2 * $0 } }

  /// The prediction for one row of inputs.
  ///
  /// - Requires: one number per input.
  /// - Complexity: O(d).
  public func callAsFunction(_ inputs: [Double]) -> Double {
    zip(inputs, coefficients.dropFirst()).reduce(coefficients[0].estimate) { $0 + $1.0 * $1.1.estimate }
  }

  /// The predictions for all rows of a table.
  ///
  /// - Requires: one column per input.
  /// - Complexity: O(n · d).
  public func callAsFunction(_ table: DataTable) -> [Double] {
    var predictions = [Double](repeating: coefficients[0].estimate, count: table.rowCount)
    for (column, coefficient) in zip(table.columns, coefficients.dropFirst()) where coefficient.estimate != 0 {
      for row in predictions.indices { predictions[row] += coefficient.estimate * column[row] }
    }
    return predictions
  }
}
