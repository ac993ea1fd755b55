import KnotworkGeometry

/// A network taken apart over a two-dimensional domain: its regions, creases and vertices with their adjacency.
///
/// The domain is a convex polygon in the coordinates (s, t) of a plane in input space; for a network of two inputs the
/// plane is the input space itself. Slopes, areas and distances are in those coordinates.
///
/// Which regions exist, and which are neighbours, is exact for the weights as they are: every sign that rounding could
/// flip is decided in exact arithmetic. Coordinates and coefficients are doubles, rounded at the end of short sums.
public struct Dissection: Sendable {
  /// The network that was taken apart.
  public let network: Network
  /// The plane of the domain; ``Plane/identity`` for a network of two inputs.
  public let plane: Plane
  /// The domain in plane coordinates.
  public let domain: ConvexPolygon
  let complex: Complex
  let compiled: CompiledNetwork

  /// Takes a network apart over a domain.
  ///
  /// - Parameters:
  ///   - network: any number of inputs n and outputs.
  ///   - domain: a convex polygon in plane coordinates.
  ///   - plane: a plane in ℝⁿ; leave it out for n = 2.
  ///   - threads: how many threads share the work; the result does not depend on it.
  ///   - limits: when to give up.
  ///   - progress: where to read, meanwhile, how far it has come.
  /// - Throws: ``LimitReached`` when a limit was reached, ``InvalidNetwork`` when weights are so large that
  ///   pre-activations overflow, `InvalidGeometry` when the plane's dimension is not the number of inputs.
  /// - Complexity: time O(h) per region for layers of h units, plus O(h²) per region of the layers before the last hidden
  ///   one; memory about 250 bytes per region for layers of 128 units.
  public init(
    of network: Network, over domain: ConvexPolygon, on plane: Plane = .identity, threads: Int = 1,
    limits: Limits = .none, progress: Progress = Progress()
  ) throws {
    guard plane.dimension == network.inputCount else {
      throw InvalidGeometry(
        "a plane in dimension \(plane.dimension), but the network has \(network.inputCount) inputs")
    }
    let compiled = try CompiledNetwork(network, on: plane, over: domain)
    let outputCount = network.outputCount
    let wordCount = compiled.wordCount
    let (common, parts) = try ParallelSubdivision.run(
      compiled, threads: threads, limits: limits, progress: progress
    ) { edgeCount in
      RegionRecorder(edgeCount: edgeCount, outputCount: outputCount, wordCount: wordCount)
    }
    self.network = network
    self.plane = plane
    self.domain = domain
    self.compiled = compiled
    complex = Complex(parts.isEmpty ? common : RegionRecorder.merging(common, parts.map { ($0.task, $0.sink) }))
  }

  /// Takes a two-input network apart over a box.
  ///
  /// - Throws: as ``init(of:over:on:threads:limits:progress:)``, and `InvalidGeometry` for a box that is not 2-dimensional.
  public init(
    of network: Network, over box: Box, threads: Int = 1, limits: Limits = .none, progress: Progress = Progress()
  ) throws {
    guard box.dimension == 2 else {
      throw InvalidGeometry("a box of \(box.dimension) intervals, expected 2")
    }
    try self.init(of: network, over: ConvexPolygon(box), threads: threads, limits: limits, progress: progress)
  }
}

extension Network {
  /// The number of regions over a convex polygon of a plane, without keeping any.
  ///
  /// - Throws: as ``Dissection/init(of:over:on:threads:limits:progress:)``.
  /// - Complexity: memory is independent of the number of regions.
  public func regionCount(
    over domain: ConvexPolygon, on plane: Plane = .identity, threads: Int = 1, limits: Limits = .none,
    progress: Progress = Progress()
  ) throws -> Int {
    guard plane.dimension == inputCount else {
      throw InvalidGeometry("a plane in dimension \(plane.dimension), but the network has \(inputCount) inputs")
    }
    let compiled = try CompiledNetwork(self, on: plane, over: domain)
    let (common, parts) = try ParallelSubdivision.run(
      compiled, threads: threads, limits: limits, progress: progress
    ) { _ in RegionCounter() }
    return parts.reduce(common.count) { $0 + $1.sink.count }
  }
}
