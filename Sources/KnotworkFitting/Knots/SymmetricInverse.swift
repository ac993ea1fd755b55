/// The inverse of a small positive definite matrix, by Cholesky's decomposition of the matrix scaled to a diagonal of 1.
struct SymmetricInverse {
  /// The rows of the inverse.
  let rows: [[Double]]

  /// Nil where the matrix is as good as singular.
  ///
  /// - Complexity: O(size³).
  init?(_ matrix: [[Double]]) {
    let size = matrix.count
    var scale = [Double](repeating: 0, count: size)
    for i in 0..<size {
      guard matrix[i][i] > 0 else { return nil }
      scale[i] = 1 / matrix[i][i].squareRoot()
    }
    var lower = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for i in 0..<size {
      for j in 0...i {
        var sum = matrix[i][j] * scale[i] * scale[j]
        for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
        if i == j {
          guard sum > 1e-13 else { return nil }
          lower[i][i] = sum.squareRoot()
        } else {
          lower[i][j] = sum / lower[j][j]
        }
      }
    }
    var columns: [[Double]] = []
    for column in 0..<size {
      var x = [Double](repeating: 0, count: size)
      for i in column..<size {
        var sum = i == column ? 1.0 : 0
        for k in column..<i { sum -= lower[i][k] * x[k] }
        x[i] = sum / lower[i][i]
      }
      for i in (0..<size).reversed() {
        var sum = x[i]
        for k in i + 1..<max(i + 1, size) { sum -= lower[k][i] * x[k] }
        x[i] = sum / lower[i][i]
      }
      columns.append(x)
    }
    rows = (0..<size).map { i in (0..<size).map { j in columns[j][i] * scale[i] * scale[j] } }
  }

  func times(_ vector: [Double]) -> [Double] { rows.map { innerProduct($0, vector) } }
}
