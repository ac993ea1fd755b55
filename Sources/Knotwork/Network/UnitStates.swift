import KnotworkGeometry

/// Which units are active, for every unit of every layer; units that do not bend count as active.
struct UnitStates: Hashable, Sendable {
  var layers: [[Bool]]

  subscript(layer: Int, unit: Int) -> Bool {
    get { layers[layer][unit] }
    set { layers[layer][unit] = newValue }
  }

  /// The states of a region that touches a point: that of the points a little further in a direction.
  ///
  /// Where no pre-activation is zero this is the region of the point. Values and derivatives along the direction are computed
  /// without rounding.
  init(_ network: Network, at point: [Dyadic], towards direction: [Dyadic]) {
    var values = point
    var derivatives = direction
    layers = []
    for layer in network.layers {
      let sums = { (inputs: [Dyadic], bias: [Dyadic]) in
        (0..<layer.unitCount).map { unit in
          zip(layer.weights[row: unit], inputs).reduce(bias[unit]) { sum, term in
            term.0 == 0 || term.1.isZero ? sum : sum + Dyadic(term.0) * term.1
          }
        }
      }
      let z = sums(values, layer.bias.map { Dyadic($0) })
      let change = sums(derivatives, layer.bias.map { _ in Dyadic.zero })
      let states = layer.activations.indices.map { unit in
        !layer.activations[unit].bends || z[unit].signum > 0 || (z[unit].isZero && change[unit].signum > 0)
      }
      func passed(_ values: [Dyadic]) -> [Dyadic] {
        layer.activations.indices.map { unit in
          let slope = states[unit] ? 1 : layer.activations[unit].inactiveSlope
          return slope == 1 ? values[unit] : slope == 0 ? .zero : Dyadic(slope) * values[unit]
        }
      }
      layers.append(states)
      values = passed(z)
      derivatives = passed(change)
    }
  }

  /// The states that a pattern says.
  init(_ pattern: ActivationPattern, of network: Network) {
    var bending = pattern.layers.makeIterator()
    layers = network.layers.map { layer in
      var bits = (layer.activations.contains { $0.bends } ? bending.next() ?? [] : []).makeIterator()
      return layer.activations.map { $0.bends ? bits.next() ?? false : true }
    }
  }

  /// The pattern of the units that bend.
  func pattern(of network: Network) -> ActivationPattern {
    ActivationPattern(
      layers: zip(network.layers, layers).compactMap { layer, states in
        let bits = zip(layer.activations, states).filter { $0.0.bends }.map(\.1)
        return bits.isEmpty ? nil : bits
      })
  }

  /// What a unit's pre-activation is multiplied with.
  func slope(_ network: Network, layer: Int, unit: Int) -> Double {
    let activation = network.layers[layer].activations[unit]
    return layers[layer][unit] ? 1 : activation.inactiveSlope
  }
}
