import KnotworkGeometry

extension CholeskyFactor {
  /// L⁻¹.
  var inverse: FormTable {
    var inverse = FormTable(count: size, width: size)
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
