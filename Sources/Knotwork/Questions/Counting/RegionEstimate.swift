import KnotworkGeometry

/// An estimate of a number of regions that is too large to count.
public struct RegionEstimate: Equatable, Codable, Sendable {
  /// The mean of the samples: without bias, but never above ``bound``.
  public let regions: Double
  /// The standard error of the mean.
  public let standardError: Double
  /// The number of samples.
  public let samples: Int
  /// So many regions there are at most, by ``Network/regionBound``; infinite where that is too large for a double.
  public let bound: Double

  /// An interval that holds the true number in about 95 of 100 cases, as far as the samples are normally distributed; never
  /// below one region nor above ``bound``.
  public var interval: ClosedRange<Double> {
    let margin = 1.96 * standardError
    return max(1, regions - margin)...max(1, min(bound, regions + margin))
  }
}

extension Network {
  /// Estimates the number of regions over a bounded domain by random descents.
  ///
  /// A descent subdivides a cell into up to 2⁸ parts, goes on with one of them, and takes it for all of them; the expectation
  /// of what it finds is the number of regions, whatever the shape of the tree (Knuth 1975, Estimating the efficiency of
  /// backtrack programs).
  /// - Parameters:
  ///   - domain: a bounded domain of the input space.
  ///   - samples: the number of descents.
  ///   - seed: equal seeds give equal estimates.
  ///   - budget: a time limit ends the sampling early, after two descents at least.
  /// - Throws: ``LimitReached`` when it was cancelled, `InvalidGeometry` for the whole input space; otherwise as
  ///   ``regionCount(over:within:checkpoints:)``.
  /// - Complexity: for each sample about 2⁸ cells for every 8 splits down to a region.
  public func regionEstimate(
    over domain: Domain, samples: Int = 1000, seed: UInt64 = 0, within budget: Budget = Budget()
  ) throws -> RegionEstimate {
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self)
    return try Descents(compiled, seed).estimate(samples, atMost: regionBound, Budget.Run(budget))
  }
}

/// Random descents in the tree of splits.
private struct Descents {
  private static var levels: Int { 8 }
  private let compiled: CompiledNetwork
  private var random: SplitMix64

  init(_ compiled: CompiledNetwork, _ seed: UInt64) {
    self.compiled = compiled
    random = SplitMix64(state: seed)
  }

  consuming func estimate(
    _ samples: Int, atMost bound: RegionBound, _ run: Budget.Run
  ) throws -> RegionEstimate {
    var (count, mean, squares) = (0, 0.0, 0.0)
    let (branches, rootLeaves) = try parts(of: .root)
    while count < max(2, samples) {
      if count >= 2, let deadline = run.deadline, ContinuousClock.now > deadline { break }
      if run.isStopped { throw LimitReached(cause: .cancelled, regionsFound: 0) }
      let value = try descend(branches, leaves: rootLeaves)
      count += 1
      let difference = value - mean
      mean += difference / Double(count)
      squares += difference * (value - mean)
      _ = run.add(regions: 0, fraction: 1 / Double(max(2, samples)))
    }
    let variance = squares / Double(count - 1)
    // The bound is a whole number whose logarithm was rounded.
    let most = bound.value < 0x1p50 ? bound.value.rounded() : bound.value * (1 + 0x1p-40)
    return RegionEstimate(
      regions: min(mean, most), standardError: (variance / Double(count)).squareRoot(), samples: count, bound: most)
  }

  private mutating func descend(
    _ branches: [SplitPath], leaves: Int
  ) throws -> Double {
    var (total, weight) = (Double(leaves), 1.0)
    var branches = branches
    while !branches.isEmpty {
      weight *= Double(branches.count)
      let chosen = branches[Int(random.next(upperBound: UInt(branches.count)))]
      let found: Int
      (branches, found) = try parts(of: chosen)
      total += weight * Double(found)
    }
    return total
  }

  /// Subdivides a cell some levels deep: the cells that are left, and the number of complete regions before these.
  private func parts(
    of cell: SplitPath
  ) throws -> (open: [SplitPath], complete: Int) {
    let meter = Meter(Budget.Run(Budget()))
    var engine = Subdivision<HalfSpaceCells, CellCounter>(
      compiled, sink: CellCounter(), meter: meter)
    engine.captureLevel = cell.sides.count + Descents.levels
    try engine.run(cell)
    return (engine.captured, engine.sink.count)
  }
}
