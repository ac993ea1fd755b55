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

extension Network {
  /// Counts the regions in cells of the tree of splits over a domain, one cell after the other on one thread, as far as a number
  /// of steps goes; of what is behind that all is left.
  ///
  /// - Parameters:
  ///   - cells: which; `""` is the domain.
  ///   - domain: where.
  ///   - steps: how many, ``WorkedCell/leastSteps(for:)`` at least.
  ///   - budget: other limits, which end the work without a result, and progress.
  /// - Returns: what was done of each cell.
  /// - Throws: as ``regionCount(over:within:checkpoints:)``; ``InvalidCheckpoint`` for what is no cell of the tree.
  public func regionCounts(
    in cells: [String], over domain: Domain, steps: Int, within budget: Budget = Budget()
  ) throws -> [WorkedCell] {
    if domain == .wholeSpace {
      return try homogenized().regionCounts(in: cells, over: cone, steps: steps, within: budget)
    }
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self)
    var worked: [WorkedCell] = []
    try CellEngine.best(dimension: compiled.dimension)
      .work(compiled, on: cells, steps: steps, within: budget, sink: CellCounter()) { cell, _ in worked.append(cell) }
    return worked
  }
}
