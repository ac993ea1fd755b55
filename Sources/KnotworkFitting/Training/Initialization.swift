import KnotworkGeometry

/// How the first parameters are chosen.
public enum Initialization: String, CaseIterable, Sendable {
  /// Normal weights of variance 2 / inputs and zero biases (He et al. 2015).
  case he
  /// The same weights, but each unit of the first layer bends at a row of the data drawn at random, so that no knot starts
  /// outside the data.
  case data
}

extension Initialization {
  /// Padded parameters. Without biases both kinds are the same.
  func parameters(
    _ layout: ParameterLayout, data: TrainingData, generator: inout some RandomNumberGenerator
  ) -> [Float] {
    var result = [Float](repeating: 0, count: layout.count)
    layout.forEach { layer, _, input, place in
      guard input >= 0 else { return }
      let gain = layer == layout.layerCount - 1 ? 1.0 : 2.0
      result[place] = Float((gain / Double(layout.widths[layer])).squareRoot() * Self.normal(&generator))
    }
    guard self == .data, layout.hasBias, data.rowCount > 0, layout.layerCount > 1 else { return result }
    let (inputs, units) = (layout.widths[0], layout.widths[1])
    let stride = ParameterLayout.padded(inputs)
    for unit in 0..<units {
      let row = Int.random(in: 0..<data.rowCount, using: &generator)
      var z: Float = 0
      for input in 0..<inputs { z += result[unit * stride + input] * data.inputs[row * inputs + input] }
      result[units * stride + unit] = -z
    }
    return result
  }

  /// A standard normal number (Box and Muller 1958).
  private static func normal(_ generator: inout some RandomNumberGenerator) -> Double {
    let radius = (-2 * Elementary.log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
    return radius * Elementary.cos(2 * Double.pi * Double.random(in: 0..<1, using: &generator))
  }
}
