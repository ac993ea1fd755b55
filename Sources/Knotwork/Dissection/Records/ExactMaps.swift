import KnotworkGeometry

/// Exact arithmetic on the maps of finished regions; for one thread.
final class ExactMaps {
  private let table: RegionTable
  private let forms: PatternForms

  init(_ table: RegionTable) {
    self.table = table
    forms = PatternForms(table.compiled)
  }

  private func select(region: Int) {
    let start = region * table.compiled.wordCount
    forms.select { table.words[start + $0] }
  }

  /// The exact affine map of an output on a region.
  func map(of region: Int, output: Int) -> ExactForm {
    select(region: region)
    return forms.map(of: output)
  }

  /// The exact hyperplane of a unit, counted through all layers, beside a region, or of domain facet −1 − `id`.
  func hyperplane(_ id: Int32, of region: Int) -> ExactForm {
    select(region: region)
    return forms.hyperplane(id)
  }
}
