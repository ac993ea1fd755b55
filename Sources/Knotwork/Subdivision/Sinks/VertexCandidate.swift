import KnotworkGeometry

/// A vertex where an output may be least or greatest.
struct VertexCandidate: Sendable {
  /// The output there in floating point, and how far that may be off.
  let value: Double
  let error: Double
  /// Its coordinates where they are not rounded.
  let exactPoint: [Double]?
  /// The facets that meet there, and the pattern of their region.
  let facets: [Int32]
  let pattern: [UInt64]
  /// What exact arithmetic has found.
  var optimum: ExactOptimum?

  /// The output at the vertex without rounding.
  func settled(_ forms: PatternForms, output: Int) -> ExactOptimum {
    forms.select { pattern[$0] }
    let facetForms = facets.map { forms.hyperplane($0).coefficients }
    guard let point = HomogeneousPoint(meetingOf: facetForms, dimension: forms.dimension) else {
      preconditionFailure("the facets at a vertex meet in one point")
    }
    let map = forms.map(of: output)
    let numerator = zip(map.coefficients, point.numerators).reduce(map.constant * point.denominator) {
      $0 + $1.0 * $1.1
    }
    return ExactOptimum(value: ExactQuotient(numerator, over: point.denominator), point: point)
  }

  /// The same with what exact arithmetic has found.
  func with(_ optimum: ExactOptimum) -> VertexCandidate {
    let rounded = optimum.value.rounded
    return VertexCandidate(
      value: rounded, error: rounded.magnitude * 0x1p-51 + .smallestError, exactPoint: exactPoint, facets: facets,
      pattern: pattern, optimum: optimum)
  }
}

/// The least or greatest value of an output, and a vertex where it is taken, without rounding.
package struct ExactOptimum: Sendable {
  package let value: ExactQuotient
  package let point: HomogeneousPoint

  package init(value: ExactQuotient, point: HomogeneousPoint) { (self.value, self.point) = (value, point) }

  package var rounded: Extreme { Extreme(value: value.rounded, point: point.rounded.map { $0 + 0 }) }
}
