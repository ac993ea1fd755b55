import Dispatch
import Knotwork

extension Network {
  /// The first output for every row of a table whose columns are the inputs, in order; double precision, vectorised.
  ///
  /// - Requires: one column per input.
  /// - Complexity: O(rows · weights).
  public func predictions(for table: DataTable, threads: Int = 1) -> [Double] {
    precondition(table.inputCount == inputCount, "Network: \(table.inputCount) columns, expected \(inputCount)")
    let slopes = layers.flatMap { $0.activations.map(\.inactiveSlope) }
    guard slopes.allSatisfy({ Double(Float($0)) == $0 && $0 >= 0 }) else {
      // The kernels hold slopes in single precision.
      return (0..<table.rowCount).map { self(table.inputs(of: $0))[0] }
    }
    var parameters: [Double] = []
    for layer in layers {
      parameters += layer.weights.elements
      parameters += layer.bias
    }
    let layout = layout
    let outputs = outputCount
    // Rows are laid out in blocks, so that memory stays small.
    let block = 2048
    let blocks = (table.rowCount + block - 1) / block
    let packed = parameters
    return Parallel.fill(table.rowCount, ranges: blocks, threads: threads) { range, target in
      let first = range * block
      let count = min(block, table.rowCount - first)
      var inputs = [Double](repeating: 0, count: count * layout.widths[0])
      for (k, column) in table.columns.enumerated() {
        for row in 0..<count { inputs[row * layout.widths[0] + k] = column[first + row] }
      }
      let values = Kernels.best.evaluate(layout, packed, inputs: inputs, count: count)
      for row in 0..<count { target[first + row] = values[row * outputs] }
    }
  }

  /// The outputs for rows of inputs in single precision, row by row: as fast as the machine can. Weights are rounded to
  /// Float, and so are all sums.
  ///
  /// - Requires: `inputs.count` is a multiple of `inputCount`.
  /// - Complexity: O(rows · weights).
  public func predictions(single inputs: [Float], threads: Int = 1) -> [Float] {
    precondition(
      inputs.count.isMultiple(of: inputCount), "Network: \(inputs.count) numbers are no rows of \(inputCount)")
    let layout = layout
    var compact: [Double] = []
    for layer in layers { compact += layer.weights.elements + layer.bias }
    return Kernels.best.predictions(
      layout, layout.padded(compact), inputs: inputs, count: inputs.count / inputCount, threads: threads)
  }

  /// The layout of the network's parameters for the kernels.
  var layout: ParameterLayout {
    ParameterLayout(
      widths: [inputCount] + layers.map(\.unitCount),
      slopes: layers.flatMap { layer in layer.activations.map { Float($0.inactiveSlope) } },
      hasBias: layers.contains(where: \.hasBias))
  }
}
