/// A table as training takes it: standardised, in single precision, row by row.
struct TrainingData: Sendable {
  /// n × d.
  let inputs: [Float]
  /// n.
  let target: [Float]
  /// n, of mean 1; nil where all rows count alike.
  let weights: [Float]?
  let rowCount: Int

  /// - Complexity: O(n · d).
  init(_ table: DataTable, _ scaling: Standardization) {
    let (n, d) = (table.rowCount, table.inputCount)
    var inputs = [Float](repeating: 0, count: n * d)
    for (k, column) in table.columns.enumerated() {
      let (center, scale) = (scaling.centers[k], scaling.scales[k])
      for row in 0..<n { inputs[row * d + k] = Float((column[row] - center) / scale) }
    }
    self.inputs = inputs
    target = table.target.map { Float(($0 - scaling.targetCenter) / scaling.targetScale) }
    weights = table.weights.map { all in
      let mean = all.reduce(0, +) / Double(n)
      return all.map { Float($0 / mean) }
    }
    rowCount = n
  }
}

/// The same in double precision, for what the second-order finish does.
struct ExactTrainingData: Sendable {
  let inputs: [Double]
  let target: [Double]
  let weights: [Double]?

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
