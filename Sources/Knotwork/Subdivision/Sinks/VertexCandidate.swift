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
  func settled(_ compiled: CompiledNetwork, output: Int) -> ExactOptimum {
    let exact = ExactForms(compiled)
    for layer in compiled.compiledLayers.indices { exact.enter(layer: layer) }
    let facetForms = facets.map { exact.form(ofFacet: $0, pattern: pattern).coefficients }
    guard let point = HomogeneousPoint(meetingOf: facetForms, dimension: compiled.dimension) else {
      preconditionFailure("the facets at a vertex meet in one point")
    }
    let map = exact.form(layer: compiled.depth, unit: output, pattern: pattern)
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
struct ExactOptimum: Sendable {
  let value: ExactQuotient
  let point: HomogeneousPoint

  var rounded: Extreme { Extreme(value: value.rounded, point: point.rounded.map { $0 + 0 }) }
}
