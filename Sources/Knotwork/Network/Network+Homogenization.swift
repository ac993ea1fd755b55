import KnotworkGeometry

extension Network {
  /// The network with one input t more that every bias is multiplied with: f̂(x, t) = t · f(x / t) for t > 0.
  ///
  /// Its regions with t > 0 are cones over the regions of the network, one over each. Every one of them reaches into any box
  /// around the origin, so the whole input space becomes bounded.
  func homogenized() -> Network {
    let last = layers.count - 1
    let homogenized = try? Network(
      layers: layers.enumerated().map { index, layer in
        var rows = (0..<layer.unitCount).map { Array(layer.weights[row: $0]) + [layer.bias[$0]] }
        var activations = layer.activations
        if index < last {
          // A linear unit carries t on.
          rows.append([Double](repeating: 0, count: layer.inputCount) + [1])
          activations.append(.linear)
        }
        return Layer(weights: Matrix(rows), activations: activations)
      }, outputNames: outputNames)
    guard let homogenized else { preconditionFailure("the weights are those of a network") }
    return homogenized
  }

  /// The part of the homogenized input space that reaches into every cone over a region: [−1, 1]ⁿ × [0, 1].
  var cone: Domain {
    get throws(InvalidGeometry) {
      .box(
        try Box(
          lower: [Double](repeating: -1, count: inputCount) + [0],
          upper: [Double](repeating: 1, count: inputCount + 1)))
    }
  }
}
