import KnotworkGeometry

/// A cell in exact arithmetic: its vertices to 1,024 significant bits, and without further rounding functions at them and
/// integrals over it.
///
/// For cells of which floating point does not tell enough: thin ones, ones far from the origin, and ones whose maps are
/// differences of large numbers. Vertices are fractions; as such their sums over many cells would grow without bound.
struct ExactCell {
  static var precision: Int { 1024 }

  /// d coordinates each.
  let vertices: [[Dyadic]]
  private let compiled: CompiledNetwork
  private let view: CellView
  private let forms: ExactForms
  private let pattern: [UInt64]

  /// - Complexity: exact forms of all units up to those of the facets, and O(d³) integer operations for each vertex.
  init(_ cell: FoundCell, _ view: CellView, _ compiled: CompiledNetwork) {
    self.compiled = compiled
    self.view = view
    let pattern = (0..<compiled.wordCount).map { cell.pattern[$0] }
    let forms = ExactForms(compiled)
    for layer in compiled.compiledLayers.indices { forms.enter(layer: layer) }
    let facetForms = (0..<view.facetCount).map { forms.form(ofFacet: view.facets[$0], pattern: pattern).coefficients }
    vertices = (0..<view.vertexCount).map { vertex in
      let mask = view.masks.advanced(by: vertex * view.maskWords)
      let through = facetForms.indices.filter { mask[bit: $0] }.map { facetForms[$0] }
      guard let point = HomogeneousPoint(meetingOf: through, dimension: compiled.dimension) else {
        preconditionFailure("the facets at a vertex meet in one point")
      }
      return point.coordinates(bits: ExactCell.precision)
    }
    (self.forms, self.pattern) = (forms, pattern)
  }

  /// The forms of the facets, positive inside.
  var facetForms: [ExactForm] {
    (0..<view.facetCount).map { index in
      let (id, form) = (view.facets[index], forms.form(ofFacet: view.facets[index], pattern: pattern))
      guard id >= 0 else { return form }
      let (layer, unit) = compiled.place(of: Int(id))
      let isActive = pattern[bit: 64 * compiled.compiledLayers[layer].firstWord + unit]
      return isActive ? form : ExactForm(form.coefficients.map { -$0 })
    }
  }

  /// A point of doubles strictly inside, where there is one to be found.
  var interiorPoint: [Double]? { InteriorSearch(facetForms: facetForms, points: vertices).point() }

  /// The map of an output.
  func map(of output: Int) -> ExactForm { forms.form(layer: compiled.depth, unit: output, pattern: pattern) }

  /// The volume, rounded to a double.
  ///
  /// - Complexity: as ``scaledVolume``.
  var volume: Double {
    Dyadic.quotient(scaledVolume, Dyadic((1...compiled.dimension).reduce(1) { $0 * Double($1) }))
  }

  /// The volume times d!.
  ///
  /// - Complexity: O(d³) integer operations for each simplex of a triangulation.
  var scaledVolume: Dyadic {
    var total = Dyadic.zero
    Triangulation.forEachSimplex(of: view, dimension: compiled.dimension) { simplex, _ in
      total += size(of: simplex.map { vertices[$0] })
    }
    return total
  }

  /// The volume of a simplex times d!.
  private func size(of points: [[Dyadic]]) -> Dyadic {
    Dyadic.determinant(points.dropFirst().map { point in zip(point, points[0]).map { $0 - $1 } }).magnitude
  }

  /// The integrals of 1, the coordinates and their products over the cell, times d! (d + 1) (d + 2): element (i, j), i ≤ j, of
  /// the symmetric matrix of all products of (x₁, …, x_d, 1), row by row.
  ///
  /// Over a simplex of volume V with vertices xᵥ the integral of f g is V (Σ f Σ g + Σ f g) / ((d + 1) (d + 2)) for affine f, g.
  ///
  /// - Complexity: O(d³) integer operations for each simplex of a triangulation.
  func moments() -> [Dyadic] {
    let dimension = compiled.dimension
    var totals = [Dyadic](repeating: .zero, count: (dimension + 1) * (dimension + 2) / 2)
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, _ in
      let size = size(of: simplex.map { vertices[$0] })
      if size.isZero { return }
      let points = simplex.map { vertices[$0] + [.one] }
      let sums = (0...dimension).map { axis in points.reduce(Dyadic.zero) { $0 + $1[axis] } }
      var index = 0
      for row in 0...dimension {
        for column in row...dimension {
          totals[index] += size * points.reduce(sums[row] * sums[column]) { $0 + $1[row] * $1[column] }
          index += 1
        }
      }
    }
    return totals
  }
}
