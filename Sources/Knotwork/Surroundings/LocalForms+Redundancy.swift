extension LocalForms {
  /// Whether one hyperplane's form is, for certain, a sum of multiples ≥ 0 of others' forms and a constant ≥ 0.
  ///
  /// With k forms B that depend on k coordinates only, and R an approximate inverse of B, |I − B R| < 1 proves B regular, so
  /// that y B = a has one solution; a residual bounds how far it is from the computed one (Rump 1983). All bounds hold for
  /// the true forms, rounding included.
  func proves(_ cell: LocalCell, _ hyperplane: Int, by support: [Int]) -> Bool {
    let size = support.count
    func signed(_ index: Int) -> (form: Int, scale: Double) {
      let plane = cell.hyperplanes[index]
      let (layer, unit) = (plane.units[0].layer, plane.units[0].index)
      return (self.index(layer: layer, unit: unit), plane.scale)
    }
    let (own, ownScale) = signed(hyperplane)
    let supportForms = support.map(signed)
    let columns = (0..<dimension).filter { column in
      (supportForms + [(own, ownScale)]).contains { mayDepend($0.form, on: column) }
    }
    guard size > 0, columns.count == size else { return false }
    let matrix = supportForms.flatMap { form in columns.map { coefficients[form.form, $0] * form.scale } }
    guard let inverse = cell.kernels.inverse(of: matrix, size: size), inverse.allSatisfy(\.isFinite) else {
      return false
    }
    let roundoff = Double(size + 4) * 0x1p-53
    let rowErrors = supportForms.map { errors[$0.form] * $0.scale.magnitude }
    let sums = (0..<size).map { form in (0..<size).reduce(0) { $0 + inverse[form * size + $1].magnitude } }
    var distance = 0.0
    for form in 0..<size {
      var product = [Double](repeating: 0, count: size)
      var slack = 0.0
      for column in 0..<size {
        let factor = matrix[form * size + column]
        for other in 0..<size { product[other] += factor * inverse[column * size + other] }
        slack += (roundoff * factor.magnitude + rowErrors[form]) * sums[column]
      }
      product[form] -= 1
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
    for (form, multiplier) in zip(supportForms, multipliers) {
      let constant = constants[form.form] * form.scale
      rest -= multiplier * constant
      total += multiplier * constant.magnitude
      error += multiplier * constantErrors[form.form] * form.scale.magnitude
      largest = max(largest, constant.magnitude + constantErrors[form.form] * form.scale.magnitude)
    }
    if total == 0, error == 0 { return true }
    return rest > (error + roundoff * total + off * largest) * (1 + 0x1p-30)
  }
}
