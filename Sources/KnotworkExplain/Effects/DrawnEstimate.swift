import KnotworkFitting

/// An estimate from random draws, and half the width of its 95 % interval by Student's t.
public struct DrawnEstimate: Equatable, Sendable {
  /// The estimate.
  public let value: Double
  /// Half the width of the interval.
  public let error: Double

  /// The mean of independent estimates, of which there are two at least.
  init(_ estimates: [Double]) {
    let count = Double(estimates.count)
    let mean = estimates.reduce(0, +) / count
    let variance = estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    value = mean
    error = StudentT(degreesOfFreedom: count - 1).twoSidedQuantile(0.05) * (variance / count).squareRoot()
  }
}
