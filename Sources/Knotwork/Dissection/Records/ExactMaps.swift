import KnotworkGeometry

/// Exact arithmetic on the maps of finished regions.
///
/// Keeps the exact maps of the last region asked for; the layers that the next one shares with it are not computed anew.
/// For one thread.
final class ExactMaps {
  private let table: RegionTable
  private let forms: ExactForms
  private var words: [UInt64]

  init(_ table: RegionTable) {
    self.table = table
    forms = ExactForms(table.compiled)
    words = [UInt64](repeating: 0, count: table.compiled.wordCount)
    for layer in table.compiled.compiledLayers.indices { forms.enter(layer: layer) }
  }

  private func select(region: Int) {
    let compiled = table.compiled
    let start = region * compiled.wordCount
    var changed = compiled.wordCount
    for index in words.indices.reversed() where words[index] != table.words[start + index] {
      words[index] = table.words[start + index]
      changed = index
    }
    for layer in 1..<max(1, compiled.compiledLayers.count) where compiled.compiledLayers[layer].firstWord > changed {
      forms.enter(layer: layer)
    }
  }

  /// The exact affine map of an output on a region.
  func map(of region: Int, output: Int) -> ExactForm {
    select(region: region)
    return forms.form(layer: table.compiled.depth, unit: output, pattern: words)
  }

  /// The exact hyperplane of a unit, counted through all layers, beside a region, or of domain facet −1 − `id`.
  func hyperplane(_ id: Int32, of region: Int) -> ExactForm {
    select(region: region)
    return forms.form(ofFacet: id, pattern: words)
  }
}
