import KnotworkGeometry

/// A network taken apart over a domain of one or two dimensions: its regions, creases and vertices with their adjacency.
///
/// The domain lies in the coordinates (s, t) of a plane in input space; for a network of two inputs these are the inputs
/// themselves. Along a line only s counts: the domain is then an interval, kept as a strip of height 1. Slopes, bends and
/// volumes are in these coordinates.
///
/// Which regions exist, and which are neighbours, is exact for the weights as they are: every sign that rounding could
/// flip is decided in exact arithmetic. Coordinates and coefficients are doubles, rounded at the end of short sums.
public struct Dissection: Sendable {
  /// The network that was taken apart.
  public let network: Network
  /// The plane of the domain; `Plane.identity` for a network of two inputs.
  public let plane: Plane
  /// The domain in plane coordinates; for an interval [a, b] the rectangle [a, b] × [0, 1].
  public let domain: ConvexPolygon
  let complex: Complex

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
  ///   one; memory about 300 bytes per region for layers of 128 units.
  public init(
    of network: Network, over domain: ConvexPolygon, on plane: Plane = .identity, threads: Int = 1,
    limits: Limits = .none, progress: Budget.Progress = Budget.Progress()
  ) throws {
    let threads = max(1, threads)
    let compiled = try CompiledNetwork(network, on: plane, over: domain)
    let computed = try Complex(recording: compiled, threads: threads, limits: limits, progress: progress)
    self.network = network
    self.plane = plane
    self.domain = domain
    complex = ExactMaps(computed).accurateMaps(threads: threads).map { Complex(computed, maps: Column($0)) } ?? computed
  }

  /// Takes a network of one or two inputs apart over a box.
  ///
  /// - Throws: as ``init(of:over:on:threads:limits:progress:)``, and `InvalidGeometry` for a box of another dimension.
  public init(
    of network: Network, over box: Box, threads: Int = 1, limits: Limits = .none,
    progress: Budget.Progress = Budget.Progress()
  ) throws {
    let (domain, plane) = try box.planeDomain(inputs: network.inputCount)
    try self.init(of: network, over: domain, on: plane, threads: threads, limits: limits, progress: progress)
  }

  /// Takes a network of any number of inputs apart along a segment, whose coordinate s runs from 0 to 1.
  ///
  /// - Throws: as ``init(of:over:on:threads:limits:progress:)``.
  public init(
    of network: Network, along segment: Segment, threads: Int = 1, limits: Limits = .none,
    progress: Budget.Progress = Budget.Progress()
  ) throws {
    try self.init(
      of: network, over: .strip(0...1), on: .line(through: segment), threads: threads, limits: limits,
      progress: progress)
  }

  /// 2, or 1 where the domain is an interval.
  public var dimension: Int { plane.isLine ? 1 : 2 }

  /// The area of the domain, or its length in one dimension.
  public var volume: Double { domain.area }
}

extension Network {
  /// The number of regions over a convex polygon of a plane, without keeping any.
  ///
  /// - Throws: as ``Dissection/init(of:over:on:threads:limits:progress:)``.
  /// - Complexity: memory is independent of the number of regions.
  public func regionCount(
    over domain: ConvexPolygon, on plane: Plane = .identity, threads: Int = 1, limits: Limits = .none,
    progress: Budget.Progress = Budget.Progress()
  ) throws -> Int {
    let compiled = try CompiledNetwork(self, on: plane, over: domain)
    return try CellEngine.polygon.run(compiled, threads: threads, limits: limits, progress: progress) { CellCounter() }
      .reduce(0) { $0 + $1.count }
  }

  /// The number of regions over a box of one or two dimensions, without keeping any.
  ///
  /// - Throws: as ``Dissection/init(of:over:on:threads:limits:progress:)``.
  public func regionCount(
    over box: Box, threads: Int = 1, limits: Limits = .none, progress: Budget.Progress = Budget.Progress()
  ) throws -> Int {
    let (domain, plane) = try box.planeDomain(inputs: inputCount)
    return try regionCount(over: domain, on: plane, threads: threads, limits: limits, progress: progress)
  }
}

extension Box {
  /// A box of one or two dimensions as a domain in a plane.
  func planeDomain(inputs: Int) throws(InvalidGeometry) -> (domain: ConvexPolygon, plane: Plane) {
    guard dimension == inputs else {
      throw InvalidGeometry("a box of \(dimension) intervals for a network of \(inputs) inputs; expected \(inputs)")
    }
    switch dimension {
    case 1: return (.strip(lower[0]...upper[0]), .axis(0, through: [0]))
    case 2: return (ConvexPolygon(self), .identity)
    default:
      throw InvalidGeometry(
        "a network of \(inputs) inputs over a box: regions are found in one and two dimensions; choose a plane (a slice) "
          + "or a segment of the input space")
    }
  }
}

extension ConvexPolygon {
  /// The rectangle `interval` × [0, 1], which stands for an interval.
  static func strip(_ interval: ClosedRange<Double>) -> ConvexPolygon {
    ConvexPolygon(lower: [interval.lowerBound, 0], upper: [interval.upperBound, 1])
  }
}
