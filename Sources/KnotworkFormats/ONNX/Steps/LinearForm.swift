/// Σ `values[i]` · u(`columns[i]`) + `constant`: one affine form by itself, its unknowns in rising order.
struct LinearForm: Equatable {
  var columns: [Int32]
  var values: [Double]
  var constant: Double

  /// How far numbers may be apart, relative to what they were computed from, to count as the same: the forms of a file
  /// reach a comparison and its branches by steps that round differently.
  static let tolerance = 0x1p-40

  init(constant: Double) { self.init(columns: [], values: [], constant: constant) }

  init(columns: [Int32], values: [Double], constant: Double) {
    self.columns = columns
    self.values = values
    self.constant = constant
  }

  /// One row of many.
  init(_ rows: AffineForms, row: Int) {
    self.init(constant: rows.constants[row])
    rows.forEachTerm(of: row) { column, value in
      columns.append(Int32(truncatingIfNeeded: column))
      values.append(value)
    }
  }

  var isConstant: Bool { columns.isEmpty }

  /// The same unknowns without the constant.
  var direction: LinearForm { LinearForm(columns: columns, values: values, constant: 0) }

  /// Number of stored numbers, for limits.
  var size: Int { columns.count + 1 }

  func multiplied(by factor: Double) -> LinearForm {
    guard factor != 0 else { return LinearForm(constant: 0) }
    return LinearForm(columns: columns, values: values.map { factor * $0 }, constant: factor * constant)
  }

  func divided(by divisor: Double) -> LinearForm {
    LinearForm(columns: columns, values: values.map { $0 / divisor }, constant: constant / divisor)
  }

  /// This form and `factor` times another.
  func adding(_ other: LinearForm, times factor: Double = 1) -> LinearForm {
    var sum = LinearForm(constant: constant + factor * other.constant)
    forEachPair(with: other) { column, a, b in
      let value = a + factor * b
      guard value != 0 else { return }
      sum.columns.append(column)
      sum.values.append(value)
    }
    return sum
  }

  /// Calls `body` with every unknown of either form and both coefficients, in rising order.
  func forEachPair(with other: LinearForm, _ body: (Int32, Double, Double) -> Void) {
    var (i, j) = (0, 0)
    while i < columns.count || j < other.columns.count {
      if j == other.columns.count || (i < columns.count && columns[i] < other.columns[j]) {
        body(columns[i], values[i], 0)
        i += 1
      } else if i == columns.count || other.columns[j] < columns[i] {
        body(other.columns[j], 0, other.values[j])
        j += 1
      } else {
        body(columns[i], values[i], other.values[j])
        i += 1
        j += 1
      }
    }
  }

  /// The k for which `other` = this form + k · (t − knot), where t is a direction; nil where there is none.
  ///
  /// With k the two forms agree where t is the knot, and a function that is one on this side and the other on that does
  /// not jump there.
  func bend(to other: LinearForm, along t: LinearForm, at knot: Double) -> Double? {
    guard let lead = t.values.indices.max(by: { t.values[$0].magnitude < t.values[$1].magnitude }) else { return nil }
    let (before, after) = (coefficient(of: t.columns[lead]), other.coefficient(of: t.columns[lead]))
    func agrees(_ a: Double, _ b: Double, _ c: Double) -> Bool {
      (b - a - c).magnitude <= LinearForm.tolerance * (a.magnitude + b.magnitude + c.magnitude)
    }
    let k = agrees(before, after, 0) ? 0 : (after - before) / t.values[lead]
    guard k.isFinite else { return nil }
    guard agrees(constant, other.constant, -k * knot) else { return nil }
    var isBend = true
    var place = 0
    forEachPair(with: other) { column, a, b in
      while place < t.columns.count, t.columns[place] < column {
        // An unknown of the direction that neither form has.
        if !agrees(0, 0, k * t.values[place]) { isBend = false }
        place += 1
      }
      var c = 0.0
      if place < t.columns.count, t.columns[place] == column {
        c = k * t.values[place]
        place += 1
      }
      if !agrees(a, b, c) { isBend = false }
    }
    while place < t.columns.count {
      if !agrees(0, 0, k * t.values[place]) { isBend = false }
      place += 1
    }
    return isBend ? k : nil
  }

  /// The k for which this form, without its constant, is k · t; nil where there is none.
  func ratio(to t: LinearForm) -> Double? {
    guard columns == t.columns, !columns.isEmpty,
      let lead = t.values.indices.max(by: { t.values[$0].magnitude < t.values[$1].magnitude })
    else { return nil }
    let k = values[lead] / t.values[lead]
    guard k.isFinite, k != 0 else { return nil }
    let isMultiple = values.indices.allSatisfy {
      (values[$0] - k * t.values[$0]).magnitude <= LinearForm.tolerance * values[$0].magnitude
    }
    return isMultiple ? k : nil
  }

  func coefficient(of column: Int32) -> Double {
    // Rising order: halving.
    var (low, high) = (0, columns.count)
    while low < high {
      let middle = (low + high) / 2
      if columns[middle] < column { low = middle + 1 } else { high = middle }
    }
    return low < columns.count && columns[low] == column ? values[low] : 0
  }
}

extension AffineForms {
  /// Rows from single forms.
  init(_ forms: [LinearForm]) {
    var rows = SparseRows(capacity: forms.count, terms: forms.reduce(0) { $0 + $1.columns.count })
    for form in forms {
      for (column, value) in zip(form.columns, form.values) { rows.append(Int(column), value) }
      rows.endRow()
    }
    self.init(.sparse(rows), constants: forms.map(\.constant))
  }
}
