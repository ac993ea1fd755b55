/// One pair of arcs with signs: the bound that multipliers prove, and the candidate that goes with it.
struct PairBound {
  let signs: SIMD2<Double>
  let bound: Double
  let candidate: TwoUnitProblem.Candidate
}

/// Four vectors of four coordinates.
struct Quadruple {
  var a: SIMD4<Double>
  var b: SIMD4<Double>
  var c: SIMD4<Double>
  var d: SIMD4<Double>

  init(_ a: SIMD4<Double>, _ b: SIMD4<Double>, _ c: SIMD4<Double>, _ d: SIMD4<Double>) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  @inline(__always)
  subscript(index: Int) -> SIMD4<Double> {
    get {
      switch index {
      case 0: a
      case 1: b
      case 2: c
      default: d
      }
    }
    set {
      switch index {
      case 0: a = newValue
      case 1: b = newValue
      case 2: c = newValue
      default: d = newValue
      }
    }
  }

  @inline(__always)
  func map(_ body: (SIMD4<Double>) -> SIMD4<Double>) -> Quadruple { Quadruple(body(a), body(b), body(c), body(d)) }

  /// Σ factors[k] · vector k.
  @inline(__always)
  func combined(_ factors: SIMD4<Double>) -> SIMD4<Double> {
    factors[0] * a + factors[1] * b + factors[2] * c + factors[3] * d
  }
}

/// The dual of the least-squares problem on a pair of cones: by weak duality any multipliers μ ≥ 0 of the cones' four
/// conditions N bound its minimum by the unconstrained minimum with b + N μ in the place of b.
struct ConePairDual {
  private let problem: TwoUnitProblem
  private let rows: BlockMoments
  private let factor: ShiftedFactor
  private let normals: Quadruple
  /// Inner products of the conditions' normals in the metric of H⁻¹.
  private let gram: Quadruple
  /// The conditions at the unconstrained solution.
  private let values: SIMD4<Double>
  private let scales: SIMD4<Double>

  init(_ problem: TwoUnitProblem, _ first: Int, _ second: Int, _ rows: BlockMoments, _ factor: ShiftedFactor) {
    (self.problem, self.rows, self.factor) = (problem, rows, factor)
    normals = problem.normals(first, second)
    let moved = normals.map { factor.forward($0) }
    func products(_ vector: SIMD4<Double>) -> SIMD4<Double> {
      SIMD4(
        factor.product(vector, moved.a), factor.product(vector, moved.b), factor.product(vector, moved.c),
        factor.product(vector, moved.d))
    }
    gram = moved.map(products)
    values = products(factor.forward(rows.right))
    let (x, y) = (problem.sums.total[0], problem.sums.total[2])
    scales = SIMD4(x, y, x, y)
  }

  /// The bound for a pair of signs; no better than `enough` where a single condition already gives that much.
  func bound(_ signs: SIMD2<Double>, enough: Double) -> PairBound {
    let flip = SIMD4(signs.x, signs.x, signs.y, signs.y)
    let flipped = values * flip
    // The condition that is violated most, alone.
    var (worst, gain) = (0, 0.0)
    for k in 0..<4 where flipped[k] < 0 {
      let square = flipped[k] * flipped[k]
      if gram[k][k] > 0, square > gain * gram[k][k] { (worst, gain) = (k, square / gram[k][k]) }
    }
    var single = SIMD4<Double>.zero
    if gain > 0 { single[worst] = -flipped[worst] / gram[worst][worst] }
    let first = bound(signs, flip, single)
    if first.bound >= enough || gain == 0 { return first }
    let multipliers = ConeProjection.multipliers(
      gram: Quadruple(
        gram.a * flip * flip[0], gram.b * flip * flip[1], gram.c * flip * flip[2], gram.d * flip * flip[3]),
      values: flipped)
    return bound(signs, flip, multipliers)
  }

  private func bound(_ signs: SIMD2<Double>, _ flip: SIMD4<Double>, _ multipliers: SIMD4<Double>) -> PairBound {
    let factors = multipliers * flip
    let right = rows.right + normals.combined(factors)
    let magnitudes = pointwiseMax(factors, -factors)
    let sizes = normals.map { pointwiseMax($0, -$0) }.combined(magnitudes)
    let y = factor.forward(right)
    let rounding = (sizes * sizes / scales).sum() * 0x1p-54
    let bound = rows.squares - factor.product(y, y) * (1 + 0x1p-48) - problem.margin - rounding
    let g = factor.backward(y)
    return PairBound(
      signs: signs, bound: bound.isFinite ? bound : -.infinity,
      candidate: TwoUnitProblem.Candidate(
        first: signs.x * SIMD2(g[0], g[1]), second: signs.y * SIMD2(g[2], g[3]), signs: signs))
  }
}
