import KnotworkGeometry

extension Network {
  /// The number of regions over a domain of any dimension, without keeping any.
  ///
  /// - Parameters:
  ///   - domain: for the whole input space the regions of the homogenized network are counted, in one dimension more.
  ///   - budget: threads, limits and progress; the number does not depend on the threads.
  ///   - checkpoints: where to go on, and how to keep what was done; nil to do neither.
  /// - Throws: ``LimitReached`` when a limit was reached, ``InvalidNetwork`` when weights are so large that pre-activations
  ///   overflow, `InvalidGeometry` when the domain is not one of the network's input space, ``InvalidCheckpoint`` when the
  ///   checkpoint is of another enumeration.
  /// - Complexity: as ``Dissection/init(of:over:keeping:within:)``; memory is independent of the number of regions.
  public func regionCount(
    over domain: Domain, within budget: Budget = Budget(), checkpoints: Checkpoints? = nil
  ) throws -> Int {
    if domain == .wholeSpace {
      return try homogenized().regionCount(over: cone, within: budget, checkpoints: checkpoints)
    }
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self)
    return try regionCount(
      compiled, by: .best(dimension: compiled.dimension), within: budget, checkpoints: checkpoints)
  }

  func regionCount(
    _ compiled: CompiledNetwork, by engine: CellEngine, within budget: Budget = Budget(),
    checkpoints: Checkpoints? = nil
  ) throws -> Int {
    try engine.run(compiled, within: budget, checkpoints: checkpoints) { CellCounter() }
      .reduce(checkpoints?.start?.regions ?? 0) { $0 + $1.count }
  }
}
