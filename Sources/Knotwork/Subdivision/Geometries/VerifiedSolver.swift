/// Solves independent equations a · x + b = 0 of known uncertainty in floating point, with a verified bound on the error.
struct VerifiedSolver: ~Copyable {
  private let dimension: Int
  /// The equations, d coefficients and the constant each, and bounds on their errors.
  private var rows = Stack<Double>()
  private var errors = Stack<Double>()
  private var count = 0
  private var scratch = Stack<Double>()
  private(set) var solution = Stack<Double>()

  init(dimension: Int) {
    self.dimension = dimension
    _ = solution.extend(by: dimension)
  }

  mutating func clear() {
    rows.truncate(to: 0)
    errors.truncate(to: 0)
    count = 0
  }

  mutating func add(_ hyperplane: Hyperplane) {
    // Scaled to the size of 1 by a power of 2, so that pivots can be compared.
    var size = 0.0
    for index in 0..<dimension { size = max(size, hyperplane[index].magnitude) }
    let scale = size > 0x1p-900 && size < 0x1p900 ? Double(sign: .plus, exponent: -size.exponent, significand: 1) : 1
    let row = rows.extend(by: dimension + 1)
    let error = errors.extend(by: dimension + 1)
    for index in 0...dimension {
      rows[row + index] = hyperplane[index] * scale
      errors[error + index] = hyperplane.error(index) * scale + 0x1p-1000
    }
    count += 1
  }

  /// Puts the solution of independent ones of the equations into `solution`.
  ///
  /// - Returns: how far it may be off; infinite when that cannot be bounded.
  /// - Complexity: O(rows² · d).
  mutating func solve(_ kernels: Kernels) -> Double {
    scratch.truncate(to: 0)
    _ = scratch.extend(by: count * (dimension + count) + dimension * dimension)
    return kernels.solve(
      dimension: dimension, rows: rows.buffer(from: 0), errors: errors.buffer(from: 0), count: count,
      solution: solution.buffer(from: 0), scratch: scratch.buffer(from: 0))
  }
}
