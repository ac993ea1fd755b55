/// The map x ↦ `slope` · x + `intercept` from ℝⁿ to ℝᵐ; slope is m × n, intercept has m entries.
public struct AffineMap: Equatable, Sendable {
  /// The linear part U, m × n.
  public let slope: Matrix
  /// The constant part c, m entries.
  public let intercept: [Double]

  /// A map from its parts.
  ///
  /// - Requires: `intercept.count == slope.rows`.
  public init(slope: Matrix, intercept: [Double]) {
    precondition(
      intercept.count == slope.rows, "AffineMap: \(intercept.count) intercepts for \(slope.rows) rows of slope")
    self.slope = slope
    self.intercept = intercept
  }

  /// The value at a point of n coordinates.
  ///
  /// - Requires: `point.count == slope.columns`.
  public func callAsFunction(_ point: [Double]) -> [Double] {
    precondition(point.count == slope.columns, "AffineMap: \(point.count) coordinates, expected \(slope.columns)")
    return (0..<slope.rows).map { row in
      var sum = intercept[row]
      for (u, x) in zip(slope[row: row], point) { sum += u * x }
      return sum
    }
  }
}
