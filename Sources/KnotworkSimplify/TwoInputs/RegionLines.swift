import Knotwork
import KnotworkGeometry

/// The pre-activations of units on one region after the other as affine functions of the inputs, without rounding.
///
/// Of a layer only what is asked for is computed, and what layers have in common with those of the region before stays.
struct RegionLines {
  private let network: Network
  private var pattern = ActivationPattern(layers: [])
  /// For each layer and unit the coefficients of the inputs and the constant; nil where they were not asked for.
  private var forms: [[[Dyadic]?]]
  /// Where the bits of each layer stand in the pattern; nil for layers of which no unit bends.
  private let places: [Int?]

  init(_ network: Network) {
    self.network = network
    forms = network.layers.map { [[Dyadic]?](repeating: nil, count: $0.unitCount) }
    var count = 0
    places = network.layers.map { layer in
      guard layer.activations.contains(where: \.bends) else { return nil }
      count += 1
      return count - 1
    }
  }

  /// Goes on to a region.
  mutating func select(_ next: ActivationPattern) {
    let same = zip(pattern.layers, next.layers).prefix { $0 == $1 }.count
    for layer in forms.indices.dropFirst() {
      // The forms of a layer depend on the bits of the layers before it.
      let bits = places[..<layer].reduce(0) { $1 == nil ? $0 : $0 + 1 }
      if bits > same { forms[layer] = [[Dyadic]?](repeating: nil, count: forms[layer].count) }
    }
    pattern = next
  }

  /// The pre-activation of a unit: the coefficients of the inputs, and last the constant.
  ///
  /// - Complexity: a product for each weight of the layers before that were not asked for on this region yet.
  mutating func form(_ unit: Unit) -> [Dyadic] {
    if let known = forms[unit.layer][unit.index] { return known }
    let layer = network.layers[unit.layer]
    var form = [Dyadic](repeating: .zero, count: network.inputCount) + [Dyadic(layer.bias[unit.index])]
    for (source, weight) in layer.weights[row: unit.index].enumerated() where weight != 0 {
      guard unit.layer > 0 else {
        form[source] = Dyadic(weight)
        continue
      }
      let factor = Dyadic(weight) * Dyadic(slope(layer: unit.layer - 1, source))
      guard !factor.isZero else { continue }
      for (index, coefficient) in self.form(Unit(layer: unit.layer - 1, index: source)).enumerated()
      where !coefficient.isZero { form[index] += factor * coefficient }
    }
    forms[unit.layer][unit.index] = form
    return form
  }

  /// What a unit's pre-activation is multiplied with on the region.
  private func slope(layer: Int, _ unit: Int) -> Double {
    let activations = network.layers[layer].activations
    guard activations[unit].bends, let place = places[layer] else { return activations[unit].inactiveSlope }
    let bit = activations[..<unit].count { $0.bends }
    return pattern.layers[place][bit] ? 1 : activations[unit].inactiveSlope
  }
}
