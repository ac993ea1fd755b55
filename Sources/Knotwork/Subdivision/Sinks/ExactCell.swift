import KnotworkGeometry

/// A cell without rounding: its vertices, functions at them, and integrals over it.
///
/// For cells of which floating point does not tell enough: thin ones, ones far from the origin, and ones whose maps are
/// differences of large numbers.
struct ExactCell {
  let vertices: [HomogeneousPoint]
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
      return point
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
  var interiorPoint: [Double] { InteriorSearch(facetForms: facetForms, vertices: vertices).point() }

  /// The map of an output.
  func map(of output: Int) -> ExactForm { forms.form(layer: compiled.depth, unit: output, pattern: pattern) }

  /// The volume.
  var volume: ExactQuotient {
    let moments = moments()
    return moments[moments.numerators.count - 1]
  }

  /// The integrals of 1, the coordinates and their products over the cell: element (i, j), i ≤ j, of the symmetric matrix of
  /// all products of (x₁, …, x_d, 1), row by row.
  ///
  /// Over a simplex of volume V with vertices xᵥ the integral of f g is V (Σ f Σ g + Σ f g) / ((d + 1) (d + 2)) for affine f, g.
  ///
  /// - Complexity: O(d³) integer operations for each simplex of a triangulation.
  func moments() -> ExactVector {
    let dimension = compiled.dimension
    var parts: [ExactVector] = []
    Triangulation.forEachSimplex(of: view, dimension: dimension) { simplex, _ in
      let points = simplex.map { vertices[$0] }
      // |det| / (d! Π denominators) is the volume; over the product P of the denominators a vertex is Nᵥ P / Dᵥ.
      let size = Dyadic.determinant(points.map { $0.numerators + [$0.denominator] }).magnitude
      if size.isZero { return }
      let product = points.reduce(Dyadic.one) { $0 * $1.denominator }
      let scaled = points.indices.map { own in
        let others = points.indices.reduce(Dyadic.one) { $1 == own ? $0 : $0 * points[$1].denominator }
        return (points[own].numerators + [points[own].denominator]).map { $0 * others }
      }
      let sums = (0...dimension).map { axis in scaled.reduce(Dyadic.zero) { $0 + $1[axis] } }
      var numerators: [Dyadic] = []
      for row in 0...dimension {
        for column in row...dimension {
          numerators.append(size * scaled.reduce(sums[row] * sums[column]) { $0 + $1[row] * $1[column] })
        }
      }
      let count = (1...dimension).reduce(Double((dimension + 1) * (dimension + 2))) { $0 * Double($1) }
      parts.append(ExactVector(numerators, over: Dyadic(count) * product * product * product))
    }
    let size = (dimension + 1) * (dimension + 2) / 2
    guard !parts.isEmpty else { return ExactVector([Dyadic](repeating: .zero, count: size), over: .one) }
    return ExactVector.sum(parts[...])
  }
}

/// Sums over cells of the integrals that means and best approximations of one output are made of, without rounding.
struct ExactMomentSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private let output: Int
  /// For each cell the moments, the integrals of f · (x₁, …, x_d, 1), and that of f².
  private var terms: [ExactVector] = []

  init(_ compiled: CompiledNetwork, output: Int) {
    self.compiled = compiled
    self.output = output
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let cell = ExactCell(region, view, compiled)
    let moments = cell.moments()
    let map = cell.map(of: output).coefficients
    let products = map.indices.map { row in
      map.indices.reduce(Dyadic.zero) { sum, column in
        let index = ExactMoments.index(min(row, column), max(row, column), dimension: map.count - 1)
        return sum + map[column] * moments.numerators[index]
      }
    }
    let square = zip(map, products).reduce(Dyadic.zero) { $0 + $1.0 * $1.1 }
    terms.append(ExactVector(moments.numerators + products + [square], over: moments.denominator))
  }

  mutating func merge(_ other: ExactMomentSink) { terms += other.terms }

  /// - Complexity: that of adding fractions, pair by pair.
  var moments: ExactMoments { ExactMoments(ExactVector.sum(terms[...]), dimension: compiled.dimension) }
}

/// Integrals of an output f over a domain, without rounding.
struct ExactMoments {
  private let sums: ExactVector
  private let dimension: Int

  fileprivate init(_ sums: ExactVector, dimension: Int) {
    self.sums = sums
    self.dimension = dimension
  }

  /// Where element (row, column), row ≤ column, of a symmetric matrix of d + 1 rows stands.
  fileprivate static func index(_ row: Int, _ column: Int, dimension: Int) -> Int {
    row * (2 * dimension + 3 - row) / 2 + column - row
  }

  private var size: Int { (dimension + 1) * (dimension + 2) / 2 }

  var mean: ExactQuotient { ExactQuotient(sums.numerators[size + dimension], over: sums.numerators[size - 1]) }

  /// The affine function that is closest in the mean square, d coefficients and the constant, and the root of the mean squared
  /// deviation: the normal equations, solved without rounding.
  var linearFit: (map: HomogeneousPoint, rms: Double) {
    let equations = (0...dimension).map { row in
      (0...dimension).map { column in
        sums.numerators[ExactMoments.index(min(row, column), max(row, column), dimension: dimension)]
      } + [-sums.numerators[size + row]]
    }
    guard let map = HomogeneousPoint(meetingOf: equations, dimension: dimension + 1) else {
      preconditionFailure("a domain has an inside")
    }
    // ∫ (f − L)² = ∫ f² − ∫ f L for the best L.
    let explained = (0...dimension).reduce(Dyadic.zero) { $0 + map.numerators[$1] * sums.numerators[size + $1] }
    let square = sums.numerators[size + dimension + 1] * map.denominator - explained
    return (map, ExactQuotient(square, over: map.denominator * sums.numerators[size - 1]).squareRoot)
  }
}

/// The largest difference of an output and an affine function of exact coefficients.
struct ExactDeviationSink: CellSink, Sendable {
  static var detail: ViewDetail { .everything }
  private let compiled: CompiledNetwork
  private let output: Int
  private let fit: HomogeneousPoint
  private(set) var largest = (deviation: -1.0, point: [Double]())

  init(_ compiled: CompiledNetwork, output: Int, _ fit: HomogeneousPoint) {
    self.compiled = compiled
    self.output = output
    self.fit = fit
  }

  mutating func add(_ region: FoundCell) {
    guard let view = region.view else { return }
    let cell = ExactCell(region, view, compiled)
    let residual = zip(cell.map(of: output).coefficients, fit.numerators).map { $0 * fit.denominator - $1 }
    for vertex in cell.vertices {
      let value = zip(residual, vertex.numerators + [vertex.denominator]).reduce(Dyadic.zero) { $0 + $1.0 * $1.1 }
      let deviation = Dyadic.quotient(value, fit.denominator * vertex.denominator).magnitude
      if deviation > largest.deviation { largest = (deviation, vertex.rounded.map { $0 + 0 }) }
    }
  }

  mutating func merge(_ other: ExactDeviationSink) {
    if other.largest.deviation > largest.deviation { largest = other.largest }
  }
}
