/// A table as training takes it: standardised, in single precision, row by row.
struct TrainingData: Sendable {
  /// n × d.
  let inputs: [Float]
  /// n.
  let target: [Float]
  /// n, of mean 1; nil where all rows count alike.
  let weights: [Float]?
  let rowCount: Int

  init(inputs: [Float], target: [Float], weights: [Float]?, rowCount: Int) {
    self.inputs = inputs
    self.target = target
    self.weights = weights
    self.rowCount = rowCount
  }

  /// - Parameter rows: the rows of the table to take; all where nil.
  /// - Complexity: O(rows · d).
  init(_ table: DataTable, _ scaling: Standardization, rows: [Int]? = nil) {
    let rows = rows ?? Array(0..<table.rowCount)
    let d = table.inputCount
    var inputs = [Float](repeating: 0, count: rows.count * d)
    for (k, column) in table.columns.enumerated() {
      let (center, scale) = (scaling.centers[k], scaling.scales[k])
      for (place, row) in rows.enumerated() { inputs[place * d + k] = Float((column[row] - center) / scale) }
    }
    self.inputs = inputs
    target = rows.map { Float((table.target[$0] - scaling.targetCenter) / scaling.targetScale) }
    weights = table.weights.map { all in
      let mean = rows.reduce(0) { $0 + all[$1] } / Double(rows.count)
      return rows.map { Float(all[$0] / mean) }
    }
    rowCount = rows.count
  }
}

/// The same in double precision, for what the second-order finish does.
struct ExactTrainingData: Sendable {
  let inputs: [Double]
  let target: [Double]
  let weights: [Double]?

  init(inputs: [Double], target: [Double], weights: [Double]?) {
    self.inputs = inputs
    self.target = target
    self.weights = weights
  }

  init(_ table: DataTable, _ scaling: Standardization) {
    let (n, d) = (table.rowCount, table.inputCount)
    var inputs = [Double](repeating: 0, count: n * d)
    for (k, column) in table.columns.enumerated() {
      for row in 0..<n { inputs[row * d + k] = (column[row] - scaling.centers[k]) / scaling.scales[k] }
    }
    self.inputs = inputs
    target = table.target.map { ($0 - scaling.targetCenter) / scaling.targetScale }
    weights = table.weights.map { all in
      let mean = all.reduce(0, +) / Double(n)
      return all.map { $0 / mean }
    }
  }
}
