/// Points inside a region, and just beyond its facets.
extension LocalCell {
  /// So many steps lead away from hyperplanes that are too close.
  private static var centringSteps: Int { 200 }

  /// A point inside, verified: `start` if it is one, or else one on the way from there to `end`.
  func pointInside(from start: [Double], to end: [Double]) -> [Double]? {
    let (first, errors) = values(at: start)
    if zip(first, errors).allSatisfy({ $0 > $1 }) { return start }
    let last = values(at: end).values
    var share = 2.0
    for (a, b) in zip(first, last) where b <= 0 { share = min(share, max(a, 0) / (max(a, 0) - b)) }
    let point = zip(start, end).map { $0 + share / 2 * ($1 - $0) }
    let (found, bounds) = values(at: point)
    if point.allSatisfy(\.isFinite), zip(found, bounds).allSatisfy({ $0 > $1 }) { return point }
    return nil
  }

  /// Moves the point inside away from hyperplanes that it all but touches, where rounding would hide what lies around it.
  ///
  /// Each step goes away from the nearest of them, half of the way that the others leave; the deepest point is kept.
  func centre(_ start: [Double]) {
    let count = bound.count
    guard count > 1 else { return }
    let lengths = (0..<count).map { gram[$0, $0].squareRoot() }
    var slack = bound.map { slacks[$0] }
    var factors = [Double](repeating: 0, count: count)
    func nearest() -> Int { (0..<count).min { slack[$0] / lengths[$0] < slack[$1] / lengths[$1] }! }
    var row = nearest()
    let first = slack[row] / lengths[row]
    var best = (depth: first, factors: factors)
    for _ in 0..<LocalCell.centringSteps {
      var reach = Double.infinity
      for other in 0..<count where gram[row, other] < 0 { reach = min(reach, slack[other] / -gram[row, other]) }
      // Where nothing is in the way, as far inside as the deepest row is.
      let deepest = (0..<count).reduce(0) { max($0, slack[$1] / lengths[$1]) }
      let step = reach.isFinite ? reach / 2 : deepest / lengths[row]
      for other in 0..<count { slack[other] += step * gram[row, other] }
      factors[row] += step
      row = nearest()
      let depth = slack[row] / lengths[row]
      if depth > best.depth { best = (depth, factors) }
    }
    guard best.depth > 2 * first, let inside = lifted(moved(by: best.factors, from: start), beyond: nil) else { return }
    base = inside
    slacks = values(at: inside).values
  }

  /// The base plus multiples of the bound rows, which lies beyond a facet; back half of the way to the facet, since there it
  /// lies on others.
  func moved(by factors: [Double], from base: [Double], beyond index: Int) -> [Double] {
    let change = factors.indices.reduce(0) { $0 + factors[$1] * gram[index, $1] }
    let inside = slacks[bound[index]]
    return moved(by: factors, times: (1 + inside / -change) / 2, from: base)
  }

  /// A point plus multiples of the bound rows.
  private func moved(by factors: [Double], times share: Double = 1, from start: [Double]) -> [Double] {
    var point = start
    for other in factors.indices where factors[other] != 0 {
      for coordinate in coordinates {
        point[coordinate] += share * factors[other] * signedCoefficient(bound[other], coordinate)
      }
    }
    return point
  }

  /// A point moved in the coordinates that isolated hyperplanes have for themselves, until it is as far inside as the base;
  /// nil if it is not beyond one hyperplane for certain, where one is given, or not inside all others.
  func lifted(_ point: [Double], beyond hyperplane: Int?) -> [Double]? {
    guard let base else { return nil }
    var point = point
    for (other, coordinate) in isolated.reversed() where other != hyperplane {
      let row = hyperplanes[other].row
      var change = 0.0
      for index in 0..<forms.dimension where point[index] != base[index] {
        change += forms.coefficients[row, index] * (point[index] - base[index])
      }
      if change != 0 { point[coordinate] -= change / forms.coefficients[row, coordinate] }
    }
    let (values, errors) = values(at: point)
    for index in values.indices {
      guard index == hyperplane ? values[index] < -errors[index] : values[index] > errors[index] else { return nil }
    }
    return point
  }
}
