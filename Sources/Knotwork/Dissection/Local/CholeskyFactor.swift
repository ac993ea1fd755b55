/// The lower triangular L with L Lᵀ = A of a symmetric matrix A that is positive definite.
struct CholeskyFactor: Sendable {
  private let size: Int
  /// Row by row.
  private let elements: [Double]

  /// The factor of A − shift · I; nil where a pivot is not positive.
  ///
  /// - Complexity: O(size³).
  init?(of matrix: RowTable, shift: Double = 0) {
    size = matrix.count
    var factor = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row, column] - (row == column ? shift : 0)
        for index in 0..<column { sum -= factor[row * size + index] * factor[column * size + index] }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          factor[row * size + row] = sum.squareRoot()
        } else {
          factor[row * size + column] = sum / factor[column * size + column]
        }
      }
    }
    elements = factor
  }

  /// A⁻¹ times a vector.
  func solve(_ vector: [Double]) -> [Double] {
    var y = vector
    for row in 0..<size {
      for column in 0..<row { y[row] -= elements[row * size + column] * y[column] }
      y[row] /= elements[row * size + row]
    }
    for row in (0..<size).reversed() {
      y[row] /= elements[row * size + row]
      for column in 0..<row { y[column] -= elements[row * size + column] * y[row] }
    }
    return y
  }

  /// L⁻¹.
  var inverse: RowTable {
    var inverse = RowTable(count: size, width: size)
    for column in 0..<size {
      inverse[column, column] = 1 / elements[column * size + column]
      for row in (column + 1)..<max(size, column + 1) {
        var sum = 0.0
        for index in column..<row { sum -= elements[row * size + index] * inverse[index, column] }
        inverse[row, column] = sum / elements[row * size + row]
      }
    }
    return inverse
  }
}
