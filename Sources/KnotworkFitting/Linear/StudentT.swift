import KnotworkGeometry

/// Student's t distribution with ν degrees of freedom, any ν > 0.
public struct StudentT: Equatable, Sendable {
  /// ν.
  public let degreesOfFreedom: Double

  /// The distribution with ν degrees of freedom.
  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(|T| ≥ |t|) with a relative error below 10⁻¹² (10⁻¹⁰ for a million degrees of freedom), also where it is tiny.
  ///
  /// It is the incomplete beta function I_x(ν/2, 1/2) at x = ν / (ν + t²), by its continued fraction (Lentz 1976).
  public func twoSidedP(_ t: Double) -> Double {
    guard !t.isNaN else { return .nan }
    guard t.isFinite else { return 0 }
    let nu = degreesOfFreedom
    let square = t * t / nu
    guard square.isFinite else { return 0 }
    let x = 1 / (1 + square)
    // x^(ν/2) (1 − x)^(1/2) / B(ν/2, 1/2).
    let power = Elementary.exp(-0.5 * nu * Elementary.log1p(square)) * (square * x).squareRoot() / StudentT.beta(nu / 2)
    let (a, b) = (nu / 2, 0.5)
    return x < (a + 1) / (a + b + 2)
      ? power / a * StudentT.fraction(x, a, b) : 1 - power / b * StudentT.fraction(square * x, b, a)
  }

  /// P(T ≤ t).
  ///
  /// - Complexity: that of ``twoSidedP(_:)``.
  public func cumulative(_ t: Double) -> Double {
    let tail = twoSidedP(t) / 2
    return t > 0 ? 1 - tail : tail
  }

  /// The t with P(|T| ≥ t) = p, by bisection.
  ///
  /// - Requires: 0 < p < 1.
  /// - Complexity: O(log t) doublings and at most 200 bisections, each an evaluation of ``twoSidedP(_:)``.
  public func twoSidedQuantile(_ p: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    while twoSidedP(high) > p, high < 1e300 { high *= 2 }
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if twoSidedP(middle) > p { low = middle } else { high = middle }
    }
    return high
  }

  /// B(a, 1/2) = √π Γ(a) / Γ(a + 1/2); the quotient by its asymptotic series, which 20 is large enough for, and from there
  /// down by recurrence.
  static func beta(_ a: Double) -> Double {
    var (shifted, factor) = (a, 1.0)
    while shifted < 24 {
      factor *= shifted / (shifted + 0.5)
      shifted += 1
    }
    let z = 1 / shifted
    let coefficients: [Double] = [
      1, -0.125, 0.0078125, 0.0048828125, -0.000640869140625, -0.001522064208984375, 0.0002071857452392578,
      0.001171976327896118,
    ]
    let series = coefficients.reversed().reduce(0.0) { sum, next in sum * z + next }
    return Double.pi.squareRoot() / (shifted.squareRoot() * series * factor)
  }

  /// The continued fraction of the incomplete beta function.
  static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    func safe(_ value: Double) -> Double { value.magnitude < 1e-300 ? 1e-300 : value }
    var c = 1.0
    var d = 1 / safe(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1..<100_000 {
      let m = Double(step)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / safe(1 + term * d)
        c = safe(1 + term / c)
        result *= c * d
      }
      if (c * d - 1).magnitude < 1e-16 { break }
    }
    return result
  }
}
