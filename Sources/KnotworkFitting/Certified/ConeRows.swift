import KnotworkGeometry

/// Rows of four homogeneous coordinates for the search over cones of directions, made alike in all directions first.
///
/// With Σ w x xᵀ = L Lᵀ the coordinates L⁻¹ x have no direction in which rows lie closer together than in others; a rotation
/// by angles of no significance then keeps the whole numbers of ``DirectionCone`` off the rows' own symmetries. Rounding of
/// these coordinates is part of ``errors(of:)``.
struct ConeRows {
  let count: Int
  /// The rows as given.
  let points: [SIMD4<Double>]
  /// Four arrays of ``stride`` numbers.
  let columns: [Double]
  let targets: [Double]
  let weights: [Double]
  let hasIntercept: Bool
  /// Column k belongs to coordinate k: a direction u of these coordinates is Σ uₖ basis[k] for the rows as given.
  private let basis: Quadruple
  /// The largest sizes of the terms that make up each coordinate.
  private let reach: SIMD4<Double>
  /// Σ w, Σ w y, Σ w y².
  let totals: SIMD3<Double>
  /// The share of a sum that rounding may change.
  let unit: Double
  let largestTarget: Double
  let leastWeight: Double

  var stride: Int { targets.count }

  init(points: [SIMD4<Double>], targets: [Double], weights: [Double], hasIntercept: Bool) {
    (count, self.points) = (points.count, points)
    self.hasIntercept = hasIntercept
    basis = ConeRows.basis(points, weights)
    let stride = max(8, (points.count + 7) & ~7)
    var columns = [Double](repeating: 0, count: 4 * stride)
    var reach = SIMD4<Double>.zero
    for (row, point) in points.enumerated() {
      for k in 0..<4 {
        let products = point * basis[k]
        columns[k * stride + row] = products.sum()
        reach[k] = max(reach[k], pointwiseMax(products, -products).sum())
      }
    }
    let padding = [Double](repeating: 0, count: stride - points.count)
    (self.columns, self.reach) = (columns, reach)
    (self.targets, self.weights) = (targets + padding, weights + padding)
    var totals = SIMD3<Double>.zero
    for (y, w) in zip(targets, weights) { totals += w * SIMD3(1, y, y * y) }
    self.totals = totals
    unit = Double(points.count + 64) * 0x1p-53
    largestTarget = targets.reduce(0) { max($0, $1.magnitude) }
    leastWeight = weights.min() ?? 1
  }

  /// L⁻ᵀ, turned.
  private static func basis(_ points: [SIMD4<Double>], _ weights: [Double]) -> Quadruple {
    var columns: [SIMD4<Double>] = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    // Gram and Schmidt in the metric of the rows, which gives the columns of L⁻ᵀ.
    func product(_ u: SIMD4<Double>, _ v: SIMD4<Double>) -> Double {
      zip(points, weights).reduce(0) { $0 + $1.1 * ($1.0 * u).sum() * ($1.0 * v).sum() }
    }
    for k in 0..<4 {
      for _ in 0..<2 {
        for earlier in 0..<k { columns[k] -= product(columns[earlier], columns[k]) * columns[earlier] }
      }
      let size = product(columns[k], columns[k])
      // Rows that hardly span the space: as they are.
      guard size > 0, size.isFinite else {
        return Quadruple([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1])
      }
      columns[k] /= size.squareRoot()
    }
    for first in 0..<4 {
      for second in first + 1..<max(first + 1, 4) {
        let (cosine, sine) = (0.8, 0.6)
        let (a, b) = (columns[first], columns[second])
        (columns[first], columns[second]) = (cosine * a - sine * b, sine * a + cosine * b)
      }
    }
    return Quadruple(columns[0], columns[1], columns[2], columns[3])
  }

  /// How far products of rows with generators may be off.
  func errors(of generators: Quadruple) -> SIMD4<Double> {
    func error(_ vector: SIMD4<Double>) -> Double { 0x1p-49 * (pointwiseMax(vector, -vector) * reach).sum() }
    return SIMD4(error(generators.a), error(generators.b), error(generators.c), error(generators.d))
  }

  /// A direction of these coordinates as one of the rows as given.
  func direction(_ unit: SIMD4<Double>) -> SIMD4<Double> { basis.combined(unit) }

  @inline(__always)
  func point(_ row: Int) -> SIMD4<Double> {
    SIMD4(columns[row], columns[stride + row], columns[2 * stride + row], columns[3 * stride + row])
  }

  /// The least-squares solution with the rows that are active in a direction; nil where there is none to speak of.
  func leastSquares(activeAt direction: SIMD4<Double>) -> SIMD4<Double>? {
    let isActive = (0..<count).map { (point($0) * direction).sum() > 0 }
    var residuals = targets
    var (solution, constant) = (SIMD4<Double>.zero, 0.0)
    // The second time for what rounding and the shift have left.
    for _ in 0..<2 {
      guard let (change, shift) = step(isActive, residuals) else { return nil }
      solution += change
      constant += shift
      for row in 0..<count {
        residuals[row] = targets[row] - constant - (isActive[row] ? (point(row) * solution).sum() : 0)
      }
    }
    return solution
  }

  /// The solution of the normal equations, with a small shift of their diagonal.
  private func step(_ isActive: [Bool], _ residuals: [Double]) -> (SIMD4<Double>, Double)? {
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 5)
    for row in 0..<count {
      let point = isActive[row] ? point(row) : .zero
      let x = [point[0], point[1], point[2], point[3], hasIntercept ? 1 : 0, residuals[row]]
      for i in 0..<5 where x[i] != 0 {
        for j in 0..<6 { matrix[i][j] += weights[row] * x[i] * x[j] }
      }
    }
    for i in 0..<5 { matrix[i][i] = matrix[i][i] * (1 + 1e-12) + (matrix[i][i] > 0 ? 0 : 1) }
    for pivot in 0..<5 {
      guard matrix[pivot][pivot] > 0 else { return nil }
      for row in 0..<5 where row != pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot..<6 { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    let solution = (0..<5).map { matrix[$0][5] / matrix[$0][$0] }
    guard solution.allSatisfy(\.isFinite) else { return nil }
    return (SIMD4(solution[0], solution[1], solution[2], solution[3]), solution[4])
  }

  /// The best residual sum with a given direction and sign, its length and the intercept free to follow.
  func value(_ direction: SIMD4<Double>, _ sign: Double) -> (sum: Double, candidate: ConeCandidate) {
    var (aa, a, ay) = (0.0, 0.0, 0.0)
    var activations = [Double](repeating: 0, count: count)
    for row in 0..<count {
      let z = max(0, (point(row) * direction).sum())
      activations[row] = z
      aa += weights[row] * z * z
      a += weights[row] * z
      ay += weights[row] * z * targets[row]
    }
    let weight = hasIntercept ? totals.x : .infinity
    let spread = aa - a * a / weight
    let slope = spread > 0x1p-40 * aa ? max(0, sign * (ay - a * totals.y / weight) / spread) : 0
    let intercept = hasIntercept && totals.x > 0 ? (totals.y - sign * slope * a) / totals.x : 0
    var sum = CompensatedSum()
    for row in 0..<count {
      let residual = targets[row] - sign * slope * activations[row] - intercept
      sum.add(weights[row] * residual * residual)
    }
    return (sum.value, ConeCandidate(unit: slope * direction, sign: sign, intercept: intercept))
  }
}

/// A direction with its sign and intercept.
struct ConeCandidate {
  var unit: SIMD4<Double>
  var sign: Double
  var intercept: Double
}
