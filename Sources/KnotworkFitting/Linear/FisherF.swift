import KnotworkGeometry

/// The distribution of F = (χ²ₘ / m) / (χ²ₙ / n) with whole numbers of degrees of freedom.
public struct FisherF: Equatable, Sendable {
  /// m.
  public let numerator: Int
  /// n.
  public let denominator: Int

  /// The distribution with m and n degrees of freedom.
  ///
  /// - Requires: both are positive.
  public init(numerator: Int, denominator: Int) {
    precondition(numerator > 0 && denominator > 0, "FisherF: \(numerator) and \(denominator) degrees of freedom")
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// P(F ≥ f), also where it is tiny: the incomplete beta function at n / (n + m f).
  ///
  /// - Complexity: O(m + √(m + n)).
  public func upperTail(_ f: Double) -> Double {
    guard !f.isNaN else { return .nan }
    guard f > 0 else { return 1 }
    guard f.isFinite else { return 0 }
    let (a, b) = (Double(denominator) / 2, Double(numerator) / 2)
    let ratio = Double(numerator) * f / Double(denominator)
    let x = 1 / (1 + ratio)
    // B(a, b), from b = 1/2 or 1 upwards: B(a, b + 1) = B(a, b) b / (a + b).
    var (step, logBeta) =
      numerator.isMultiple(of: 2) ? (1.0, -Elementary.log(a)) : (0.5, Elementary.log(StudentT.beta(a)))
    while step < b {
      logBeta += Elementary.log(step / (a + step))
      step += 1
    }
    let logPower = -a * Elementary.log1p(ratio) + b * Elementary.log(ratio * x) - logBeta
    let power = Elementary.exp(logPower)
    return x < (a + 1) / (a + b + 2)
      ? power / a * StudentT.fraction(x, a, b) : 1 - power / b * StudentT.fraction(ratio * x, b, a)
  }
}
