import Knotwork

/// The affine map that a network is on the region of a pattern, without any rounding, in any number of dimensions.
package struct ReferenceMap: Sendable {
  /// For each output the coefficients of the inputs, and the constant.
  package let rows: [[Rational]]
  /// For each output the sum over all paths of the products of absolute weights: what rounding errors are relative to.
  package let sizes: [Double]

  /// - Requires: that the pattern has this network's layers.
  package init(of network: Network, on pattern: ActivationPattern) {
    let dimension = network.inputCount
    var rows = (0..<dimension).map { axis in (0...dimension).map { Rational($0 == axis ? 1 : 0) } }
    var sizes = [Double](repeating: 1, count: dimension)
    var bits = pattern.layers.makeIterator()
    for layer in network.layers {
      var states = (layer.activations.contains(where: \.bends) ? bits.next() ?? [] : []).makeIterator()
      let factors = layer.activations.map { $0.bends && states.next() == false ? $0.inactiveSlope : 1 }
      let next = (0..<layer.unitCount).map { unit in
        (0...dimension).map { index in
          let bias = index == dimension ? Rational(layer.bias[unit]) : .zero
          let sum = zip(layer.weights[row: unit], rows).reduce(bias) { $0 + Rational($1.0) * $1.1[index] }
          return Rational(factors[unit]) * sum
        }
      }
      sizes = (0..<layer.unitCount).map { unit in
        let sum = zip(layer.weights[row: unit], sizes).reduce(layer.bias[unit].magnitude) { $0 + $1.0.magnitude * $1.1 }
        return max(1, layer.activations[unit].inactiveSlope.magnitude) * sum
      }
      rows = next
    }
    self.rows = rows
    self.sizes = sizes
  }
}
