extension LocalForms {
  /// Whether one hyperplane's row is, for certain, a sum of multiples ≥ 0 of others' rows and a constant ≥ 0.
  ///
  /// With k rows B that depend on k coordinates only, and R an approximate inverse of B, |I − B R| < 1 proves B regular, so
  /// that y B = a has one solution; a residual bounds how far it is from the computed one (Rump 1983). All bounds hold for
  /// the true rows, rounding included.
  func proves(_ cell: LocalCell, _ hyperplane: Int, by support: [Int]) -> Bool {
    let size = support.count
    func signed(_ index: Int) -> (row: Int, scale: Double) {
      let plane = cell.hyperplanes[index]
      let (layer, unit) = (plane.units[0].layer, plane.units[0].index)
      return (row(layer: layer, unit: unit), plane.scale)
    }
    let (own, ownScale) = signed(hyperplane)
    let rows = support.map(signed)
    let columns = (0..<dimension).filter { column in
      (rows + [(own, ownScale)]).contains { mayDepend($0.row, on: column) }
    }
    guard size > 0, columns.count == size else { return false }
    let matrix = rows.flatMap { row in columns.map { coefficients[row.row, $0] * row.scale } }
    guard let inverse = cell.kernels.inverse(of: matrix, size: size), inverse.allSatisfy(\.isFinite) else {
      return false
    }
    let roundoff = Double(size + 4) * 0x1p-53
    let rowErrors = rows.map { errors[$0.row] * $0.scale.magnitude }
    let sums = (0..<size).map { row in (0..<size).reduce(0) { $0 + inverse[row * size + $1].magnitude } }
    var distance = 0.0
    for row in 0..<size {
      var product = [Double](repeating: 0, count: size)
      var slack = 0.0
      for column in 0..<size {
        let factor = matrix[row * size + column]
        for other in 0..<size { product[other] += factor * inverse[column * size + other] }
        slack += (roundoff * factor.magnitude + rowErrors[row]) * sums[column]
      }
      product[row] -= 1
      distance = max(distance, product.reduce(slack) { $0 + $1.magnitude })
    }
    guard distance * (1 + 0x1p-30) < 0.5 else { return false }
    let target = columns.map { coefficients[own, $0] * ownScale }
    var multipliers = [Double](repeating: 0, count: size)
    for column in 0..<size {
      for index in 0..<size { multipliers[index] += target[column] * inverse[column * size + index] }
    }
    var off = 0.0
    let inherited =
      errors[own] * ownScale.magnitude + zip(multipliers, rowErrors).reduce(0) { $0 + $1.0.magnitude * $1.1 }
    for column in 0..<size {
      var (residual, total) = (target[column], target[column].magnitude)
      for index in 0..<size {
        let part = multipliers[index] * matrix[index * size + column]
        residual -= part
        total += part.magnitude
      }
      off += (residual.magnitude + roundoff * total + inherited) * sums[column]
    }
    off = off / (1 - distance) * (1 + 0x1p-30)
    guard off.isFinite, multipliers.allSatisfy({ $0 > off }) else { return false }
    // What remains of the constants.
    var rest = constants[own] * ownScale
    var (total, error, largest) = (rest.magnitude, constantErrors[own] * ownScale.magnitude, 0.0)
    for (row, multiplier) in zip(rows, multipliers) {
      let constant = constants[row.row] * row.scale
      rest -= multiplier * constant
      total += multiplier * constant.magnitude
      error += multiplier * constantErrors[row.row] * row.scale.magnitude
      largest = max(largest, constant.magnitude + constantErrors[row.row] * row.scale.magnitude)
    }
    if total == 0, error == 0 { return true }
    return rest > (error + roundoff * total + off * largest) * (1 + 0x1p-30)
  }
}
