import KnotworkGeometry

/// The relaxation of a cell in floating point: a bound to expect, the terms that prove it, and the directions it prefers.
///
/// A row that a unit is active on for a part of its cone only has an output between relu(u · x) and its interpolation between
/// the generators (the triangle relaxation of Ehlers 2017). For given sides on which rows leave these bounds the problem is one
/// of least squares; sides and solution are found in turn. Nothing here is trusted.
struct CellRelaxation {
  /// The least value of the relaxation, up to rounding.
  private(set) var value = Double.infinity
  /// Lengths along the generators, scaled to products of about 1 with the rows.
  private(set) var lengths = SIMD4<Double>.zero
  private(set) var intercept = 0.0
  private let cell: ProofCell
  private let signs: [Int]
  private let scales: [Int]
  private var parts: [OpenRow] = []
  private var base: Sums

  /// Moments of rows in the lengths.
  private struct Sums {
    var gram = Quadruple(.zero, .zero, .zero, .zero)
    var right = SIMD4<Double>.zero
    var heads = SIMD4<Double>.zero
    var totals = SIMD3<Double>.zero

    mutating func add(_ a: SIMD4<Double>, _ y: Double, _ w: Double) {
      for j in 0..<4 where a[j] != 0 { gram[j] += w * a[j] * a }
      right += w * y * a
      heads += w * a
      totals += w * SIMD3(1, y, y * y)
    }
  }

  /// One unit on an open row: the products with the generators, and what is positive of them.
  private struct UnitPart {
    var values = SIMD4<Double>.zero
    var upper = SIMD4<Double>.zero
    var side = UnitCone.Side.inactive
    var sign = 1.0

    /// The bound on the unit's signed output from above, or below, in the lengths.
    func bound(isUpper: Bool, isLinear: Bool) -> SIMD4<Double> {
      switch side {
      case .inactive: .zero
      case .active: sign * values
      case .open: isUpper == (sign > 0) ? sign * upper : isLinear ? sign * values : .zero
      }
    }
  }

  private struct OpenRow {
    let row: Int
    let y: Double
    let w: Double
    var units: (UnitPart, UnitPart)

    /// How far the target is above the largest output, or below the least (negative), and the bound that says so.
    ///
    /// - Parameter isKinkLinear: which of its two bounds from below counts where both are the same.
    func residual(_ lengths: SIMD4<Double>, _ intercept: Double, isKinkLinear: Bool = false) -> (
      residual: Double, bound: SIMD4<Double>, linear: Int
    ) {
      let z = ((units.0.values * lengths).sum(), (units.1.values * lengths).sum())
      let isLinear = (isKinkLinear ? z.0 >= 0 : z.0 > 0, isKinkLinear ? z.1 >= 0 : z.1 > 0)
      let mask = (isLinear.0 ? 1 : 0) | (isLinear.1 ? 2 : 0)
      for isUpper in [true, false] {
        let bound =
          units.0.bound(isUpper: isUpper, isLinear: isLinear.0) + units.1.bound(isUpper: isUpper, isLinear: isLinear.1)
        let residual = y - intercept - (bound * lengths).sum()
        if isUpper ? residual > 0 : residual < 0 { return (residual, bound, mask) }
      }
      return (0, .zero, mask)
    }
  }

  init(_ cell: ProofCell, _ problem: ProofCell.Problem, signs: [Int], targets: [Double], weights: [Double]) {
    (self.cell, self.signs) = (cell, signs)
    let generators = cell.cones.flatMap(\.generators)
    let scales = generators.map { -$0.size }
    self.scales = scales
    base = Sums()
    for j in generators.indices {
      for k in generators.indices { base.gram[j][k] = problem.gram[j][k].scaled(by: scales[j] + scales[k]).nearest }
      base.right[j] = problem.right[j].scaled(by: scales[j]).nearest
      base.heads[j] = problem.heads[j].scaled(by: scales[j]).nearest
    }
    base.totals = SIMD3(problem.weight.nearest, problem.first.nearest, problem.second.nearest)
    let d = cell.rows.dimension
    parts = cell.open.map { row in
      func part(_ unit: Int) -> UnitPart {
        guard unit < cell.cones.count else { return UnitPart() }
        var part = UnitPart()
        for (j, generator) in cell.cones[unit].generators.enumerated() {
          part.values[unit * d + j] = generator.approximate[row]
        }
        part.upper = pointwiseMax(part.values, .zero)
        part.side = cell.cones[unit].side(of: row)
        part.sign = Double(signs[unit])
        return part
      }
      return OpenRow(row: row, y: targets[row], w: weights[row], units: (part(0), part(1)))
    }
    solve()
  }

