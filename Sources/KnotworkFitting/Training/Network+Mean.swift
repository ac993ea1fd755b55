import Knotwork
import KnotworkGeometry

extension Network {
  /// The mean of networks with the same inputs, outputs and number of layers: again a network, whose hidden layers have
  /// the units of all of them side by side, and whose regions are the intersections of theirs.
  ///
  /// - Requires: at least one network, all of the same inputs, outputs and number of layers, with linear outputs.
  /// - Throws: ``InvalidNetwork`` as any network does.
  static func mean(of networks: [Network]) throws(InvalidNetwork) -> Network {
    guard networks.count > 1, let first = networks.first else { return networks[0] }
    let share = 1 / Double(networks.count)
    var layers: [Layer] = []
    for index in first.layers.indices {
      let parts = networks.map { $0.layers[index] }
      let hasBias = parts.contains { $0.hasBias }
      if index == first.layers.count - 1 {
        // One row for each output: all parts side by side, each with its share.
        let rows = (0..<first.outputCount).map { output in
          parts.flatMap { part in part.weights[row: output].map { share * $0 } }
        }
        let bias = (0..<first.outputCount).map { output in parts.reduce(0) { $0 + share * $1.bias[output] } }
        layers.append(
          Layer(
            weights: index == 0 ? sum(parts, share) : Matrix(rows), bias: hasBias ? bias : nil, activation: .linear))
        continue
      }
      var rows: [[Double]] = []
      let width = index == 0 ? first.inputCount : parts.reduce(0) { $0 + $1.inputCount }
      var offset = 0
      for part in parts {
        for unit in 0..<part.unitCount {
          var row = [Double](repeating: 0, count: width)
          for (input, weight) in part.weights[row: unit].enumerated() { row[offset + input] = weight }
          rows.append(row)
        }
        if index > 0 { offset += part.inputCount }
      }
      layers.append(
        Layer(
          weights: Matrix(rows), bias: hasBias ? parts.flatMap(\.bias) : nil, activations: parts.flatMap(\.activations))
      )
    }
    return try Network(layers: layers, inputNames: first.inputNames, outputNames: first.outputNames)
  }

  private static func sum(_ parts: [Layer], _ share: Double) -> Matrix {
    var result = Matrix.zero(rows: parts[0].unitCount, columns: parts[0].inputCount)
    for part in parts {
      for row in 0..<result.rows {
        for column in 0..<result.columns { result[row, column] += share * part.weights[row, column] }
      }
    }
    return result
  }
}
