/// The columns of an additive form over weighted rows, as the triangle of their QR decomposition: least-squares problems over
/// combinations of them are as small as their number.
struct TriangularDesign {
  /// R by columns, the constant one first: each as long as there are columns.
  private(set) var columns: [[Double]] = []
  /// Qᵀ times the target.
  private(set) var target: [Double] = []
  /// What no column explains.
  private(set) var residualSquares = 0.0
  /// The residual of each row, times the root of its weight.
  private(set) var residual: [Double]
  /// Q by columns; one of zeros where a column is a combination of those before it.
  private(set) var basis: [[Double]] = []

  /// - Complexity: O(n · columns²).
  init(_ form: AdditiveForm, _ rows: AdditiveRows) {
    let design = form.columns
    self.init(count: design.count + 1, target: rows.target, factors: rows.factors) { index in
      guard index > 0 else { return rows.factors }
      let column = design[index - 1]
      let values = rows.columns[column.input]
      return values.indices.map { column(values[$0]) * rows.factors[$0] }
    }
  }

  /// - Parameter column: gives each column, times the roots of the weights.
  init(count: Int, target rowTarget: [Double], factors: [Double], column: (Int) -> [Double]) {
    residual = zip(rowTarget, factors).map { $0 * $1 }
    for index in 0..<count {
      var rest = column(index)
      let length = lanewiseProduct(rest, rest).squareRoot()
      var shares = TriangularDesign.take(basis, outOf: &rest)
      let left = lanewiseProduct(rest, rest).squareRoot()
      let isNew = left > 1e-10 * length
      shares.append(isNew ? left : 0)
      shares += [Double](repeating: 0, count: count - index - 1)
      columns.append(shares)
      for row in rest.indices { rest[row] = isNew ? rest[row] / left : 0 }
      basis.append(rest)
    }
    target = TriangularDesign.take(basis, outOf: &residual)
    residualSquares = lanewiseProduct(residual, residual)
  }

  /// Takes what vectors of a basis explain out of a column, twice; the shares of each.
  @discardableResult
  static func take(_ basis: [[Double]], outOf rest: inout [Double]) -> [Double] {
    var shares = [Double](repeating: 0, count: basis.count)
    for _ in 0..<2 {
      for (index, vector) in basis.enumerated() { shares[index] += remove(vector, from: &rest) }
    }
    return shares
  }
}
