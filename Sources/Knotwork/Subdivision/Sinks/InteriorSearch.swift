import KnotworkGeometry

/// Looks for a point of doubles that lies strictly inside a region, without rounding: where the mean of rounded vertices may lie
/// outside.
struct InteriorSearch {
  /// The forms of the facets, positive inside.
  let facetForms: [ExactForm]
  /// Points whose weighted means lie inside or at least near: the vertices, or a single point.
  let points: [[Dyadic]]

  private static var trialCount: Int { 1000 }

  private var dimension: Int { points[0].count }

  func contains(_ point: [Double]) -> Bool {
    guard point.allSatisfy(\.isFinite) else { return false }
    let exact = point.map { Dyadic($0) }
    return facetForms.allSatisfy { form in
      zip(form.coefficients, exact).reduce(form.constant) { $0 + $1.0 * $1.1 }.signum > 0
    }
  }

  /// The mean of the points, rounded, if it lies inside; else a point on a line through it or another mean with weights, along an
  /// axis, which leaves a region at exactly known places. Nil where none of these lines has a double inside: the region hardly holds a
  /// point of doubles.
  ///
  /// - Complexity: at most some thousand trials, each O(facets · d) exact operations.
  func point() -> [Double]? {
    let mean = mean(weights: [Int](repeating: 1, count: points.count))
    if contains(mean) { return mean }
    var random = SplitMix64(state: 1)
    for trial in 0..<InteriorSearch.trialCount {
      var start = trial == 0 ? mean : self.mean(weights: points.map { _ in Int(random.next() & 1023) + 1 })
      if points.count == 1, trial > 0 {
        // Other points near it.
        let size = Double(sign: .plus, exponent: -Int(random.next() % 52), significand: 1)
        start = start.map { $0 + $0 * size * Double.random(in: -1...1, using: &random) }
      }
      guard start.allSatisfy(\.isFinite) else { continue }
      for axis in 0..<dimension {
        if let coordinate = coordinate(inside: axis, start) {
          start[axis] = coordinate
          return start
        }
      }
    }
    return nil
  }

  /// A double to be put in place of a coordinate of a point, so that it lies inside.
  private func coordinate(inside axis: Int, _ point: [Double]) -> Double? {
    var (lower, upper): (ExactQuotient?, ExactQuotient?) = (nil, nil)
    for form in facetForms {
      var rest = form.constant
      for index in 0..<dimension where index != axis { rest += form.coefficients[index] * Dyadic(point[index]) }
      let slope = form.coefficients[axis]
      if slope.isZero {
        if rest.signum <= 0 { return nil }
        continue
      }
      let end = ExactQuotient(-rest, over: slope)
      if slope.signum > 0 {
        lower = lower.map { max($0, end) } ?? end
      } else {
        upper = upper.map { min($0, end) } ?? end
      }
      if let lower, let upper, lower >= upper { return nil }
    }
    let candidates: [Double]
    switch (lower, upper) {
    case (let lower?, let upper?):
      let sum = lower.dividend * upper.divisor + upper.dividend * lower.divisor
      let middle = ExactQuotient(sum, over: lower.divisor * upper.divisor * Dyadic(2.0))
      candidates = [middle.rounded, lower.roundedUp, upper.roundedDown]
    case (let lower?, nil): candidates = [lower.roundedUp, lower.roundedUp.nextUp]
    case (nil, let upper?): candidates = [upper.roundedDown, upper.roundedDown.nextDown]
    case (nil, nil): candidates = [point[axis]]
    }
    return candidates.first { candidate in
      guard candidate.isFinite else { return false }
      let exact = ExactQuotient(Dyadic(candidate), over: .one)
      return lower.map { $0 < exact } ?? true && upper.map { exact < $0 } ?? true
    }.map { $0 + 0 }
  }

  private func mean(weights: [Int]) -> [Double] {
    let total = Dyadic(Double(weights.reduce(0, +)))
    return points[0].indices.map { axis in
      let sum = zip(points, weights).reduce(Dyadic.zero) { $0 + $1.0[axis] * Dyadic(Double($1.1)) }
      return Dyadic.quotient(sum, total) + 0
    }
  }
}
