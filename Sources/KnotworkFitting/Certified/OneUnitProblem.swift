import KnotworkGeometry

/// Directions that span a face: one, two or three of them.
struct FaceBasis {
  let dimension: Int
  let p: SIMD3<Double>
  let q: SIMD3<Double>
  let r: SIMD3<Double>

  init(_ p: SIMD3<Double>) { (dimension, self.p, q, r) = (1, p, .zero, .zero) }
  init(_ p: SIMD3<Double>, _ q: SIMD3<Double>) { (dimension, self.p, self.q, r) = (2, p, q, .zero) }

  /// All of space.
  static let space = FaceBasis(dimension: 3, p: [1, 0, 0], q: [0, 1, 0], r: [0, 0, 1])

  private init(dimension: Int, p: SIMD3<Double>, q: SIMD3<Double>, r: SIMD3<Double>) {
    (self.dimension, self.p, self.q, self.r) = (dimension, p, q, r)
  }
}

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
  func minimum(_ active: ActiveSums, _ face: FaceBasis) -> (bound: Double, unit: SIMD3<Double>)? {
    let weight = hasIntercept ? totals.x : .infinity
    let (p, q, r) = (face.p, face.q, face.r)
    let (inputs, products) = (active.inputs, active.products)
    // The intercept is eliminated first.
    let mean = inputs / weight
    let target = products - mean * totals.y
    let (sp, sq, sr) = ((inputs * p).sum(), (inputs * q).sum(), (inputs * r).sum())
    let pp = active.form(p, p) - sp * (mean * p).sum() - (shift * p * p).sum()
    guard pp > 0 else { return nil }
    let bp = (target * p).sum()
    var explained = bp * bp / pp
    guard face.dimension > 1 else {
      return (constantSum - explained * (1 + 0x1p-48) - margin, bp / pp * p)
    }
    let pq = active.form(p, q) - sp * (mean * q).sum()
    let lq = pq / pp
    let qq = active.form(q, q) - sq * (mean * q).sum() - (shift * q * q).sum() - lq * pq
    guard qq > 0 else { return nil }
    let bq = (target * q).sum() - lq * bp
    explained += bq * bq / qq
    guard face.dimension > 2 else {
      let second = bq / qq
      return (constantSum - explained * (1 + 0x1p-48) - margin, (bp / pp - lq * second) * p + second * q)
    }
    let pr = active.form(p, r) - sp * (mean * r).sum()
    let lr = pr / pp
    let qr = active.form(q, r) - sq * (mean * r).sum() - lr * pq
    let mr = qr / qq
    let rr = active.form(r, r) - sr * (mean * r).sum() - (shift * r * r).sum() - lr * pr - mr * qr
    guard rr > 0 else { return nil }
    let br = (target * r).sum() - lr * bp - mr * bq
    explained += br * br / rr
    let third = br / rr
    let second = bq / qq - mr * third
    return (
      constantSum - explained * (1 + 0x1p-48) - margin,
      (bp / pp - lq * second - lr * third) * p + second * q + third * r
    )
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
  ///
  /// - Parameter isOnFace: rows with u · x = 0 by construction, about which there is no doubt; none if empty.
  func value(_ unit: SIMD3<Double>, _ sign: Double, isOnFace: [Bool] = []) -> Trial {
    var (aa, a, ay) = (0.0, 0.0, 0.0)
    var (isDoubtful, ignored) = (false, false)
    for row in points.indices {
      let (y, w) = (targets[row], weights[row])
      let isZero = !isOnFace.isEmpty && isOnFace[row]
      let z = isZero ? 0 : activation(points[row], unit, &isDoubtful)
      aa += w * z * z
      a += w * z
      ay += w * z * y
    }
    let weight = hasIntercept ? totals.x : .infinity
    let spread = aa - a * a / weight
    let slope = spread > 0x1p-44 * aa ? max(0, sign * (ay - a * totals.y / weight) / spread) : 0
    let intercept = hasIntercept && totals.x > 0 ? (totals.y - sign * slope * a) / totals.x : 0
    var sum = CompensatedSum()
    for row in points.indices {
      let isZero = !isOnFace.isEmpty && isOnFace[row]
      let z = isZero ? 0 : activation(points[row], unit, &ignored)
      let residual = targets[row] - sign * slope * z - intercept
      sum.add(weights[row] * residual * residual)
    }
    return Trial(
      sum: sum.value, candidate: Candidate(unit: slope * unit, sign: sign, intercept: intercept),
      isDoubtful: isDoubtful)
  }
}
