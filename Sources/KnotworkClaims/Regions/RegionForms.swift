import Knotwork
import KnotworkGeometry

/// What units compute on a region, as affine forms of the coordinates without rounding: a coefficient for each, and the constant.
///
/// Forms of layers below which a region has the pattern of the one before are kept.
package struct RegionForms {
  private let network: Network
  private let dimension: Int
  /// For each layer the pre-activations, and the pattern of that layer by which those above were found.
  private var layers: [(forms: [[Dyadic]], states: [Bool]?)] = []

  package init(_ network: Network) {
    self.network = network
    dimension = network.inputCount
  }

  /// The outputs on a region, and the half-spaces that bound it within the domain's box.
  package mutating func forms(
    on region: Region
  ) -> (outputs: [[Dyadic]], bounds: [StrictSystem.Inequality]) {
    var bending = region.pattern.layers.makeIterator()
    let states = network.layers.map { layer -> [Bool] in
      var bits = (layer.activations.contains { $0.bends } ? bending.next() ?? [] : []).makeIterator()
      return layer.activations.map { $0.bends ? bits.next() ?? false : true }
    }
    var values = identity
    for (level, layer) in network.layers.enumerated() {
      if level == layers.count { layers.append((preactivations(layer, values), nil)) }
      if level + 1 < layers.count, layers[level].states == states[level] { continue }
      layers.removeSubrange((level + 1)...)
      layers[level].states = states[level]
      values = zip(layers[level].forms, zip(layer.activations, states[level])).map { form, state in
        let slope = state.1 ? 1 : state.0.inactiveSlope
        return slope == 1 ? form : slope == 0 ? [] : form.map { $0 * Dyadic(slope) }
      }
      if level + 1 == network.layers.count { outputs = values.map { $0.isEmpty ? zero : $0 } }
    }
    let bounds = region.facets.compactMap { facet -> StrictSystem.Inequality? in
      guard let unit = facet.unit else { return nil }
      let form = layers[unit.layer].forms[unit.index]
      let inequality = StrictSystem.Inequality(normal: Array(form.dropLast()), constant: form[dimension])
      return states[unit.layer][unit.index] ? inequality : inequality.reversed
    }
    return (outputs, bounds)
  }

  private var outputs: [[Dyadic]] = []

  private var zero: [Dyadic] { [Dyadic](repeating: .zero, count: dimension + 1) }

  /// The coordinates themselves.
  private var identity: [[Dyadic]] {
    (0..<dimension).map { axis in
      var form = zero
      form[axis] = .one
      return form
    }
  }

  /// - Parameter values: the forms of the layer below; an empty one is 0.
  private func preactivations(_ layer: Layer, _ values: [[Dyadic]]) -> [[Dyadic]] {
    (0..<layer.unitCount).map { unit in
      var form = zero
      form[dimension] = Dyadic(layer.bias[unit])
      for (weight, value) in zip(layer.weights[row: unit], values) where weight != 0 && !value.isEmpty {
        let factor = Dyadic(weight)
        for index in form.indices where !value[index].isZero { form[index] += factor * value[index] }
      }
      return form
    }
  }
}
