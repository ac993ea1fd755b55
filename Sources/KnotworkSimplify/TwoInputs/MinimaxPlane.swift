/// The affine function of two coordinates whose largest distance from the third coordinates of points is least, in floating point:
/// it proposes, and proves nothing.
///
/// With coefficients v = (p, q, r, t) the least t with |p x + q y + r − z| ≤ t at all points, by the dual simplex method: the basis is
/// four of the inequalities, one that is violated most goes in for one of them, and t grows with each step. Points may join at any
/// time; what there is then is where the search goes on.
struct MinimaxPlane {
  /// a · v ≥ b.
  private struct Inequality {
    var a: SIMD4<Double>
    var b: Double
    /// The point that it is about; nil for bounds on the coefficients.
    var point: SIMD3<Double>?
  }

  private var basis: [Inequality]
  /// p, q, r and t.
  private(set) var coefficients: SIMD4<Double>

  /// Slopes and constants beyond this are not looked for.
  private static let largest = 0x1p30
  /// So many steps at most.
  private static let mostSteps = 60

  /// The plane of no points.
  init() {
    basis = (0..<4).map { axis in
      var a = SIMD4<Double>.zero
      a[axis] = 1
      return Inequality(a: a, b: axis == 3 ? 0 : -MinimaxPlane.largest)
    }
    coefficients = [-MinimaxPlane.largest, -MinimaxPlane.largest, -MinimaxPlane.largest, 0]
  }

  /// The distance t that was proposed, of the points so far.
  var error: Double { coefficients.w }

  /// The points in the basis: where there are four, no plane is nearer to all of them.
  var basisPoints: [SIMD3<Double>] { basis.compactMap(\.point) }

  /// The value less a point's third coordinate.
  func excess(_ point: SIMD3<Double>) -> Double {
    coefficients.x * point.x + coefficients.y * point.y + (coefficients.z - point.z)
  }

  /// The largest distance from some points.
  func distance(from points: [SIMD3<Double>]) -> Double { points.reduce(0) { max($0, excess($1).magnitude) } }

  /// Takes in points.
  ///
  /// - Parameters:
  ///   - points: those that are new.
  ///   - old: those that are in already.
  ///   - most: the search ends once t is larger.
  /// - Returns: whether t is at most that.
  /// - Complexity: O(points) for each step, of which there are about six.
  mutating func add(_ points: [SIMD3<Double>], to old: [SIMD3<Double>], most: Double) -> Bool {
    for step in 0..<MinimaxPlane.mostSteps {
      guard error <= most else { return false }
      var (worst, place) = (error + 1e-15, SIMD3<Double>.zero)
      func look(_ point: SIMD3<Double>) {
        let distance = excess(point).magnitude
        if distance > worst { (worst, place) = (distance, point) }
      }
      points.forEach(look)
      if step > 0 { old.forEach(look) }
      guard worst > error + 1e-15 else { return true }
      // A point of the basis is as near as rounding lets it be.
      guard !basis.contains(where: { $0.point == place }), enter(place) else { break }
    }
    // Rounding ended the search: what counts is how far the plane is from the points.
    coefficients.w = max(error, distance(from: points), distance(from: old))
    return error <= most
  }

  /// Takes a point that is too far away into the basis; false where rounding does not let it in.
  private mutating func enter(_ point: SIMD3<Double>) -> Bool {
    let sign = excess(point) > 0 ? -1.0 : 1
    let new = Inequality(a: [sign * point.x, sign * point.y, sign, 1], b: sign * point.z, point: point)
    let rows = basis.map(\.a)
    // Multipliers of the objective, and of the new inequality: λ A = (0, 0, 0, 1), μ A = a.
    guard let (multipliers, shares) = MinimaxPlane.combinations(rows, [0, 0, 0, 1], new.a) else { return false }
    var leaving: Int?
    for row in 0..<4 where shares[row] > 1e-12 {
      if let best = leaving, multipliers[row] * shares[best] >= multipliers[best] * shares[row] { continue }
      leaving = row
    }
    guard let leaving else { return false }
    var changed = basis
    changed[leaving] = new
    guard let next = MinimaxPlane.solution(changed.map(\.a), changed.map(\.b)) else { return false }
    (basis, coefficients) = (changed, next)
    return true
  }

  /// The combinations of rows that two vectors are.
  private static func combinations(
    _ rows: [SIMD4<Double>], _ first: SIMD4<Double>, _ second: SIMD4<Double>
  ) -> (SIMD4<Double>, SIMD4<Double>)? {
    let columns = (0..<4).map { axis in SIMD4(rows[0][axis], rows[1][axis], rows[2][axis], rows[3][axis]) }
    return solution(columns, (0..<4).map { SIMD2(first[$0], second[$0]) }).map { solved in
      (
        SIMD4(solved[0].x, solved[1].x, solved[2].x, solved[3].x),
        SIMD4(solved[0].y, solved[1].y, solved[2].y, solved[3].y)
      )
    }
  }

  private static func solution(_ rows: [SIMD4<Double>], _ sides: [Double]) -> SIMD4<Double>? {
    solution(rows, sides.map { SIMD2($0, 0) }).map { SIMD4($0[0].x, $0[1].x, $0[2].x, $0[3].x) }
  }

  /// Gaussian elimination with pivots, for two right-hand sides; nil for rows that depend on each other.
  private static func solution(_ rows: [SIMD4<Double>], _ sides: [SIMD2<Double>]) -> [SIMD2<Double>]? {
    var (rows, sides) = (rows, sides)
    for column in 0..<4 {
      var pivot = column
      for row in column..<4 where rows[row][column].magnitude > rows[pivot][column].magnitude { pivot = row }
      guard rows[pivot][column].magnitude > 1e-13 else { return nil }
      rows.swapAt(pivot, column)
      sides.swapAt(pivot, column)
      for row in 0..<4 where row != column && rows[row][column] != 0 {
        let factor = rows[row][column] / rows[column][column]
        rows[row] -= factor * rows[column]
        sides[row] -= factor * sides[column]
      }
    }
    return (0..<4).map { sides[$0] / rows[$0][$0] }
  }
}
