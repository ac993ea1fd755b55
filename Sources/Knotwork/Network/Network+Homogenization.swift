import KnotworkGeometry

extension Network {
  /// The network with one input t more that every bias is multiplied with: f̂(x, t) = t · f(x / t) for t > 0.
  ///
  /// Its regions with t > 0 are cones over the regions of the network, one over each. Every one of them reaches into any box
  /// around the origin, so the whole input space becomes bounded.
  ///
  /// - Throws: ``InvalidNetwork`` never: the weights are the same.
  func homogenized() throws(InvalidNetwork) -> Network {
    let last = layers.count - 1
    return try Network(
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
  }

  /// The number of regions in the whole input space, of any dimension, without keeping any.
  ///
  /// Counts the regions of the homogenized network, in one dimension more.
  /// - Throws: as ``regionCount(over:threads:limits:progress:checkpoints:)``.
  public func regionCountInWholeSpace(
    threads: Int = 1, limits: Limits = .none, progress: Budget.Progress = Budget.Progress()
  ) throws -> Int {
    let sides = inputCount + 1
    let cone = try Box(
      lower: [Double](repeating: -1, count: sides - 1) + [0], upper: [Double](repeating: 1, count: sides))
    return try homogenized().regionCount(over: Polytope(cone), threads: threads, limits: limits, progress: progress)
  }
}
