import KnotworkGeometry

extension ProofRows {
  /// A direction with the same outputs up to rounding, and the smallest weights between the direction itself and the shortest one
  /// that is the same where the unit is active.
  ///
  /// What is not determined by active rows only keeps the others inactive: it may be as large as one likes in the search, and makes the
  /// rounding of weights coarse.
  ///
  /// - Complexity: O(n D) exact products.
  func shortened(_ direction: [Dyadic]) -> [Dyadic] {
    let outputs = points.map { exactProduct(direction, $0) }
    let basis = orthogonalBasis(points.indices.filter { outputs[$0].signum > 0 }.map { points[$0] })
    guard basis.count < dimension else { return direction }
    // The projection to the span of active rows.
    var shortest = [Dyadic](repeating: .zero, count: dimension)
    for vector in basis {
      let share = Dyadic.quotient(exactProduct(direction, vector), exactProduct(vector, vector))
      guard share.isFinite else { return direction }
      shortest = zip(shortest, vector).map { $0 + Dyadic(share) * $1 }
    }
    // Rows that are inactive stay so up to a share of the way from the direction.
    var least = 0.0
    for row in points.indices where outputs[row].signum <= 0 {
      let short = exactProduct(shortest, points[row])
      guard short.signum > 0 else { continue }
      least = max(least, Dyadic.quotient(short, short - outputs[row]).nextUp)
    }
    guard least < 0.5 else { return direction }
    // Twice as far as it takes: rounding must not wake a row.
    return zip(shortest, direction).map { $0 + Dyadic(2 * least) * ($1 - $0) }
  }

  /// Orthogonal vectors with the span of some, without rounding.
  private func orthogonalBasis(_ vectors: [[Dyadic]]) -> [[Dyadic]] {
    var basis: [[Dyadic]] = []
    for vector in vectors where basis.count < dimension {
      var rest = vector
      for earlier in basis {
        let (square, product) = (exactProduct(earlier, earlier), exactProduct(rest, earlier))
        if !product.isZero { rest = Dyadic.primitive(zip(rest, earlier).map { square * $0 - product * $1 }) }
      }
      if rest.contains(where: { !$0.isZero }) { basis.append(rest) }
    }
    return basis
  }
}
