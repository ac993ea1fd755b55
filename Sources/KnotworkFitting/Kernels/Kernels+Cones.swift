import CKnotworkKernels
import Knotwork

/// How rows of four coordinates lie to a simplicial cone of directions u: those with u · x > 0 on all of it, on none of it,
/// and the others.
struct ConeSums: Sendable {
  /// As the C header lists them.
  fileprivate(set) var sums = [Double](repeating: 0, count: Int(KW_CONE_SUMS))
  /// The numbers of the rows that are active on a part of the cone only.
  fileprivate(set) var open: [Int32]
  /// u · x of these rows for the four generators, four numbers each.
  fileprivate var values: [Double]
  fileprivate(set) var openCount = 0

  /// - Parameter stride: rows, those that pad included.
  init(stride: Int) {
    open = [Int32](repeating: 0, count: stride)
    values = [Double](repeating: 0, count: 4 * stride)
  }

  /// u · x of an open row for a generator.
  func product(_ place: Int, _ generator: Int) -> Double { values[4 * place + generator] }

  /// Σ w x xᵀ over the active rows.
  func square(_ row: Int, _ column: Int) -> Double {
    let (i, j) = (min(row, column), max(row, column))
    return sums[i * (9 - i) / 2 + j - i]
  }
  /// Σ w x y over the active rows.
  var products: SIMD4<Double> { SIMD4(sums[10], sums[11], sums[12], sums[13]) }
  /// Σ w x over the active rows.
  var inputs: SIMD4<Double> { SIMD4(sums[14], sums[15], sums[16], sums[17]) }
  /// Σ w of 1, y, y² over the active rows.
  var active: SIMD3<Double> { SIMD3(sums[18], sums[19], sums[20]) }
  /// Σ w of 1, y, y² over the inactive rows.
  var inactive: SIMD3<Double> { SIMD3(sums[21], sums[22], sums[23]) }
}

/// Rows against cones; see the C header.
extension Kernels {
  /// - Parameters:
  ///   - columns: the rows' coordinates, four times `stride` numbers.
  ///   - generators: four times four numbers.
  func sort(
    columns: [Double], targets: [Double], weights: [Double], generators: [Double], errors: [Double],
    into result: inout ConeSums
  ) {
    result.openCount = Int(
      kw_cone(
        level, Int64(targets.count), columns, targets, weights, generators, errors, &result.sums, &result.open,
        &result.values))
  }
}

/// The rows that are active on a part of a cone only, for the relaxation on it.
struct ConeOpenRows: Sendable {
  private let stride: Int
  fileprivate var products: [Double]
  fileprivate var targets: [Double]
  fileprivate var weights: [Double]
  fileprivate var scratch: [Double]
  private(set) var count = 0

  init(stride: Int) {
    self.stride = stride
    products = [Double](repeating: 0, count: 4 * stride)
    targets = [Double](repeating: 0, count: stride)
    weights = targets
    scratch = [Double](repeating: 0, count: 11 * stride)
  }

  /// Takes the rows of a cone, with products and targets times factors.
  mutating func set(_ sums: ConeSums, targets all: [Double], weights own: [Double], scales: SIMD4<Double>, sign: Double)
  {
    count = sums.openCount
    for place in 0..<count {
      let row = Int(sums.open[place])
      targets[place] = sign * all[row]
      weights[place] = own[row]
      for j in 0..<4 { products[j * stride + place] = scales[j] * sums.values[4 * place + j] }
    }
  }
}

/// A least-squares problem on a cone; see the C header.
struct ConeRelaxationProblem {
  fileprivate var c = kw_relaxation()

  /// - Parameters:
  ///   - square: five times five numbers, of which the last row and column belong to the intercept.
  ///   - most: bounds on the five unknowns.
  init(
    square: [Double], right: [Double], constant: Double, total: Double, errors: SIMD4<Double>, unit: Double,
    most: [Double], enough: Double, tolerance: Double, hasIntercept: Bool
  ) {
    withUnsafeMutableBytes(of: &c.square) { $0.copyBytes(from: square.withUnsafeBytes { Array($0) }) }
    withUnsafeMutableBytes(of: &c.right) { $0.copyBytes(from: right.withUnsafeBytes { Array($0) }) }
    withUnsafeMutableBytes(of: &c.most) { $0.copyBytes(from: most.withUnsafeBytes { Array($0) }) }
    c.errors = (errors[0], errors[1], errors[2], errors[3])
    (c.constant, c.total, c.unit) = (constant, total, unit)
    (c.enough, c.tolerance, c.intercept) = (enough, tolerance, hasIntercept ? 1 : 0)
  }
}

extension Kernels {
  /// A proved lower bound of the relaxation, its solution's lengths along the generators and its intercept, and its value.
  func relax(_ problem: ConeRelaxationProblem, _ rows: inout ConeOpenRows)
    -> (bound: Double, solution: SIMD4<Double>, intercept: Double, value: Double)
  {
    var solution: (Double, Double, Double, Double, Double) = (0, 0, 0, 0, 0)
    var (bound, value) = (-Double.infinity, Double.infinity)
    var c = problem.c
    withUnsafeMutableBytes(of: &solution) { solution in
      if let x = solution.baseAddress?.assumingMemoryBound(to: Double.self) {
        _ = kw_relax(
          level, &c, Int64(rows.count), Int64(rows.targets.count), rows.products, rows.targets, rows.weights,
          &rows.scratch, x, &bound, &value)
      }
    }
    return (bound, SIMD4(solution.0, solution.1, solution.2, solution.3), solution.4, value)
  }
}
