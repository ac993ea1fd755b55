import KnotworkGeometry

/// The exact maps of units on regions that are named by their patterns.
///
/// Keeps those of the last region asked for; the layers that the next one shares with it are not computed anew. For one thread.
final class PatternForms {
  private let compiled: CompiledNetwork
  private let forms: ExactForms
  private var words: [UInt64]

  init(_ compiled: CompiledNetwork) {
    self.compiled = compiled
    forms = ExactForms(compiled)
    words = [UInt64](repeating: 0, count: compiled.wordCount)
    for layer in compiled.compiledLayers.indices { forms.enter(layer: layer) }
  }

  /// The number of coordinates.
  var dimension: Int { compiled.dimension }

  /// Goes on to the region with a pattern, of which each word is given.
  func select(_ word: (Int) -> UInt64) {
    var changed = compiled.wordCount
    for index in words.indices.reversed() {
      let next = word(index)
      guard words[index] != next else { continue }
      words[index] = next
      changed = index
    }
    for layer in 1..<max(1, compiled.compiledLayers.count) where compiled.compiledLayers[layer].firstWord > changed {
      forms.enter(layer: layer)
    }
  }

  /// The exact map of a unit; the layer behind the last is that of the outputs.
  func form(layer: Int, unit: Int) -> ExactForm { forms.form(layer: layer, unit: unit, pattern: words) }

  /// The exact map of an output.
  func map(of output: Int) -> ExactForm { form(layer: compiled.depth, unit: output) }

  /// The exact hyperplane of a unit, counted through all layers, or of domain facet −1 − `id`.
  func hyperplane(_ id: Int32) -> ExactForm { forms.form(ofFacet: id, pattern: words) }
}
