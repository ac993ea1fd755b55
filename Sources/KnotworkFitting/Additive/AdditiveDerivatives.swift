/// The derivatives of an additive form by the knots of all curves in their order, then by the angles of its directions.
struct AdditiveDerivatives {
  private let form: AdditiveForm
  private let coefficients: [Double]
  private let knots: [(column: AdditiveForm.Column, factor: Double)]

  /// - Parameter coefficients: the constant first.
  init(_ form: AdditiveForm, _ coefficients: [Double]) {
    (self.form, self.coefficients) = (form, coefficients)
    knots = zip(form.columns, coefficients.dropFirst()).filter { $0.0.shape != .line }.map { ($0, $1) }
  }

  /// How many there are.
  var count: Int { knots.count + form.directions.count }

  /// The derivatives at some rows, which have columns for the directions.
  func values(_ rows: AdditiveRows, in range: Range<Int>) -> [[Double]] {
    knots.map { column, factor in
      let inputs = rows.columns[column.input][range]
      switch column.shape {
      case .line: return inputs.map { _ in 0 }
      case .rising(let knot): return inputs.map { $0 > knot ? -factor : 0 }
      case .falling(let knot): return inputs.map { $0 < knot ? factor : 0 }
      }
    } + form.directions.indices.map { byAngle($0, rows, range) }
  }

  private func byAngle(_ number: Int, _ rows: AdditiveRows, _ range: Range<Int>) -> [Double] {
    let (direction, curve) = (form.directions[number], form.inputCount + number)
    let first = form.firstColumn(of: curve)
    let (a, b) = direction.weights
    let (x, y, z) = (rows.columns[direction.first], rows.columns[direction.second], rows.columns[curve])
    return range.map { row in
      var slope = 0.0
      for (place, knot) in form.curves[curve].knots.enumerated() where z[row] > knot {
        slope += coefficients[first + place]
      }
      return slope * (a * y[row] - b * x[row])
    }
  }
}
