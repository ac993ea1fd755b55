import KnotworkGeometry

extension Network {
  /// The same function with ReLU units in all layers but the last, which is linear; for formats that have no others.
  ///
  /// A unit with slope s for z ≤ 0 becomes two: relu(z) − s · relu(−z). The last layer, unless it is linear, gets another
  /// behind it. Exact for slopes whose products with weights are, such as 1; otherwise each product is rounded once.
  /// - Throws: ``InvalidNetwork`` when such a product overflows a double.
  /// - Complexity: O(weights).
  public func rectified() throws(InvalidNetwork) -> Network {
    var result: [Layer] = []
    // For each unit of the layer before: its place in the layer as written, and its slope where it needs a second unit.
    var sources: [(place: Int, slope: Double?)] = (0..<inputCount).map { ($0, nil) }
    var size = inputCount
    func append(_ layer: Layer, isLast: Bool) {
      var rows: [[Double]] = []
      var bias: [Double] = []
      var places: [(place: Int, slope: Double?)] = []
      for unit in 0..<layer.unitCount {
        var row = [Double](repeating: 0, count: size)
        for (weight, source) in zip(layer.weights[row: unit], sources) {
          row[source.place] = weight
          if let slope = source.slope { row[source.place + 1] = weight == 0 ? 0 : -slope * weight }
        }
        let slope = layer.activations[unit].inactiveSlope
        let isDoubled = !isLast && slope != 0
        places.append((rows.count, isDoubled ? slope : nil))
        rows.append(row)
        bias.append(layer.bias[unit])
        if isDoubled {
          rows.append(row.map { $0 == 0 ? 0 : -$0 })
          bias.append(layer.bias[unit] == 0 ? 0 : -layer.bias[unit])
        }
      }
      result.append(
        Layer(weights: Matrix(rows), bias: layer.hasBias ? bias : nil, activation: isLast ? .linear : .relu))
      sources = places
      size = rows.count
    }
    for (index, layer) in layers.enumerated() {
      let isLast = index == layers.count - 1 && layer.activations.allSatisfy { !$0.bends }
      append(layer, isLast: isLast)
      if index == layers.count - 1, !isLast {
        let identity = Matrix(
          (0..<outputCount).map { row in (0..<outputCount).map { $0 == row ? 1 : 0 } })
        append(Layer(weights: identity, activation: .linear), isLast: true)
      }
    }
    return try Network(layers: result, inputNames: inputNames, outputNames: outputNames)
  }
}
