/// An error on rows held out, from the mean squared error on each part of them.
public struct HeldOutError: Equatable, Sendable {
  /// The mean of the mean squared errors; infinite where there are none.
  public let mean: Double
  /// Its standard error over the parts; nil with fewer than two.
  public let meanError: Double?

  init(_ losses: [Double]) {
    let count = Double(losses.count)
    let mean = losses.isEmpty ? .infinity : losses.reduce(0, +) / count
    self.mean = mean
    meanError =
      losses.count > 1 && mean.isFinite
      ? (losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count).squareRoot() : nil
  }

  /// The root of the mean.
  public var rmse: Double { mean.squareRoot() }

  /// The standard error of the root, to first order.
  public var rmseError: Double? { meanError.map { mean > 0 ? $0 / (2 * mean.squareRoot()) : 0 } }

  /// Up to which mean another choice is as good: within one standard error where `isWide`, else its root within three in a
  /// thousand.
  func limit(isWide: Bool) -> Double { isWide ? mean + (meanError ?? 0) : mean * (1.003 * 1.003) }
}
