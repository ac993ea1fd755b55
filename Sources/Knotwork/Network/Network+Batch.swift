import KnotworkGeometry

extension Network {
  /// What evaluates many rows at once.
  ///
  /// - Complexity: O(weights), to copy them.
  package var evaluator: RowEvaluator {
    RowEvaluator(
      widths: [inputCount] + layers.map(\.unitCount), slopes: layers.flatMap { $0.activations.map(\.inactiveSlope) },
      parameters: layers.flatMap { $0.weights.elements + $0.bias })
  }

  /// The outputs at many points: one row of `inputs` per point, one row of the result.
  ///
  /// A row's bits do not depend on the rows beside it. They may differ from those of ``callAsFunction(_:)`` in the last ones: vector
  /// instructions round once where a product is added.
  /// - Requires: `inputs.columns == inputCount`.
  /// - Complexity: O(rows · weights), about 10 ns per 50 weights.
  public func callAsFunction(batch inputs: Matrix) -> Matrix {
    precondition(
      inputs.columns == inputCount, "Network: \(inputs.columns) inputs given in each row, expected \(inputCount)")
    return Matrix(rows: inputs.rows, columns: outputCount, elements: evaluator(rows: inputs.elements))
  }
}
