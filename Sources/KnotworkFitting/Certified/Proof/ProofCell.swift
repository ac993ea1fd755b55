import KnotworkGeometry

/// A cone of directions for each unit, with what is certain of the rows on it.
///
/// This is what proofs are trusted for: the search that finds them and the checker that reads them from a file both split
/// cells and bound them here, in exact arithmetic.
struct ProofCell: Sendable {
  let rows: ProofRows
  private(set) var cones: [UnitCone]
  /// Rows that some unit is active on for a part of its cone only.
  private(set) var open: [Int]
  /// Moments of the other rows, for each set of units that are active on them (bit k for unit k).
  private(set) var sums: [[Dyadic]]

  init(_ cones: [UnitCone], _ rows: ProofRows) {
    (self.cones, self.rows) = (cones, rows)
    open = []
    sums = [[Dyadic]](
      repeating: [Dyadic](repeating: .zero, count: rows.momentCount), count: 1 << cones.count)
    decide(Array(0..<rows.count))
  }

  /// Number of all generators.
  var generatorCount: Int { cones.count * rows.dimension }

  private mutating func decide(_ candidates: [Int]) {
    open = []
    for row in candidates {
      var mask = 0
      var isOpen = false
      for (unit, cone) in cones.enumerated() {
        switch cone.side(of: row) {
        case .active: mask |= 1 << unit
        case .inactive: break
        case .open: isOpen = true
        }
      }
      if isOpen {
        open.append(row)
      } else {
        let moments = rows.moments[row]
        // Where no unit is active the inputs play no part.
        let start = mask == 0 ? moments.count - 3 : 0
        for k in start..<moments.count where !moments[k].isZero { sums[mask][k] += moments[k] }
      }
    }
  }

  /// The generator at which an edge is cut; nil where the cut is not between the ends,
  /// or the generator would be beyond all need.
  func generator(unit: Int, _ first: Int, _ second: Int, at cut: FitProofStep.Cut) -> ConeGenerator? {
    let (a, b) = (cones[unit].generators[first], cones[unit].generators[second])
    let weights: (p: Dyadic, q: Dyadic)
    switch cut {
    case .row(let row):
      guard a.signs[row] * b.signs[row] < 0 else { return nil }
      weights = (b.value(row, of: rows).magnitude, a.value(row, of: rows).magnitude)
    case .weights(let p, let q): weights = (p, q)
    }
    guard weights.p.signum > 0, weights.q.signum > 0 else { return nil }
    let vector = zip(a.vector, b.vector).map { weights.p * $0 + weights.q * $1 }
    let whole = Dyadic.primitive(vector)
    return ConeGenerator.isShort(whole) ? ConeGenerator(whole, rows) : nil
  }

  /// The two halves: that with the first end of the edge, and that with the second. Together they are the whole.
  func halves(unit: Int, _ first: Int, _ second: Int, _ middle: ConeGenerator) -> (ProofCell, ProofCell) {
    func half(_ place: Int) -> ProofCell {
      var cell = self
      cell.cones[unit] = cones[unit].replacing(place, by: middle)
      cell.decide(open)
      return cell
    }
    return (half(second), half(first))
  }

  // MARK: The least-squares problem on the cell

  /// min over α ≥ 0 and c of Σ over decided rows of w (y − c − α · a)², in the lengths α along all generators: its Gram matrix,
  /// right-hand side, and the sums that the intercept needs.
  struct Problem {
    var gram: [[Dyadic]]
    var right: [Dyadic]
    /// Σ w a.
    var heads: [Dyadic]
    /// Σ w, Σ w y, Σ w y².
    var weight: Dyadic
    var first: Dyadic
    var second: Dyadic
  }