  /// Newton's method: the least-squares problem for the sides on which rows leave their bounds gives a direction in which the
  /// relaxation, a convex function with a continuous derivative, falls; how far is found by halving.
  private mutating func solve() {
    value = value(lengths, intercept)
    var isKinkLinear = false
    for _ in 0..<40 {
      var sums = base
      for part in parts {
        let found = part.residual(lengths, intercept, isKinkLinear: isKinkLinear)
        if found.residual != 0 { sums.add(found.bound, part.y, part.w) }
      }
      let next = minimum(of: sums)
      let direction = (next.lengths - lengths, next.intercept - intercept)
      let step = step(along: direction)
      let trial = (lengths + step * direction.0, intercept + step * direction.1)
      let reached = value(trial.0, trial.1)
      guard reached < value else {
        // Where rows are just at their crease, the other side may lead on.
        if isKinkLinear { return }
        isKinkLinear = true
        continue
      }
      isKinkLinear = false
      let gain = value - reached
      (lengths, intercept, value) = (pointwiseMax(trial.0, .zero), trial.1, reached)
      if gain <= 1e-13 * reached { return }
    }
  }

  /// Where the derivative along a direction vanishes, within [0, 1].
  private func step(along direction: (SIMD4<Double>, Double)) -> Double {
    func slope(_ step: Double) -> Double {
      derivative(lengths + step * direction.0, intercept + step * direction.1, along: direction)
    }
    if slope(1) <= 0 { return 1 }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if slope(middle) > 0 { high = middle } else { low = middle }
    }
    return low
  }

  /// Half the derivative of the relaxation.
  private func derivative(_ lengths: SIMD4<Double>, _ intercept: Double, along direction: (SIMD4<Double>, Double))
    -> Double
  {
    var sum = -(base.right * direction.0).sum() - direction.1 * base.totals.y
    for j in 0..<4 { sum += direction.0[j] * ((base.gram[j] * lengths).sum() + base.heads[j] * intercept) }
    sum += direction.1 * (base.totals.x * intercept + (base.heads * lengths).sum())
    for part in parts {
      let found = part.residual(lengths, intercept)
      if found.residual != 0 { sum -= part.w * found.residual * ((found.bound * direction.0).sum() + direction.1) }
    }
    return sum
  }

  private func minimum(of sums: Sums) -> (lengths: SIMD4<Double>, intercept: Double) {
    let weight = cell.rows.hasIntercept ? sums.totals.x : 0
    var (gram, right) = (sums.gram, sums.right)
    if weight > 0 {
      for j in 0..<4 { gram[j] -= sums.heads[j] / weight * sums.heads }
      right -= sums.totals.y / weight * sums.heads
    }
    // A tiny shift keeps lengths finite where the rows do not determine them.
    for j in 0..<4 { gram[j][j] += 1e-14 * sums.gram[j][j] }
    let lengths = ConeProjection.multipliers(gram: gram, values: -right)
    return (lengths, weight > 0 ? (sums.totals.y - (sums.heads * lengths).sum()) / weight : 0)
  }

  /// The relaxation at a point.
  private func value(_ lengths: SIMD4<Double>, _ intercept: Double) -> Double {
    var sum = base.totals.z - 2 * (base.right * lengths).sum()
    for j in 0..<4 { sum += lengths[j] * (base.gram[j] * lengths).sum() }
    sum += base.totals.x * intercept * intercept - 2 * intercept * (base.totals.y - (base.heads * lengths).sum())
    for part in parts {
      let residual = part.residual(lengths, intercept).residual
      sum += part.w * residual * residual
    }
    return sum
  }

  /// Bit j is set where the length along generator j is not 0.
  var support: Int { (0..<cell.generatorCount).reduce(0) { lengths[$1] > 0 ? $0 | 1 << $1 : $0 } }

  /// What open rows contribute to the bound.
  ///
  /// Where decided rows leave a length undetermined, the bound is finite only if it does not fall along it, which rounding decides;
  /// a little less of what pulls at the lengths makes it rise.
  ///
  /// - Parameters:
  ///   - share: how much less.
  ///   - isKinkLinear: which bound from below counts for rows that are just at their crease.
  func terms(less share: Double, isKinkLinear: Bool) -> [FitProofStep.Term] {
    let found = parts.map { ($0, $0.residual(lengths, intercept, isKinkLinear: isKinkLinear)) }
    let least = 1e-9 * found.reduce(0) { max($0, $1.1.residual.magnitude) }
    return found.compactMap { part, found in
      // What is that small is rounding, and worth nothing.
      guard found.residual.magnitude > least, found.residual.isFinite else { return nil }
      let usesChord = signs.indices.contains { unit in
        (unit == 0 ? part.units.0 : part.units.1).side == .open && (found.residual > 0) == (signs[unit] > 0)
      }
      return FitProofStep.Term(
        row: part.row, residual: usesChord ? found.residual * (1 - share) : found.residual,
        linear: found.linear & (1 << signs.count - 1))
    }
  }

  /// The signed outputs of all rows with some lengths.
  func outputs(_ lengths: SIMD4<Double>) -> [Double] {
    let d = cell.rows.dimension
    var outputs = [Double](repeating: 0, count: cell.rows.count)
    for (unit, cone) in cell.cones.enumerated() {
      for row in outputs.indices {
        var z = 0.0
        for (j, generator) in cone.generators.enumerated() { z += lengths[unit * d + j] * generator.approximate[row] }
        outputs[row] += Double(signs[unit]) * max(0, z)
      }
    }
    return outputs
  }

  /// Exact lengths as those that are used here.
  func scaled(_ solution: ExactNonNegativeProblem.Solution) -> SIMD4<Double> {
    var lengths = SIMD4<Double>.zero
    for (j, numerator) in solution.numerators.enumerated() {
      lengths[j] = Dyadic.quotient(numerator.scaled(by: -scales[j]), solution.denominator)
    }
    return lengths
  }

  /// Directions with some lengths, exactly.
  func directions(_ lengths: SIMD4<Double>) -> [[Dyadic]] {
    cell.directions(lengths: scales.indices.map { Dyadic(lengths[$0]).scaled(by: scales[$0]) })
  }

  /// The open row that matters most of those on which the first unit is just at its crease: where the bound depends on which side
  /// they are on, cutting there settles it.
  var rowAtCrease: Int? {
    let candidates = parts.filter { part in
      let terms = part.units.0.values * lengths
      let size = pointwiseMax(terms, -terms).sum()
      return part.units.0.side == .open && terms.sum().magnitude <= 1e-7 * size
    }
    return candidates.max { a, b in
      a.w * a.residual(lengths, intercept).residual.magnitude < b.w * b.residual(lengths, intercept).residual.magnitude
    }?.row
  }

  /// How much the relaxation may be loose along an edge of a unit's cone.
  func looseness(unit: Int, _ first: Int, _ second: Int) -> Double {
    let place = unit * cell.rows.dimension
    var size = 0.0
    for part in parts {
      let values = unit == 0 ? part.units.0.values : part.units.1.values
      let (a, b) = (values[place + first], values[place + second])
      if a * b < 0 { size += part.w * (a * b / (a - b)).magnitude }
    }
    return size
  }
}

extension ProofCell {
  /// Σ lengths · generators for each unit.
  func directions(lengths: [Dyadic]) -> [[Dyadic]] {
    cones.enumerated().map { unit, cone in
      (0..<rows.dimension).map { k in
        cone.generators.enumerated().reduce(Dyadic.zero) { sum, next in
          sum + lengths[unit * rows.dimension + next.offset] * next.element.vector[k]
        }
      }
    }
  }
}
