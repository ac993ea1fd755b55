import KnotworkGeometry

/// A network taken apart over a polytope of its input space, of any dimension d: its regions, their facets and neighbours.
///
/// Which regions exist, which half-spaces of theirs are redundant and which regions are neighbours is exact for the weights as
/// they are: every decision that rounding could flip is made in exact arithmetic.
public struct SpaceDissection: Sendable {
  /// The network that was taken apart.
  public let network: Network
  /// The domain.
  public let domain: Polytope
  let complex: SpaceComplex

  /// Takes a network apart over a polytope.
  ///
  /// - Parameters:
  ///   - network: d inputs and any number of outputs.
  ///   - domain: a polytope of dimension d.
  ///   - threads: how many threads share the work; the result does not depend on it.
  ///   - limits: when to give up.
  ///   - progress: where to read, meanwhile, how far it has come.
  /// - Throws: ``LimitReached`` when a limit was reached, ``InvalidNetwork`` when weights are so large that
  ///   pre-activations overflow, `InvalidGeometry` when the domain's dimension is not the number of inputs.
  public init(
    of network: Network, over domain: Polytope, threads: Int = 1, limits: Limits = .none,
    progress: DissectionProgress = DissectionProgress()
  ) throws {
    try self.init(
      of: network, over: domain, by: .best(dimension: network.inputCount), threads: threads, limits: limits,
      progress: progress)
  }

  init(
    of network: Network, over domain: Polytope, by engine: CellEngine, threads: Int = 1, limits: Limits = .none,
    progress: DissectionProgress = DissectionProgress()
  ) throws {
    let compiled = try CompiledNetwork(network, over: domain)
    let parts = try engine.run(compiled, threads: threads, limits: limits, progress: progress) {
      CellRecorder(compiled)
    }
    self.network = network
    self.domain = domain
    let computed = SpaceComplex(CellRecorder.joined(parts, threads: threads), of: compiled, threads: threads)
    complex = ExactMaps(computed).accurateMaps().map { SpaceComplex(computed, maps: $0) } ?? computed
  }

  /// The number d of coordinates.
  public var dimension: Int { domain.dimension }

  /// All regions, in the order of their discovery.
  public var regions: Regions { Regions(complex: complex) }

  /// The number of creases: pairs of regions that share a facet.
  public var creaseCount: Int {
    complex.neighbours.reduce(0) { $0 + ($1 >= 0 ? 1 : 0) } / 2
  }

  /// The regions of a dissection.
  public struct Regions: RandomAccessCollection, Sendable {
    let complex: SpaceComplex
    /// 0.
    public var startIndex: Int { 0 }
    /// Their number.
    public var endIndex: Int { complex.regionCount }
    /// The region with this number.
    public subscript(index: Int) -> SpaceRegion {
      precondition(indices.contains(index), "region \(index) of \(count)")
      return SpaceRegion(complex: complex, index: index)
    }
  }

  /// Merges the regions across creases without bend; exact.
  public func linearPieces() -> LinearPieces { ExactMaps(complex).linearPieces(joining: complex.pairs) }

  /// The number of distinct affine maps, all outputs taken together; exact. Pieces that do not touch may share one.
  public func affineMapCount(in pieces: LinearPieces) -> Int { ExactMaps(complex).affineMapCount(in: pieces) }

  func requireOutput(_ output: Int) {
    precondition(
      (0..<network.outputCount).contains(output), "output \(output), but the network has \(network.outputCount)")
  }
}

extension SpaceComplex {
  /// Each pair of neighbours once, the lower number first.
  var pairs: some Sequence<(Int, Int)> {
    (0..<regionCount).lazy.flatMap { region in
      self.facets(of: region).lazy.filter { Int(self.neighbours[$0]) > region }.map {
        (region, Int(self.neighbours[$0]))
      }
    }
  }
}

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
    return complex.isActive(unit, in: complex.compiled.strata[layer], region: region)
  }
}
