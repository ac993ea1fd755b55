/// An orthonormal basis of columns over weighted rows, which grows column by column, and the residual of the target.
///
/// Columns are made orthogonal twice, which keeps them so to rounding ("twice is enough").
/// - SeeAlso: Giraud, Langou and Rozložník 2005 in Documentation/References.md.
struct OrthogonalRows {
  /// The roots of the weights.
  let factors: [Double]
  /// The columns of the basis; the first is the constant one.
  private(set) var basis: [[Double]]
  /// What no column explains, times the roots of the weights.
  private(set) var residual: [Double]

  init(target: [Double], factors: [Double]) {
    self.factors = factors
    let length = factors.reduce(0) { $0 + $1 * $1 }.squareRoot()
    basis = [factors.map { $0 / length }]
    residual = zip(target, factors).map { $0 * $1 }
    remove(basis[0], from: &residual)
  }

  var residualSquares: Double { lanewiseProduct(residual, residual) }

  /// What is left of a column when the basis is taken out of it, of length 1; nil where that is nothing but rounding.
  func direction(of column: [Double]) -> [Double]? {
    var rest = zip(column, factors).map { $0 * $1 }
    let length = lanewiseProduct(rest, rest).squareRoot()
    guard length > 0 else { return nil }
    for _ in 0..<2 {
      for vector in basis { remove(vector, from: &rest) }
    }
    let left = lanewiseProduct(rest, rest).squareRoot()
    guard left > 1e-9 * length else { return nil }
    for row in rest.indices { rest[row] /= left }
    return rest
  }

  /// Adds a direction, which the basis is orthogonal to.
  mutating func add(_ direction: [Double]) {
    basis.append(direction)
    remove(direction, from: &residual)
  }
}

/// Takes the share of a vector of length 1 out of another; the share.
@discardableResult
func remove(_ vector: [Double], from rest: inout [Double]) -> Double {
  let share = lanewiseProduct(vector, rest)
  for row in vector.indices { rest[row] -= share * vector[row] }
  return share
}

/// The inner product, in eight partial sums.
func lanewiseProduct(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "lanewiseProduct: \(a.count) and \(b.count) numbers")
  var sums = SIMD8<Double>.zero
  let whole = a.count & ~7
  var row = 0
  while row < whole {
    var (x, y) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for lane in 0..<8 {
      x[lane] = a[row + lane]
      y[lane] = b[row + lane]
    }
    sums += x * y
    row += 8
  }
  var sum = sums.sum()
  while row < a.count {
    sum += a[row] * b[row]
    row += 1
  }
  return sum
}
