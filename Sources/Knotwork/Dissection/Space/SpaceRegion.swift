import KnotworkGeometry

/// A region: the inputs of the domain that share one activation pattern, a convex polytope with positive volume. On it the
/// network is one affine map.
public struct SpaceRegion: Sendable {
  let complex: SpaceComplex
  /// Its number among the regions of the dissection, from 0.
  public let index: Int

  /// Which units are active on it.
  public var pattern: ActivationPattern {
    let size = complex.compiled.wordCount
    return complex.compiled.pattern(of: complex.words[index * size..<(index + 1) * size])
  }

  /// The affine map y = U x + c of all m outputs on the region: U is m × d.
  public var map: AffineMap {
    let dimension = complex.compiled.dimension
    let rows = (0..<complex.compiled.network.outputCount).map { output in
      let start = complex.mapStart(index, output)
      return Array(complex.maps[start...start + dimension])
    }
    return AffineMap(slope: Matrix(rows.map { Array($0.dropLast()) }), intercept: rows.map { $0[dimension] })
  }

  /// A point inside, d coordinates.
  public var interiorPoint: [Double] {
    let dimension = complex.compiled.dimension
    return Array(complex.interiors[index * dimension..<(index + 1) * dimension])
  }

  /// The corners, d coordinates each; nil unless the dissection was made with ``SpaceDissection/Detail/vertices``.
  public var vertices: [[Double]]? {
    guard !complex.volumes.isEmpty else { return nil }
    let dimension = complex.compiled.dimension
    return (complex.vertexStarts[index]..<complex.vertexStarts[index + 1]).map { vertex in
      Array(complex.vertices[Int(vertex) * dimension..<(Int(vertex) + 1) * dimension])
    }
  }

  /// The volume: the sum over a triangulation of the corners; nil unless the dissection was made with
  /// ``SpaceDissection/Detail/vertices``.
  public var volume: Double? { complex.volumes.isEmpty ? nil : complex.volumes[index] }

  /// Its facets.
  public var facets: [SpaceFacet] {
    complex.facets(of: index).map { SpaceFacet(complex: complex, region: index, position: $0) }
  }

  /// Its half-spaces, none of them redundant: one for each facet, normal · x ≤ offset.
  public var halfSpaces: [HalfSpace] { facets.map(\.halfSpace) }

  /// The numbers of the regions that share a facet with it, ascending.
  public var neighbours: [Int] {
    complex.facets(of: index).compactMap { complex.neighbours[$0] < 0 ? nil : Int(complex.neighbours[$0]) }.sorted()
  }
}

/// A facet of a region: part of a crease, or of the domain's boundary.
public struct SpaceFacet: Sendable {
  let complex: SpaceComplex
  let region: Int
  let position: Int

  /// The number of the region behind it; nil at the domain's boundary.
  public var neighbour: Int? { complex.neighbours[position] < 0 ? nil : Int(complex.neighbours[position]) }

  /// The unit that makes the crease: the layer, and the unit within it, both counted from 0; nil at the domain's boundary.
  ///
  /// Where several units bend at the same facet it is the first of them that split the domain.
  public var unit: (layer: Int, index: Int)? {
    let id = complex.facets[position]
    return id < 0 ? nil : complex.compiled.place(of: Int(id))
  }

  /// The half-space of the region that the facet bounds, normal · x ≤ offset; coefficients rounded from exact ones.
  public var halfSpace: HalfSpace {
    let id = complex.facets[position]
    let row = ExactMaps(complex).hyperplane(id, of: region).rounded
    let isInside = id < 0 || isActive
    return HalfSpace(
      normal: row.dropLast().map { isInside ? 0 - $0 : $0 },
      offset: isInside ? row[row.count - 1] : 0 - row[row.count - 1])
  }

  /// The bend of each output: the jump of its slope along the unit normal; > 0 is convex (a valley), < 0 concave (a ridge),
  /// and 0 means exactly 0. Nil at the domain's boundary.
  public var bends: [Double]? {
    guard let neighbour else { return nil }
    let maps = ExactMaps(complex)
    let normal = halfSpace.normal
    let size = normal.reduce(0) { max($0, $1.magnitude) }
    let direction = normal.map { $0 / size }
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return (0..<complex.compiled.network.outputCount).map { output in
      guard maps.isBent(between: region, and: neighbour, output: output) else { return 0 }
      let (here, there) = (maps.map(of: region, output: output), maps.map(of: neighbour, output: output))
      let jump = zip(here.coefficients, there.coefficients).map { ($1 - $0).nearest }
      return zip(jump, direction).reduce(0) { $0 + $1.0 * $1.1 } / length
    }
  }

  private var isActive: Bool {
    let (layer, unit) = complex.compiled.place(of: Int(complex.facets[position]))
    return complex.isActive(unit, in: complex.compiled.compiledLayers[layer], region: region)
  }
}
