import KnotworkGeometry

/// Which geometry subdivides cells of a number of dimensions.
///
/// An average cell has about 2^d vertices, and splitting it by them takes O(4^d) steps; a linear program takes O(d³). Measured
/// on networks of one and two hidden layers, vertices are faster up to five dimensions and half-spaces beyond.
enum CellEngine {
  /// Cells by their vertices.
  case skeleton
  /// Cells by their half-spaces.
  case signTree

  /// The faster one.
  static func best(dimension: Int) -> CellEngine { dimension <= 5 ? .skeleton : .signTree }

  /// Subdivides a domain into sinks, in the order of a single run.
  func run<Sink: CellSink & Sendable>(
    _ compiled: CompiledNetwork, threads: Int, limits: Limits, progress: DissectionProgress,
    makeSink: @Sendable () -> Sink
  ) throws(LimitReached) -> [Sink] {
    switch self {
    case .skeleton where compiled.domainRows.count >= UInt64.capacity:
      try CellSubdivision<Skeleton<WideMask>, Sink>.run(
        compiled, threads: threads, limits: limits, progress: progress, makeSink: makeSink)
    case .skeleton:
      try CellSubdivision<Skeleton<UInt64>, Sink>.run(
        compiled, threads: threads, limits: limits, progress: progress, makeSink: makeSink)
    case .signTree:
      try CellSubdivision<SignTree, Sink>.run(
        compiled, threads: threads, limits: limits, progress: progress, makeSink: makeSink)
    }
  }
}

extension Network {
  /// The number of regions over a polytope of the input space, of any dimension, without keeping any.
  ///
  /// - Throws: ``LimitReached`` when a limit was reached, ``InvalidNetwork`` when weights are so large that pre-activations
  ///   overflow, `InvalidGeometry` when the domain's dimension is not the number of inputs.
  /// - Complexity: memory is independent of the number of regions.
  public func regionCount(
    over domain: Polytope, threads: Int = 1, limits: Limits = .none, progress: DissectionProgress = DissectionProgress()
  ) throws -> Int {
    try regionCount(
      over: domain, by: .best(dimension: inputCount), threads: threads, limits: limits, progress: progress)
  }

  func regionCount(
    over domain: Polytope, by engine: CellEngine, threads: Int = 1, limits: Limits = .none,
    progress: DissectionProgress = DissectionProgress()
  ) throws -> Int {
    let compiled = try CompiledNetwork(self, over: domain)
    return try engine.run(compiled, threads: threads, limits: limits, progress: progress) { CellCounter() }
      .reduce(0) { $0 + $1.count }
  }
}
