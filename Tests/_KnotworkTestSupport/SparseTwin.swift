import Knotwork

/// A network without the weights that are 0, which evaluates to the same sums: convolutions written as dense layers are
/// too slow to evaluate at a thousand points.
package struct SparseTwin {
  private struct Row {
    let columns: [Int]
    let weights: [Double]
    let bias: Double
    let activation: Activation
  }

  private let layers: [[Row]]

  package init(_ network: Network) {
    layers = network.layers.map { layer in
      (0..<layer.unitCount).map { unit in
        let row = layer.weights[row: unit]
        let columns = (0..<row.count).filter { row[row.startIndex + $0] != 0 }
        return Row(
          columns: columns, weights: columns.map { row[row.startIndex + $0] }, bias: layer.bias[unit],
          activation: layer.activations[unit])
      }
    }
  }

  package func callAsFunction(_ input: [Double]) -> [Double] {
    layers.reduce(input) { values, rows in
      rows.map { row in
        var sum = 0.0
        for (column, weight) in zip(row.columns, row.weights) { sum += weight * values[column] }
        return row.activation(sum + row.bias)
      }
    }
  }
}
