import KnotworkGeometry

/// The least-squares problem of y = s₁ relu(u₁ · x) + s₂ relu(u₂ · x), s = ±1, over rows of the plane, scaled by powers of
/// two, with what every pair of arcs needs of it.
struct TwoUnitProblem {
  /// Weights of a candidate network: u₁ and u₂ in scaled coordinates, with their signs.
  struct Candidate {
    var first: SIMD2<Double>
    var second: SIMD2<Double>
    var signs: SIMD2<Double>

    static let zero = Candidate(first: .zero, second: .zero, signs: SIMD2(1, 1))
  }

  let index: ArcIndex<Direction>
  let sums: MomentSums
  /// The scaled rows (x₁, x₂, y, w) that are not zero.
  let points: [SIMD4<Double>]
  /// Σ w y² of rows that are zero or have no weight: no network changes it.
  let constant: Double
  /// What ``ShiftedFactor`` takes from the diagonal.
  let shift: SIMD2<Double>
  /// What bounds lose to rounding in sums of squares.
  let margin: Double

  init(_ rows: WeightedRows, _ scale: PowerScale) {
    var points: [SIMD4<Double>] = []
    var constant = CompensatedSum()
    for row in 0..<rows.count where rows.weights[row] > 0 {
      let point = SIMD4(
        scale.scaledInput(rows.inputs[row, 0], column: 0), scale.scaledInput(rows.inputs[row, 1], column: 1),
        scale.scaledTarget(rows.targets[row]), scale.scaledWeight(rows.weights[row]))
      if point[0] == 0, point[1] == 0 {
        constant.add(point[3] * point[2] * point[2])
      } else {
        points.append(point)
      }
    }
    self.points = points
    self.constant = constant.value
    let index = ArcIndex(points.map { Direction($0[0], $0[1]) })
    self.index = index
    sums = MomentSums(
      index.groups.map { group in
        group.reduce(Moments.zero) { sum, row in
          let (x, z, y, w) = (points[row][0], points[row][1], points[row][2], points[row][3])
          return sum + w * Moments(x * x, x * z, z * z, x * y, z * y, y * y, 0, 0)
        }
      })
    // Rounding within a group grows with its size, elsewhere it does not.
    let largest = Double(index.groups.reduce(0) { max($0, $1.count) })
    let unit = 0x1p-44 + largest * 0x1p-49
    shift = unit * SIMD2(sums.total[0], sums.total[2])
    margin = unit * sums.total[5]
  }

  /// Σ w (y − f(x))² over the rows that are not zero.
  func residualSum(_ candidate: Candidate) -> Double {
    var sum = CompensatedSum()
    for point in points {
      let first = max(0, candidate.first.x * point[0] + candidate.first.y * point[1])
      let second = max(0, candidate.second.x * point[0] + candidate.second.y * point[1])
      let residual = point[2] - candidate.signs.x * first - candidate.signs.y * second
      sum.add(point[3] * residual * residual)
    }
    return sum.value
  }

  /// A lower bound on the residual sum of all directions in two blocks; rows on whose activity a block does not agree are
  /// left out, and the units' directions and signs are free.
  @inline(__always)
  func bound(_ first: ArcBlock, _ second: ArcBlock) -> Double {
    let rows = BlockMoments(first, second, sums)
    return bound(rows, rows.factor(shift: shift))
  }

  @inline(__always)
  func bound(_ rows: BlockMoments, _ factor: ShiftedFactor?) -> Double {
    let explained: Double
    if let factor {
      let y = factor.forward(rows.right)
      explained = factor.product(y, y) * (1 + 0x1p-48)
    } else {
      // As good as singular: three linear functions, one for each kind of row, explain no less.
      explained =
        ShiftedFactor.explained(rows.both, shift: shift) + ShiftedFactor.explained(rows.one, shift: shift)
        + ShiftedFactor.explained(rows.other, shift: shift)
    }
    return rows.squares - explained - margin
  }

  /// The inner normals of the cones of two arcs, as conditions on (g₁, g₂) = (s₁ u₁, s₂ u₂) for s = 1.
  func normals(_ first: Int, _ second: Int) -> Quadruple {
    func pair(_ arc: Int) -> (SIMD2<Double>, SIMD2<Double>) {
      let next = arc + 1 == index.arcCount ? 0 : arc + 1
      let (start, end) = (index.events[arc], index.events[next])
      return (SIMD2(-start.y, start.x), SIMD2(end.y, -end.x))
    }
    let (a, b) = pair(first)
    let (c, d) = pair(second)
    return Quadruple(
      SIMD4(a.x, a.y, 0, 0), SIMD4(b.x, b.y, 0, 0), SIMD4(0, 0, c.x, c.y), SIMD4(0, 0, d.x, d.y))
  }

  /// The problem on two arcs with signs, in exact arithmetic; the unknowns are the lengths along the cones' four edges.
  func exactProblem(_ first: Int, _ second: Int, _ signs: SIMD2<Double>, _ exact: ExactMomentSums)
    -> ExactNonNegativeProblem
  {
    let ranges = [first, second].map { MomentSums.Range(start: index.first[$0], end: index.end[$0]) }
    let own = ranges.map(exact.sum)
    let both = exact.sum(sums.overlap(ranges[0], ranges[1]))
    let edges = edges(first, second).map { [Dyadic($0.x), Dyadic($0.y)] }
    func sign(_ unit: Int) -> Dyadic { Dyadic(signs[unit]) }
    let gram = (0..<4).map { row in
      (0..<4).map { column in
        let moments = row / 2 == column / 2 ? own[row / 2] : both
        let (p, q) = (edges[row], edges[column])
        let product = p[0] * (moments[0] * q[0] + moments[1] * q[1]) + p[1] * (moments[1] * q[0] + moments[2] * q[1])
        return sign(row / 2) * sign(column / 2) * product
      }
    }
    let right = (0..<4).map { row in
      let moments = own[row / 2]
      return sign(row / 2) * (edges[row][0] * moments[3] + edges[row][1] * moments[4])
    }
    let all = exact.sum(MomentSums.Range(start: 0, end: index.groups.count))
    return ExactNonNegativeProblem(gram: gram, right: right, constant: all[5])
  }

  /// The directions that bound the cones of two arcs.
  func edges(_ first: Int, _ second: Int) -> [Direction] {
    [first, second].flatMap { [index.events[$0], index.events[($0 + 1) % index.arcCount]] }
  }

  /// The candidate of an exact solution, each weight rounded once.
  func candidate(
    _ solution: ExactNonNegativeProblem.Solution, _ first: Int, _ second: Int, _ signs: SIMD2<Double>
  ) -> Candidate {
    let edges = edges(first, second)
    func coordinate(_ unit: Int, _ part: (Direction) -> Double) -> Double {
      let sum = (2 * unit...2 * unit + 1).reduce(Dyadic.zero) {
        $0 + solution.numerators[$1] * Dyadic(part(edges[$1]))
      }
      return Dyadic.quotient(sum, solution.denominator)
    }
    return Candidate(
      first: SIMD2(coordinate(0, \.x), coordinate(0, \.y)), second: SIMD2(coordinate(1, \.x), coordinate(1, \.y)),
      signs: signs)
  }
}
