import KnotworkGeometry

extension Network {
  /// The outputs at a point, without any rounding.
  ///
  /// - Requires: `input.count == inputCount`.
  /// - Complexity: one exact multiplication per weight; the length of the numbers grows by about 53 bits per layer.
  public func exactly(_ input: [Dyadic]) -> [Dyadic] {
    guard let last = exactPreactivations(input).last else { return input }
    return zip(layers[layers.count - 1].activations, last).map { $0.exactly($1) }
  }

  /// The pre-activations z of every layer at a point, without any rounding.
  func exactPreactivations(_ input: [Dyadic]) -> [[Dyadic]] {
    precondition(input.count == inputCount, "Network: \(input.count) inputs given, expected \(inputCount)")
    var values = input
    var all: [[Dyadic]] = []
    for layer in layers {
      let z = (0..<layer.unitCount).map { unit in
        zip(layer.weights[row: unit], values).reduce(Dyadic(layer.bias[unit])) { sum, term in
          term.0 == 0 || term.1.isZero ? sum : sum + Dyadic(term.0) * term.1
        }
      }
      all.append(z)
      values = zip(layer.activations, z).map { $0.exactly($1) }
    }
    return all
  }

  /// The pattern of signs of exact pre-activations; a unit is active where z > 0.
  func pattern(ofExact preactivations: [[Dyadic]]) -> ActivationPattern {
    ActivationPattern(
      layers: zip(layers, preactivations).compactMap { layer, z in
        let bits = zip(layer.activations, z).filter { $0.0.bends }.map { $0.1.signum > 0 }
        return bits.isEmpty ? nil : bits
      })
  }
}

extension Activation {
  /// The output for the pre-activation z, without any rounding.
  func exactly(_ z: Dyadic) -> Dyadic {
    if z.signum > 0 || inactiveSlope == 1 { return z }
    return inactiveSlope == 0 ? .zero : Dyadic(inactiveSlope) * z
  }
}
