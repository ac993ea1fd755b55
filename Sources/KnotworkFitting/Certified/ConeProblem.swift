import Knotwork

/// The least-squares problem of y = s relu(u · x) + c on one cone of directions u, with bounds and candidates.
struct ConeProblem {
  let rows: ConeRows
  private let cone: DirectionCone
  private let sums: ConeSums
  /// 1 / |v| for each generator: lengths are counted along unit vectors.
  private let scales: SIMD4<Double>

  init(_ rows: ConeRows, _ cone: DirectionCone, _ kernels: Kernels, _ sums: inout ConeSums) {
    let generators = cone.generators
    (self.rows, self.cone) = (rows, cone)
    kernels.sort(
      columns: rows.columns, targets: rows.targets, weights: rows.weights,
      generators: (0..<4).flatMap { j in (0..<4).map { generators[j][$0] } },
      errors: (0..<4).map { rows.errors(of: generators)[$0] }, into: &sums)
    self.sums = sums
    func length(_ vector: SIMD4<Double>) -> Double { (vector * vector).sum().squareRoot() }
    scales =
      1 / SIMD4(length(generators.a), length(generators.b), length(generators.c), length(generators.d))
  }

  /// Number of rows that are active on a part of the cone only.
  var openCount: Int { sums.openCount }

  /// Whether no row is active on all of the cone.
  var hasNoActiveRow: Bool { sums.active.x == 0 }

  /// The numbers of these rows.
  var openRows: [Int32] { Array(sums.open.prefix(sums.openCount)) }

  /// The numbers of rows that are inactive on all of the cone, where none is active on all of it.
  func inactiveRows() -> [Int] {
    let open = Set(openRows)
    return (0..<rows.count).filter { !open.contains(Int32($0)) }
  }

  private func generator(_ j: Int) -> SIMD4<Double> { scales[j] * cone.generators[j] }

  /// Bounds on |c|, and on lengths along generators, for what is better than a value.
  private func most(_ heads: SIMD4<Double>, _ value: Double, _ sign: Double) -> [Double] {
    let (largest, lightest) = (rows.largestTarget, rows.leastWeight)
    let intercept = rows.hasIntercept ? largest + (value / lightest).squareRoot() : 0
    // Σ w z over the active rows is at most Σ w (y − c) + √(Σ w · value), by Cauchy and Schwarz.
    let room = sign * sums.active.y + intercept * sums.active.x + (sums.active.x * value).squareRoot()
    return (0..<4).map { heads[$0] > 0 ? max(0, room / heads[$0]) : .infinity } + [intercept]
  }

  /// A lower bound on the cone for a sign, and the direction that the relaxation prefers.
  func bound(_ sign: Double, enough: Double, tolerance: Double, _ kernels: Kernels, _ open: inout ConeOpenRows)
    -> (bound: Double, direction: SIMD4<Double>?)
  {
    var least = -Double.infinity
    if sums.active.x == 0 {
      least = constantBound(sign)
      if least >= enough || sums.openCount == 0 { return (least, nil) }
    }
    open.set(sums, targets: rows.targets, weights: rows.weights, scales: scales, sign: sign)
    var square = [Double](repeating: 0, count: 25)
    var heads = SIMD4<Double>.zero
    let vectors = (0..<4).map(generator)
    for j in 0..<4 {
      var image = SIMD4<Double>.zero
      for row in 0..<4 {
        for column in 0..<4 { image[row] += sums.square(row, column) * vectors[j][column] }
      }
      for k in 0..<4 { square[5 * k + j] = (vectors[k] * image).sum() }
      heads[j] = (sums.inputs * vectors[j]).sum()
      (square[5 * j + 4], square[20 + j]) = (heads[j], heads[j])
    }
    for j in 0..<4 {
      for k in 0..<j { square[5 * j + k] = square[5 * k + j] }
    }
    square[24] = sums.active.x + sums.inactive.x
    let right =
      (0..<4).map { sign * (sums.products * vectors[$0]).sum() } + [sign * (sums.active.y + sums.inactive.y)]
    let problem = ConeRelaxationProblem(
      square: square, right: right, constant: sums.active.z + sums.inactive.z, total: rows.totals.z,
      errors: scales * rows.errors(of: cone.generators), unit: rows.unit, most: most(heads, max(enough, 0), sign),
      enough: enough, tolerance: tolerance, hasIntercept: rows.hasIntercept)
    let found = kernels.relax(problem, &open)
    let direction = (0..<4).reduce(SIMD4<Double>.zero) { $0 + found.solution[$1] * vectors[$1] }
    return (max(least, found.bound), direction)
  }

  /// Without an active row: what a constant leaves at least, where rows that may be active may be fitted as well as they like
  /// unless the constant is beyond them.
  private func constantBound(_ sign: Double) -> Double {
    let margin = 8 * rows.unit * rows.totals.z
    let open = (0..<sums.openCount).map { place in
      let row = Int(sums.open[place])
      return SIMD2(sign * rows.targets[row], rows.weights[row])
    }.sorted { $0.x < $1.x }
    var (weight, first, second) = (sums.inactive.x, sign * sums.inactive.y, sums.inactive.z)
    guard rows.hasIntercept else {
      for row in open where row.x < 0 { second += row.y * row.x * row.x }
      return second - margin
    }
    // The constant is the mean of the inactive rows and of the open ones below it.
    for row in open where weight == 0 || row.x < first / weight {
      weight += row.y
      first += row.y * row.x
      second += row.y * row.x * row.x
    }
    return weight > 0 ? second - first * first / weight - margin : 0
  }

  /// The edge across which open rows change their sign the most.
  func longestEdge() -> (Int, Int) {
    var best = (edge: (0, 1), size: -1.0)
    for first in 0..<4 {
      for second in first + 1..<max(first + 1, 4) {
        let (u, v) = (generator(first), generator(second))
        let length = ((u - v) * (u - v)).sum()
        var size = 0.0
        for place in 0..<sums.openCount {
          let (a, b) = (scales[first] * sums.product(place, first), scales[second] * sums.product(place, second))
          // How far relu lies below its chord at most.
          if a * b < 0 { size += rows.weights[Int(sums.open[place])] * (a * b / (a - b)).magnitude }
        }
        let measure = size * length.squareRoot() + 1e-12 * length
        if measure > best.size { best = ((first, second), measure) }
      }
    }
    return best.edge
  }
}
