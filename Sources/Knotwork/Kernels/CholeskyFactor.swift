/// The lower triangular L with L Lᵀ = A of a symmetric matrix A that is positive definite.
struct CholeskyFactor: Sendable {
  private let size: Int
  /// Row by row.
  private let elements: [Double]

  /// The factor of a matrix given row by row, of which the lower triangle counts; nil where a pivot is not positive.
  ///
  /// - Complexity: O(size³).
  init?(of matrix: [Double], size: Int) {
    self.size = size
    var factor = matrix
    for i in 0..<size {
      for j in 0...i {
        var sum = factor[i * size + j]
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          factor[i * size + i] = sum.squareRoot()
        } else {
          factor[i * size + j] = sum / factor[j * size + j]
        }
      }
    }
    elements = factor
  }

  /// A⁻¹ times a vector.
  func solve(_ right: [Double]) -> [Double] {
    var x = right
    for i in 0..<size {
      for k in 0..<i { x[i] -= elements[i * size + k] * x[k] }
      x[i] /= elements[i * size + i]
    }
    for i in (0..<size).reversed() {
      for k in i + 1..<max(i + 1, size) { x[i] -= elements[k * size + i] * x[k] }
      x[i] /= elements[i * size + i]
    }
    return x
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
