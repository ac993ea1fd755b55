import KnotworkGeometry

/// Σ over the active rows of w times x xᵀ (six entries), x y (three), x (three).
struct ActiveSums {
  private(set) var sums = SIMD16<Double>.zero

  mutating func add(_ row: SIMD16<Double>) { sums += row }
  mutating func remove(_ row: SIMD16<Double>) { sums -= row }

  static func row(_ x: SIMD3<Double>, _ y: Double, _ w: Double) -> SIMD16<Double> {
    w
      * SIMD16(
        x.x * x.x, x.x * x.y, x.x * x.z, x.y * x.y, x.y * x.z, x.z * x.z, x.x * y, x.y * y, x.z * y, x.x, x.y, x.z, 0,
        0, 0, 0)
  }

  /// v · (Σ w x xᵀ) u.
  @inline(__always)
  func form(_ v: SIMD3<Double>, _ u: SIMD3<Double>) -> Double {
    let image = SIMD3(
      sums[0] * u.x + sums[1] * u.y + sums[2] * u.z, sums[1] * u.x + sums[3] * u.y + sums[4] * u.z,
      sums[2] * u.x + sums[4] * u.y + sums[5] * u.z)
    return (v * image).sum()
  }

  @inline(__always)
  var products: SIMD3<Double> { SIMD3(sums[6], sums[7], sums[8]) }
  @inline(__always)
  var inputs: SIMD3<Double> { SIMD3(sums[9], sums[10], sums[11]) }
}

/// The least-squares problem of y = s relu(u · x) + c, s = ±1, over rows of up to three coordinates, scaled by powers of two;
/// c is 0 without an intercept.
struct OneUnitProblem {
  /// A direction with its sign; the intercept follows from them.
  struct Candidate {
    var unit: SIMD3<Double>
    var sign: Double
    var intercept: Double
  }

  /// Rows with coordinates that are not needed left at 0.
  let points: [SIMD3<Double>]
  let targets: [Double]
  let weights: [Double]
  let hasIntercept: Bool
  /// Σ w, Σ w y, Σ w y².
  let totals: SIMD3<Double>
  /// What is taken from the diagonal of a problem along a direction v: Σ shiftⱼ vⱼ².
  private let shift: SIMD3<Double>
  let margin: Double

  init(points: [SIMD3<Double>], targets: [Double], weights: [Double], hasIntercept: Bool) {
    (self.points, self.targets, self.weights, self.hasIntercept) = (points, targets, weights, hasIntercept)
    var totals = SIMD3<Double>.zero
    var squares = SIMD3<Double>.zero
    for (point, (y, w)) in zip(points, zip(targets, weights)) {
      totals += w * SIMD3(1, y, y * y)
      squares += w * point * point
    }
    self.totals = totals
    // Sums are kept up by adding and removing rows, whose rounding adds up: two roundings for each of 2 n updates.
    let unit = 0x1p-44 + Double(points.count) * 0x1p-48
    shift = unit * squares
    margin = unit * totals.z
  }

  /// Σ w (y − c)² without any unit.
  var constantSum: Double { hasIntercept && totals.x > 0 ? totals.z - totals.y * totals.y / totals.x : totals.z }

  /// The minimum over u in the span of some directions, and where it is; nil where it is as good as undetermined.
  func minimum(_ active: ActiveSums, _ basis: [SIMD3<Double>]) -> (bound: Double, unit: SIMD3<Double>)? {
    let weight = hasIntercept ? totals.x : .infinity
    let sums = basis.map { (active.inputs * $0).sum() }
    var matrix = basis.indices.map { i in
      basis.indices.map { j in active.form(basis[i], basis[j]) - sums[i] * sums[j] / weight }
    }
    var right = basis.indices.map { i in
      (active.products * basis[i]).sum() - sums[i] * totals.y / weight
    }
    var explained = 0.0
    for i in basis.indices {
      let pivot = matrix[i][i] - (shift * basis[i] * basis[i]).sum()
      guard pivot > 0 else { return nil }
      explained += right[i] * right[i] / pivot
      for k in i + 1..<max(i + 1, basis.count) {
        let factor = matrix[k][i] / pivot
        for j in i + 1..<basis.count { matrix[k][j] -= factor * matrix[i][j] }
        right[k] -= factor * right[i]
      }
      matrix[i][i] = pivot
    }
    var unit = SIMD3<Double>.zero
    var solution = [Double](repeating: 0, count: basis.count)
    for i in basis.indices.reversed() {
      var sum = right[i]
      for j in i + 1..<max(i + 1, basis.count) { sum -= matrix[i][j] * solution[j] }
      solution[i] = sum / matrix[i][i]
      unit += solution[i] * basis[i]
    }
    return (constantSum - explained * (1 + 0x1p-48) - margin, unit)
  }

  /// What a direction achieves, its length and the intercept free to follow.
  struct Trial {
    let sum: Double
    let candidate: Candidate
    /// Whether u · x of some row is as good as 0, so that rounding decides its sign; it counts as 0.
    let isDoubtful: Bool
  }

  /// u · x, 0 where it cannot be told from it: a row on the boundary of a face would otherwise be fitted by a huge weight.
  @inline(__always)
  private func activation(_ point: SIMD3<Double>, _ unit: SIMD3<Double>, _ isDoubtful: inout Bool) -> Double {
    let products = point * unit
    let z = products.sum()
    let size = products.x.magnitude + products.y.magnitude + products.z.magnitude
    if z.magnitude <= size * 0x1p-48 {
      isDoubtful = isDoubtful || size > 0
      return 0
    }
    return max(0, z)
  }

  /// The best residual sum with a given direction and sign.
  func value(_ unit: SIMD3<Double>, _ sign: Double) -> Trial {
    var (aa, a, ay) = (0.0, 0.0, 0.0)
    var isDoubtful = false
    for (point, (y, w)) in zip(points, zip(targets, weights)) {
      let z = activation(point, unit, &isDoubtful)
      aa += w * z * z
      a += w * z
      ay += w * z * y
    }
    let weight = hasIntercept ? totals.x : .infinity
    let spread = aa - a * a / weight
    let slope = spread > 0x1p-44 * aa ? max(0, sign * (ay - a * totals.y / weight) / spread) : 0
    let intercept = hasIntercept && totals.x > 0 ? (totals.y - sign * slope * a) / totals.x : 0
    var sum = CompensatedSum()
    for (point, (y, w)) in zip(points, zip(targets, weights)) {
      let residual = y - sign * slope * activation(point, unit, &isDoubtful) - intercept
      sum.add(w * residual * residual)
    }
    return Trial(
      sum: sum.value, candidate: Candidate(unit: slope * unit, sign: sign, intercept: intercept),
      isDoubtful: isDoubtful)
  }
}
