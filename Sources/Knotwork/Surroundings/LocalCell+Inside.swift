import KnotworkGeometry

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

  /// A point strictly inside by exact arithmetic, near another one if it can be; nil where none of doubles is found, and in many
  /// dimensions, where that takes long.
  func exactPointInside(near start: [Double]) -> [Double]? {
    guard forms.dimension <= LocalCell.exactDimensionLimit, start.allSatisfy(\.isFinite) else { return nil }
    let system = hyperplanes.indices.map {
      let form = exactForm($0)
      return StrictSystem.Inequality(normal: Array(form.coefficients.dropLast()), constant: form.constant)
    }
    var first: [Dyadic]?
    let size = start.reduce(1) { max($0, $1.magnitude) }
    for exponent in [0, 20, 60, 200] {
      let reach = size * Double(sign: .plus, exponent: exponent, significand: 1)
      guard let box = try? Box(lower: start.map { $0 - reach }, upper: start.map { $0 + reach }),
        let exact = StrictSystem(within: box).point(satisfying: system)
      else { continue }
      let point = exact.map(\.nearest)
      let rounded = point.map { Dyadic($0) }
      if system.allSatisfy({ $0.value(at: rounded).signum > 0 }) { return point }
      first = first ?? exact
    }
    // No rounding lies inside so thin a region; another point may.
    let forms = system.map { ExactForm($0.normal + [$0.constant]) }
    return first.flatMap { InteriorSearch(facetForms: forms, points: [$0]).point() }
  }

  private static var exactDimensionLimit: Int { 12 }

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
    var form = nearest()
    let first = slack[form] / lengths[form]
    var best = (depth: first, factors: factors)
    // Deep enough, and as far as a step goes where nothing is in the way.
    let deepest = (0..<count).reduce(0) { max($0, slack[$1] / lengths[$1]) }
    for _ in 0..<LocalCell.centringSteps {
      if best.depth >= 0x1p-6 * deepest { break }
      var reach = Double.infinity
      for other in 0..<count where gram[form, other] < 0 { reach = min(reach, slack[other] / -gram[form, other]) }
      let step = reach.isFinite ? reach / 2 : deepest / lengths[form]
      for other in 0..<count { slack[other] += step * gram[form, other] }
      factors[form] += step
      form = nearest()
      let depth = slack[form] / lengths[form]
      if depth > best.depth { best = (depth, factors) }
    }
    guard best.depth > 2 * first else { return }
    var displacement = [Double](repeating: 0, count: coordinates.count)
    kernels.add(best.factors, times: boundForms, Array(0..<Int32(count)), to: &displacement)
    guard let inside = lifted(moved(by: displacement, from: start), beyond: nil) else { return }
    base = inside
    slacks = values(at: inside).values
  }

  /// A point moved by part of a displacement in the coordinates of the bound forms.
  func moved(by displacement: [Double], times share: Double = 1, from start: [Double]) -> [Double] {
    var point = start
    for (coordinate, move) in zip(coordinates, displacement) { point[coordinate] += share * move }
    return point
  }

  /// A point moved in the coordinates that isolated hyperplanes have for themselves, until it is as far inside as the base;
  /// nil if it is not beyond one hyperplane for certain, where one is given, or not inside all others.
  func lifted(_ point: [Double], beyond hyperplane: Int?) -> [Double]? {
    guard let base else { return nil }
    var point = point
    for (other, coordinate) in isolated.reversed() where other != hyperplane {
      let form = hyperplanes[other].form
      var change = 0.0
      for index in 0..<forms.dimension where point[index] != base[index] {
        change += forms.coefficients[form, index] * (point[index] - base[index])
      }
      if change != 0 { point[coordinate] -= change / forms.coefficients[form, coordinate] }
    }
    let (values, errors) = values(at: point)
    for index in values.indices {
      guard index == hyperplane ? values[index] < -errors[index] : values[index] > errors[index] else { return nil }
    }
    return point
  }
}
