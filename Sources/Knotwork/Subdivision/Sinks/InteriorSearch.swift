import KnotworkGeometry

/// Looks for a point of doubles that lies strictly inside a region, without rounding: where the mean of rounded vertices may lie
/// outside.
struct InteriorSearch {
  /// The forms of the facets, positive inside.
  let facetForms: [ExactForm]
  let vertices: [[Dyadic]]

  private static var trialCount: Int { 400 }

  func contains(_ point: [Double]) -> Bool {
    guard point.allSatisfy(\.isFinite) else { return false }
    let exact = point.map { Dyadic($0) }
    return facetForms.allSatisfy { form in
      zip(form.coefficients, exact).reduce(form.constant) { $0 + $1.0 * $1.1 }.signum > 0
    }
  }

  /// The mean of the vertices, rounded, if it lies inside; else a double near it or near another mean with weights. Nil where no trial
  /// lies inside: the region hardly holds a point of doubles.
  ///
  /// - Complexity: at most some hundred trials.
  func point() -> [Double]? {
    let dimension = facetForms[0].coefficients.count - 1
    let mean = mean(weights: [Int](repeating: 1, count: vertices.count))
    if contains(mean) { return mean }
    // The doubles around it.
    for corner in 1..<1 << min(dimension, 6) {
      let near = mean.enumerated().map { axis, value in
        corner >> (axis % 6) & 1 == 0 ? value : value.nextUp
      }
      if contains(near) { return near }
      let below = zip(mean, near).map { $0 == $1 ? $0 : $0.nextDown }
      if contains(below) { return below }
    }
    var random = SplitMix64(state: 1)
    for _ in 0..<InteriorSearch.trialCount {
      let trial = self.mean(weights: vertices.map { _ in Int(random.next() & 1023) + 1 })
      if contains(trial) { return trial }
    }
    return nil
  }

  private func mean(weights: [Int]) -> [Double] {
    let total = Dyadic(Double(weights.reduce(0, +)))
    return vertices[0].indices.map { axis in
      let sum = zip(vertices, weights).reduce(Dyadic.zero) { $0 + $1.0[axis] * Dyadic(Double($1.1)) }
      return Dyadic.quotient(sum, total) + 0
    }
  }
}
