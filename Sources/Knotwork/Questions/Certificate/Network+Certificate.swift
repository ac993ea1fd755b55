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

  /// Proves the same of cells of the tree of splits, each by itself, one after the other as far as a number of steps goes: parts of
  /// the proof of all regions. Their steps are those of the whole proof behind those that lead into the cell.
  ///
  /// - Parameters:
  ///   - cells: which; `""` is the domain.
  ///   - domain: a polytope of the input space.
  ///   - steps: how many of the engine, ``WorkedCell/leastSteps(for:)`` at least.
  ///   - budget: limits that end the work without a result, and progress; it has one thread.
  ///   - finished: is called behind the steps of each cell. A cell that nothing was done in has none.
  ///   - body: gets the steps, in order.
  /// - Throws: as ``certify(over:within:_:)``; ``InvalidCheckpoint`` for what is no cell of the tree.
  public func certify(
    cells: [String], over domain: Polytope, steps: Int, within budget: Budget = Budget(),
    finished: (WorkedCell) throws -> Void, _ body: (RegionProofStep) throws -> Void
  ) throws {
    let compiled = try DomainCoordinates(.polytope(domain), inputs: inputCount).compile(self)
    let checker = try RegionProofChecker(self, over: domain, isPart: true)
    let run = Budget.Run(budget, steps: steps)
    try withoutActuallyEscaping(body) { body in
      let log = RegionProofLog(checker, body)
      var engine = Subdivision<ProvingCells, ViewCounter>(compiled, sink: ViewCounter(), meter: Meter(run))
      engine.geometry.log = log
      log.stop = { run.stop() }
      do {
        try engine.work(on: cells, starting: { log.restart(checker, at: $0) }) { cell, _ in
          if cell.left != [cell.cell] { try log.finish(leaving: cell.left.count) }
          try finished(cell)
        }
      } catch {
        throw log.failure ?? error
      }
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
  /// The sides that lead into the cell that a part is about; nil for a whole proof.
  private var sides: ArraySlice<Bool>?
  /// Steps of a part in the current cell, which are those of another part if the cell is left to it.
  private var waiting: [RegionProofStep] = []

  init(_ checker: RegionProofChecker, _ body: @escaping (RegionProofStep) throws -> Void) {
    self.checker = checker
    self.body = body
  }

  /// Goes on with a part about a cell.
  func restart(_ checker: RegionProofChecker, at cell: String) {
    self.checker = checker
    sides = (SplitPath(cell)?.sides ?? [])[...]
    waiting = []
  }

  /// The cells that are left of the current part are those of others.
  func finish(leaving count: Int) throws {
    for _ in 0..<count {
      waiting = []
      add(.left)
    }
    if let failure { throw failure }
    try checker.finish()
  }

  /// Adds a step that must be right.
  func add(_ step: RegionProofStep) {
    guard failure == nil else { return }
    do {
      if case .split(let layer, let unit) = step, let isActive = sides?.popFirst() {
        let side = RegionProofStep.entered(RegionProofStep.Side(layer: layer, unit: unit, isActive: isActive))
        try checker.check(side)
        try handOn(side)
      } else {
        try checker.check(step)
        try handOn(step)
      }
    } catch {
      failure = error
      stop()
    }
  }

  private func handOn(_ step: RegionProofStep) throws {
    if sides != nil, case .settled = step { return waiting.append(step) }
    for step in waiting { try body(step) }
    waiting = []
    try body(step)
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
      try handOn(step)
    } catch {
      failure = error
      stop()
    }
    return true
  }
}
