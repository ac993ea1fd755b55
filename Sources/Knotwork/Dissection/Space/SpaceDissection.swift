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
  ///   - detail: what to keep of every region.
  ///   - threads: how many threads share the work; the result does not depend on it.
  ///   - limits: when to give up.
  ///   - progress: where to read, meanwhile, how far it has come.
  /// - Throws: ``LimitReached`` when a limit was reached, ``InvalidNetwork`` when weights are so large that
  ///   pre-activations overflow, `InvalidGeometry` when the domain's dimension is not the number of inputs, or more
  ///   than 12 where vertices are asked for.
  public init(
    of network: Network, over domain: Polytope, detail: Detail = .facets, threads: Int = 1, limits: Limits = .none,
    progress: Budget.Progress = Budget.Progress()
  ) throws {
    try self.init(
      of: network, over: domain, by: .best(dimension: network.inputCount), detail: detail, threads: threads,
      limits: limits, progress: progress)
  }

  /// What is kept of every region.
  public enum Detail: Sendable {
    /// Pattern, maps, a point inside, facets and neighbours.
    case facets
    /// Vertices and volume as well: about 2^d vertices for each region, and O(d! · d³) steps for its volume.
    case vertices
  }

  init(
    of network: Network, over domain: Polytope, by engine: CellEngine, detail: Detail = .facets, threads: Int = 1,
    limits: Limits = .none, progress: Budget.Progress = Budget.Progress()
  ) throws {
    if detail == .vertices { try domain.requireVertices() }
    let compiled = try CompiledNetwork(network, over: domain)
    let parts = try (detail == .vertices ? .skeleton : engine).run(
      compiled, threads: threads, limits: limits, progress: progress
    ) { CellRecorder(compiled, keepsVertices: detail == .vertices) }
    self.network = network
    self.domain = domain
    let computed = SpaceComplex(CellRecorder.joined(parts, threads: threads), of: compiled, threads: threads)
    complex = ExactMaps(computed).accurateMaps(threads: threads).map { SpaceComplex(computed, maps: $0) } ?? computed
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
