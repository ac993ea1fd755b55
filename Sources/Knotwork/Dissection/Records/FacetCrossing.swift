import KnotworkGeometry

/// What lies behind a facet, in exact arithmetic.
///
/// Across the hyperplane of a unit only units can change whose pre-activation on this side is a multiple of the facet's own:
/// it is the sign of that multiple, on the other side, that counts. Layer by layer, because the maps of a layer behind the
/// facet depend on the pattern of the layers before.
struct FacetCrossing {
  private let compiled: CompiledNetwork

  init(_ compiled: CompiledNetwork) { self.compiled = compiled }

  /// The pattern of the region behind the facet that lies on the hyperplane of `unit`, counted through all layers.
  ///
  /// - Complexity: that of the exact maps of all units.
  func pattern(behind unit: Int32, from words: [UInt64]) -> [UInt64] {
    let here = ExactForms(compiled)
    for layer in compiled.compiledLayers.indices { here.enter(layer: layer) }
    let there = ExactForms(compiled)
    let (ownLayer, ownIndex) = compiled.place(of: Int(unit))
    let facet = here.form(layer: ownLayer, unit: ownIndex, pattern: words)
    let ownCompiled = compiled.compiledLayers[ownLayer]
    let isActiveHere = words[bit: 64 * ownCompiled.firstWord + ownIndex]
    var pattern = words
    for layer in ownLayer..<compiled.depth {
      there.enter(layer: layer)
      let compiledLayer = compiled.compiledLayers[layer]
      for index in 0..<compiledLayer.unitCount where compiledLayer.bending[bit: index] {
        guard here.form(layer: layer, unit: index, pattern: words).multiple(of: facet) != nil else { continue }
        let row = there.form(layer: layer, unit: index, pattern: pattern)
        guard let sign = row.multiple(of: facet) else { preconditionFailure("pre-activations are continuous") }
        // Behind the facet its own function has the other sign.
        let isActive = (isActiveHere ? -sign : sign) > 0
        let bit: UInt64 = 1 << UInt64(index & 63)
        let word = compiledLayer.firstWord + index >> 6
        if isActive { pattern[word] |= bit } else { pattern[word] &= ~bit }
      }
    }
    return pattern
  }
}
