import KnotworkGeometry

/// Rows (x₁, x₂, x₃, 1) moved by a centre m, x − m in the place of x, where that can be done without rounding.
///
/// Far from 0 the columns and the constant are nearly dependent, and margins for rounding would swamp every bound. There
/// all numbers of a column are within a factor of 2 of their mean, so that the differences are doubles (Sterbenz 1974); a
/// column with an inexact difference is not as far away, and is left where it is.
struct ExactCentre {
  let points: [SIMD4<Double>]
  private let centre: SIMD4<Double>

  /// - Parameter points: rows whose last coordinate is 1.
  init(_ points: [SIMD4<Double>], weights: [Double]) {
    let weight = weights.reduce(0, +)
    var centre = zip(points, weights).reduce(SIMD4<Double>.zero) { $0 + $1.1 / weight * $1.0 }
    centre.w = 0
    for column in 0..<3 {
      let isExact = points.allSatisfy { ExactCentre.isExact($0[column], minus: centre[column]) }
      if !isExact { centre[column] = 0 }
    }
    self.centre = centre
    self.points = points.map { $0 - centre }
  }

  /// Whether a difference of doubles is one (the error term of Knuth's sum of two is 0).
  private static func isExact(_ x: Double, minus m: Double) -> Bool {
    let difference = x - m
    let part = x - difference
    return (x - (difference + part)) + (part - m) == 0
  }

  /// A unit of the moved rows as one of the rows as given: w · (x − m) + b = w · x + (b − w · m), rounded once.
  func given(_ unit: SIMD4<Double>) -> SIMD4<Double> {
    let bias = (0..<3).reduce(Dyadic(unit.w)) { $0 - Dyadic(unit[$1]) * Dyadic(centre[$1]) }
    return SIMD4(unit.x, unit.y, unit.z, bias.nearest)
  }
}
