/// The least-squares solution of A x ≈ b by Householder's QR decomposition of A with columns scaled to unit length.
///
/// A column that lies in the span of those before it, to within rounding, is left out; its coefficient is 0. Which columns
/// stay depends on their order only, as in R's `lm`.
/// - SeeAlso: Golub 1965, Higham 2002 in Documentation/References.md.
struct LeastSquares<Number: RealNumber> {
  /// The columns that stay, in order.
  private(set) var basis: [Int] = []
  /// One for each of `basis`.
  private(set) var solution: [Double] = []
  /// The diagonal of (Aᵀ A)⁻¹, for each of `basis`.
  private(set) var inverseDiagonal: [Double] = []
  /// ‖b − A x‖².
  private(set) var residualSquares = 0.0
  /// ‖R‖ · ‖R⁻¹‖ in the Frobenius norm, of the scaled columns: about how many times rounding errors grow.
  private(set) var condition = 1.0

  /// How short what is left of a column of length 1 may be before it counts as a combination of the others.
  static func tolerance(rows: Int) -> Double { max(Double(rows).squareRoot(), 8) * 0x1p-50 }

  /// - Parameters:
  ///   - columns: the columns of A, all as long as `right`.
  ///   - rowFactors: what each row is multiplied by, the roots of its weight.
  ///   - tolerance: how short what is left of a column of length 1 may be before it counts as a combination of those before;
  ///     nil for no more than the rounding of the decomposition itself.
  /// - Complexity: O(rows · columns²).
  init(columns: [[Double]], right: [Double], rowFactors: [Double]?, tolerance: Double? = nil) {
    let rows = right.count
    let tolerance = tolerance ?? LeastSquares.tolerance(rows: rows)
    func scaled(_ column: [Double]) -> [Number] {
      guard let rowFactors else { return column.map(Number.init) }
      return zip(column, rowFactors).map { Number($0) * Number($1) }
    }
    var rightSide = scaled(right)
    var reflectors: [[Number]] = []
    var scales: [Number] = []
    var triangle: [[Number]] = []
    for (index, column) in columns.enumerated() {
      guard reflectors.count < rows else { break }
      var vector = scaled(column)
      let length = LeastSquares.squares(vector, from: 0).squareRoot()
      guard length.rounded > 0 else { continue }
      for row in 0..<rows { vector[row] = vector[row] / length }
      for (k, reflector) in reflectors.enumerated() { LeastSquares.reflect(&vector, by: reflector, from: k) }
      let k = reflectors.count
      let rest = LeastSquares.squares(vector, from: k).squareRoot()
      guard rest.rounded > tolerance else { continue }
      // The reflector v with v·v = 2 that takes the rest of the column to a multiple of the first unit vector.
      let diagonal = vector[k].rounded > 0 ? -rest : rest
      triangle.append(Array(vector[..<k]) + [diagonal])
      vector[k] = vector[k] - diagonal
      let factor = Number(2).squareRoot() / LeastSquares.squares(vector, from: k).squareRoot()
      for row in k..<rows { vector[row] = vector[row] * factor }
      LeastSquares.reflect(&rightSide, by: vector, from: k)
      reflectors.append(vector)
      scales.append(length)
      basis.append(index)
    }
    residualSquares = LeastSquares.squares(rightSide, from: basis.count).rounded
    solve(triangle, rightSide, scales)
  }

  private mutating func solve(_ triangle: [[Number]], _ rightSide: [Number], _ scales: [Number]) {
    let size = basis.count
    // Columns of R⁻¹, upper triangular: inverse[j][i] for i ≤ j.
    var inverse: [[Number]] = []
    var (norm, inverseNorm) = (0.0, 0.0)
    for j in 0..<size {
      var column = [Number](repeating: Number(0), count: j + 1)
      column[j] = Number(1) / triangle[j][j]
      for i in (0..<j).reversed() {
        var sum = Number(0)
        for k in i + 1...j { sum = sum + triangle[k][i] * column[k] }
        column[i] = -(sum / triangle[i][i])
      }
      for i in 0...j {
        norm += triangle[j][i].rounded * triangle[j][i].rounded
        inverseNorm += column[i].rounded * column[i].rounded
      }
      inverse.append(column)
    }
    condition = max(1, (norm * inverseNorm).squareRoot())
    for i in 0..<size {
      var (value, squares) = (Number(0), Number(0))
      for j in i..<size {
        value = value + inverse[j][i] * rightSide[j]
        squares = squares + inverse[j][i] * inverse[j][i]
      }
      solution.append((value / scales[i]).rounded)
      inverseDiagonal.append((squares / (scales[i] * scales[i])).rounded)
    }
  }

  private static func squares(_ vector: [Number], from start: Int) -> Number {
    var sum = Number(0)
    for row in start..<max(start, vector.count) { sum = sum + vector[row] * vector[row] }
    return sum
  }

  /// vector −= (v · vector) v.
  private static func reflect(_ vector: inout [Number], by reflector: [Number], from start: Int) {
    var product = Number(0)
    for row in start..<vector.count { product = product + reflector[row] * vector[row] }
    for row in start..<vector.count { vector[row] = vector[row] - product * reflector[row] }
  }
}
