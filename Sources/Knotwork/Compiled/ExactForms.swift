import KnotworkGeometry

/// The exact maps of units on the current region, computed when asked for and kept while they are valid.
///
/// The map of a unit of layer l depends on the pattern of the layers before l, so it stays valid until the subdivision
/// enters another cell of layer l.
final class ExactForms {
  private let compiled: CompiledNetwork
  private var forms: [[ExactForm?]]
  /// Forms of a layer are valid when their stamp is the layer's generation.
  private var stamps: [[Int]]
  private var generations: [Int]
  /// How many forms were computed.
  private(set) var computedCount = 0

  init(_ compiled: CompiledNetwork) {
    self.compiled = compiled
    forms = compiled.layers.map { [ExactForm?](repeating: nil, count: $0.unitCount) }
    stamps = compiled.layers.map { [Int](repeating: -1, count: $0.unitCount) }
    generations = [Int](repeating: 0, count: compiled.layers.count)
  }

  /// Says that the pattern of the layers before `layer` has changed.
  func enter(layer: Int) { generations[layer] += 1 }

  /// The exact map of a unit, counted within its layer, where the layers before have the pattern in `words`.
  func form(layer: Int, unit: Int, pattern words: [UInt64]) -> ExactForm {
    if layer == 0 { return compiled.firstForms[unit] }
    if stamps[layer][unit] == generations[layer], let form = forms[layer][unit] { return form }
    let current = compiled.layers[layer]
    let before = compiled.layers[layer - 1]
    let compiledLayer = compiled.compiledLayers[layer - 1]
    var form = ExactForm(constant: Dyadic(current.bias[unit]), dimension: compiled.dimension)
    for (source, weight) in current.weights[row: unit].enumerated() where weight != 0 {
      let isActive = words[bit: 64 * compiledLayer.firstWord + source]
      let slope = isActive ? 1 : before.activations[source].inactiveSlope
      guard slope != 0 else { continue }
      let input = self.form(layer: layer - 1, unit: source, pattern: words)
      guard !input.isZero else { continue }
      form.add(slope == 1 ? Dyadic(weight) : Dyadic(weight) * Dyadic(slope), times: input)
    }
    forms[layer][unit] = form
    stamps[layer][unit] = generations[layer]
    computedCount += 1
    return form
  }

  /// The form of a facet: of unit `facet` (counted through all layers), or of domain facet −1 − `facet`.
  func form(ofFacet facet: Int32, pattern words: [UInt64]) -> ExactForm {
    guard facet >= 0 else { return compiled.domainForms[Int(-1 - facet)] }
    let (layer, unit) = compiled.place(of: Int(facet))
    return form(layer: layer, unit: unit, pattern: words)
  }
}
