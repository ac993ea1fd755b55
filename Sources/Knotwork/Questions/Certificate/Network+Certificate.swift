import KnotworkGeometry

extension Network {
  /// Proves which regions the network has over a polytope: every sign that is decided is decided once more in exact arithmetic,
  /// by the checker that others would use.
  ///
  /// - Parameters:
  ///   - domain: a polytope of the input space.
  ///   - budget: limits and progress; a proof has one thread.
  ///   - body: gets the steps of the proof, in order; what it throws ends the work.
  /// - Returns: the number of regions.
  /// - Throws: as ``regionCount(over:within:checkpoints:)``, and what `body` throws.
  /// - Complexity: O(weights · d) exact operations for each region; memory follows the depth of the splits.
  public func certify(
    over domain: Polytope, within budget: Budget = Budget(), _ body: (RegionProofStep) throws -> Void
  ) throws -> Int {
    let compiled = try DomainCoordinates(.polytope(domain), inputs: inputCount).compile(self)
    let run = Budget.Run(budget)
    return try withoutActuallyEscaping(body) { body in
      let log = try RegionProofLog(RegionProofChecker(self, over: domain), body)
      var engine = Subdivision<ProvingCells, ViewCounter>(
        compiled, sink: ViewCounter(), meter: Meter(run))
      engine.geometry.log = log
      log.stop = { run.stop() }
      do {
        try engine.run()
      } catch {
        throw log.failure ?? error
      }
      if let failure = log.failure { throw failure }
      try log.checker.finish()
      return log.checker.regionCount
    }
  }
}

/// Asks for every region's view, where it is written down.
private struct ViewCounter: CellSink {
  static var detail: ViewDetail { .everything }
  mutating func add(_ region: FoundCell) {}
}

/// Takes the steps of a proof, checks them, and hands them on.
final class RegionProofLog {
  private(set) var checker: RegionProofChecker
  private let body: (RegionProofStep) throws -> Void
  private(set) var failure: (any Error)?
  var stop: () -> Void = {}

  init(_ checker: RegionProofChecker, _ body: @escaping (RegionProofStep) throws -> Void) {
    self.checker = checker
    self.body = body
  }

  /// Adds a step that must be right.
  func add(_ step: RegionProofStep) {
    guard failure == nil else { return }
    do {
      try checker.check(step)
      try body(step)
    } catch {
      failure = error
      stop()
    }
  }

  func settle(
    _ layer: Int, _ unit: Int, isActive: Bool, _ scale: Dyadic, _ multipliers: [RegionProofStep.Multiplier]
  ) {
    add(.settled(layer: layer, unit: unit, isActive: isActive, scale: scale, multipliers: multipliers))
  }

  /// Adds a step if it is right.
  func accepts(
    _ layer: Int, _ unit: Int, isActive: Bool, _ scale: Dyadic, _ multipliers: [RegionProofStep.Multiplier]
  ) -> Bool {
    guard failure == nil else { return true }
    let step = RegionProofStep.settled(
      layer: layer, unit: unit, isActive: isActive, scale: scale, multipliers: multipliers)
    do {
      try checker.check(step)
    } catch {
      return false
    }
    do {
      try body(step)
    } catch {
      failure = error
      stop()
    }
    return true
  }
}