  /// - Parameter signs: the sign of each unit in the output.
  func problem(signs: [Int]) -> Problem {
    let (d, count) = (rows.dimension, generatorCount)
    func total(_ place: Int, of units: Int) -> Dyadic {
      sums.indices.reduce(Dyadic.zero) { $1 & units == units ? $0 + sums[$1][place] : $0 }
    }
    var gram = [[Dyadic]](repeating: [Dyadic](repeating: .zero, count: count), count: count)
    var right = [Dyadic](repeating: .zero, count: count)
    var heads = right
    for unit in cones.indices {
      let products = (0..<d).map { total(d * d + $0, of: 1 << unit) }
      let inputs = (0..<d).map { total(d * d + d + $0, of: 1 << unit) }
      for j in 0..<d {
        let vector = cones[unit].generators[j].vector
        right[unit * d + j] = signed(exactProduct(vector, products), signs[unit])
        heads[unit * d + j] = signed(exactProduct(vector, inputs), signs[unit])
      }
      for other in unit..<cones.count {
        let square = (0..<d * d).map { total($0, of: 1 << unit | 1 << other) }
        for k in 0..<d {
          let vector = cones[other].generators[k].vector
          let image = (0..<d).map { exactProduct(Array(square[$0 * d..<($0 + 1) * d]), vector) }
          for j in 0..<d {
            let value = signed(exactProduct(cones[unit].generators[j].vector, image), signs[unit] * signs[other])
            gram[unit * d + j][other * d + k] = value
            gram[other * d + k][unit * d + j] = value
          }
        }
      }
    }
    let last = d * d + 2 * d
    return Problem(
      gram: gram, right: right, heads: heads, weight: total(last, of: 0), first: total(last + 1, of: 0),
      second: total(last + 2, of: 0))
  }

  private func signed(_ value: Dyadic, _ sign: Int) -> Dyadic { sign < 0 ? -value : value }

  /// The problem with what open rows add to it.
  func problem(signs: [Int], _ problem: Problem, _ terms: [FitProofStep.Term]) -> Problem {
    var result = problem
    for term in terms {
      let (r, w) = (Dyadic(term.residual), rows.weights[term.row])
      let weighted = w * r
      result.first += weighted
      result.second += weighted * (rows.targets[term.row] + rows.targets[term.row] - r)
      for unit in cones.indices {
        let cone = cones[unit]
        let side = cone.side(of: term.row)
        if side == .inactive { continue }
        // A residual is small where the output is large: r > 0 needs a bound from above on the output.
        let isUpper = (term.residual > 0) == (signs[unit] > 0)
        for (j, generator) in cone.generators.enumerated() {
          let isCounted =
            side == .active
            ? true : isUpper ? generator.signs[term.row] > 0 : term.linear >> unit & 1 == 1
          guard isCounted else { continue }
          let value = generator.value(term.row, of: rows)
          result.right[unit * rows.dimension + j] += signed(weighted * value, signs[unit])
        }
      }
    }
    return result
  }

  /// A problem without its intercept, all of it times `factor` > 0; nil where it is not bounded below.
  func withoutIntercept(_ problem: Problem) -> (problem: ExactNonNegativeProblem, factor: Dyadic)? {
    guard rows.hasIntercept else {
      return (
        ExactNonNegativeProblem(gram: problem.gram, right: problem.right, constant: problem.second), .one
      )
    }
    guard problem.weight.signum > 0 else {
      // Without a decided row nothing depends on the intercept but the terms.
      guard problem.first.isZero else { return nil }
      return (ExactNonNegativeProblem(gram: problem.gram, right: problem.right, constant: problem.second), .one)
    }
    let (w, h) = (problem.weight, problem.heads)
    let gram = problem.gram.indices.map { j in
      problem.gram.indices.map { k in w * problem.gram[j][k] - h[j] * h[k] }
    }
    return (
      ExactNonNegativeProblem(
        gram: gram, right: h.indices.map { w * problem.right[$0] - h[$0] * problem.first },
        constant: w * problem.second - problem.first * problem.first), w
    )
  }

  /// The least-squares problem that bounds residual sums on the cell from below, times `factor` > 0; nil where it has no minimum
  /// whatever the lengths.
  func relaxed(signs: [Int], _ problem: Problem, _ terms: [FitProofStep.Term]) -> (
    problem: ExactNonNegativeProblem, factor: Dyadic
  )? {
    withoutIntercept(self.problem(signs: signs, problem, terms))
  }

  /// The least residual sum on the cell as a quotient; nil where the support does not show a minimum.
  ///
  /// - Postcondition: every network with directions in the cones has a residual sum of at least value / denominator.
  func bound(signs: [Int], _ problem: Problem, support: Int, terms: [FitProofStep.Term]) -> (
    value: Dyadic, denominator: Dyadic
  )? {
    guard let (problem, factor) = relaxed(signs: signs, problem, terms), let solution = problem.minimum(on: support)
    else { return nil }
    return (solution.value, solution.denominator * factor)
  }
}
