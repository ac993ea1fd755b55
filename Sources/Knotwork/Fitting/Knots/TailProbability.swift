import Foundation

/// Probabilities of the tails of the distributions that tests need.
enum TailProbability {
  /// P(T > t) for Student's distribution with ν > 0 degrees of freedom, t ≥ 0: half the regularised incomplete beta
  /// function I(ν / (ν + t²); ν/2, 1/2).
  static func studentT(_ t: Double, degreesOfFreedom: Double) -> Double {
    guard t.isFinite else { return 0 }
    return 0.5 * incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5)
  }

  /// P(Z > z) for the standard normal distribution.
  static func normal(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }

  /// The z ≥ 0 with P(Z > z) = p, for 0 < p ≤ 1/2.
  static func normalQuantile(_ p: Double) -> Double {
    bisect(0, 40) { normal($0) > p }
  }

  /// The t ≥ 0 with P(T > t) = p, for 0 < p ≤ 1/2.
  static func studentTQuantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    var high = 1.0
    while high < 1e300, studentT(high, degreesOfFreedom: degreesOfFreedom) > p { high *= 2 }
    return bisect(0, high) { studentT($0, degreesOfFreedom: degreesOfFreedom) > p }
  }

  private static func bisect(_ low: Double, _ high: Double, _ isBelow: (Double) -> Bool) -> Double {
    var (low, high) = (low, high)
    while true {
      let middle = low / 2 + high / 2
      guard middle > low, middle < high, high - low > 1e-15 * high else { return middle }
      if isBelow(middle) { low = middle } else { high = middle }
    }
  }

  /// The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated after
  /// Lentz.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    var c = 1.0
    var d = 1 / (1 - (a + b) * x / (a + 1))
    var fraction = d
    for m in 1...10_000 {
      let m = Double(m)
      for step in [m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))]
      {
        d = 1 / (1 + step * d)
        c = 1 + step / c
        fraction *= c * d
      }
      if (c * d - 1).magnitude < 1e-16 { break }
    }
    return front * fraction
  }
}
