import Knotwork
import KnotworkGeometry

extension Network {
  /// The best linear function of a table's inputs in the sense of least squares, as a network of one linear unit: what there is
  /// when training has not begun.
  ///
  /// - Parameter hasBias: whether it has an intercept.
  /// - Throws: `InvalidNetwork` where a coefficient overflows.
  /// - Complexity: O(n · d²).
  package static func linear(_ table: DataTable, hasBias: Bool) throws(InvalidNetwork) -> Network {
    let constant = hasBias ? [[Double](repeating: 1, count: table.rowCount)] : []
    let fit = LeastSquares<Double>(
      columns: constant + table.columns, right: table.target,
      rowFactors: table.weights.map { $0.map { $0.squareRoot() } })
    var coefficients = [Double](repeating: 0, count: constant.count + table.inputCount)
    for (place, column) in fit.basis.enumerated() { coefficients[column] = fit.solution[place] }
    return try Network(
      layers: [
        Layer(
          weights: Matrix([Array(coefficients[constant.count...])]), bias: hasBias ? [0] : nil, activation: .linear),
        Layer(weights: Matrix([[1]]), bias: hasBias ? [coefficients[0]] : nil, activation: .linear),
      ], inputNames: table.inputNames, outputNames: [table.targetName])
  }

  /// In how many regions rows of a table lie: of all its rows, or of evenly spaced ones where there are very many.
  ///
  /// - Complexity: O(rows looked at · weights).
  func regionCount(holding table: DataTable) -> Int {
    let weights = layers.reduce(0) { $0 + $1.unitCount * $1.inputCount }
    let sample = min(table.rowCount, max(200, 4_000_000 / max(1, weights)))
    return Set((0..<sample).map { pattern(at: table.inputs(of: $0 * table.rowCount / sample)) }).count
  }
}
