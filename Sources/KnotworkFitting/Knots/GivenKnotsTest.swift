/// Do given knots bend the line? The F test of a line without them, under the same model, against the line with them.
public struct GivenKnotsTest: Equatable, Sendable {
  /// F.
  public let statistic: Double
  /// The numbers that the knots add.
  public let numerator: Int
  /// The degrees of freedom of the line with knots.
  public let denominator: Int
  /// P(F' ≥ F) for errors of a normal distribution.
  public let pValue: Double

  /// The test; nil where there are no knots, the knots add nothing, no degrees of freedom are left, or the model has a rule for
  /// slopes, under which F has another distribution.
  ///
  /// - Throws: as ``KnotFit/init(_:at:model:)``.
  /// - Complexity: O(n log n).
  public init?(_ fit: KnotFit, _ rows: WeightedRows) throws(InvalidRows) {
    guard fit.placement == .given, !fit.knots.isEmpty, fit.model.shape == nil, fit.degreesOfFreedom > 0,
      fit.residualSum > 0
    else { return nil }
    let straight: (residualSum: Double, parameterCount: Int)
    if let plain = try? KnotFit(rows, at: [], model: fit.model) {
      straight = (plain.residualSum, plain.parameterCount)
    } else {
      return nil
    }
    numerator = fit.parameterCount - straight.parameterCount
    denominator = fit.degreesOfFreedom
    guard numerator > 0 else { return nil }
    statistic = max(
      0, (straight.residualSum - fit.residualSum) / Double(numerator) / (fit.residualSum / Double(denominator)))
    pValue = FisherF(numerator: numerator, denominator: denominator).upperTail(statistic)
  }
}
