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

extension AffineMap: Codable {
  // Checked when it is read as when it is made.
  private enum CodingKeys: CodingKey { case slope, intercept }

  /// - Throws: `DecodingError` when the intercept has not as many entries as the slope has rows, and what the decoder throws.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let slope = try values.decode(Matrix.self, forKey: .slope)
    let intercept = try values.decode([Double].self, forKey: .intercept)
    guard intercept.count == slope.rows else {
      throw DecodingError.dataCorruptedError(
        forKey: .intercept, in: values, debugDescription: "\(intercept.count) entries for \(slope.rows) rows")
    }
    self.init(slope: slope, intercept: intercept)
  }
}
