import KnotworkGeometry

/// Probabilities of the tails of the standard normal distribution.
enum TailProbability {
  /// P(Z > z) for the standard normal distribution.
  static func normal(_ z: Double) -> Double { 0.5 * Elementary.erfc(z / 2.0.squareRoot()) }

  /// The z ≥ 0 with P(Z > z) = p, for 0 < p ≤ 1/2.
  static func normalQuantile(_ p: Double) -> Double {
    bisect(0, 40) { normal($0) > p }
  }

  private static func bisect(_ low: Double, _ high: Double, _ isBelow: (Double) -> Bool) -> Double {
    var (low, high) = (low, high)
    while true {
      let middle = low / 2 + high / 2
      guard middle > low, middle < high, high - low > 1e-15 * high else { return middle }
      if isBelow(middle) { low = middle } else { high = middle }
    }
  }
}
