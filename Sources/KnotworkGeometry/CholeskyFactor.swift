/// The lower triangular L with L Lᵀ = A of a symmetric matrix A that is positive definite.
package struct CholeskyFactor: Sendable {
  package let size: Int
  /// L row by row, size × size; what lies above the diagonal is not part of it.
  package let elements: [Double]

  /// The factor of a matrix given row by row, of which the lower triangle counts; nil where a pivot is not positive.
  ///
  /// - Complexity: O(size³).
  package init?(of matrix: [Double], size: Int) {
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
  ///
  /// - Requires: `right` has one number per row.
  /// - Complexity: O(size²).
  package func solve(_ right: [Double]) -> [Double] {
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
}
