import Knotwork
import KnotworkGeometry

extension Network {
  /// Where the slopes of an output along inputs lie over a domain, in any number of dimensions.
  ///
  /// Bounds hold whatever rounding does; slopes that are taken are shown by two points that differ in that input alone, whose values are
  /// compared in rational arithmetic.
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - inputs: the numbers of the inputs.
  ///   - domain: where inputs lie.
  ///   - aims: for each input an interval of which it is to be decided whether all slopes lie in it; 0...0, which decides whether the output
  ///     rises or falls, unless given.
  ///   - tolerance: by how much bounds may be beyond slopes that are taken, relative to the greatest of these.
  ///   - budget: what it may cost.
  /// - Returns: a range for each of `inputs`.
  /// - Requires: numbers that the network has, a domain with as many coordinates as there are inputs, and as many aims as inputs.
  /// - Throws: `FailedGate` where a slope is found beyond a bound that was proved, a fault of the program.
  /// - Complexity: exponential in the number of units in the worst case.
  public func slopes(
    ofOutput output: Int = 0, along inputs: [Int], over domain: Polytope, aims: [ClosedRange<Double>]? = nil,
    tolerance: Double = 0.01, within budget: Budget = Budget()
  ) throws(FailedGate) -> [SlopeRange] {
    try withoutCheckpoints {
      try slopes(
        ofOutput: output, along: inputs, over: domain, aims: aims, tolerance: tolerance, within: budget,
        checkpoints: nil)
    }
  }

  /// Where slopes lie, and keeps how far that has come; see ``slopes(ofOutput:along:over:aims:tolerance:within:)``.
  ///
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - inputs: the numbers of the inputs.
  ///   - domain: where inputs lie.
  ///   - aims: as there.
  ///   - tolerance: as there.
  ///   - budget: threads and limits, which count from here on.
  ///   - checkpoints: where the searches start, and what keeps checkpoints of the same slopes of the same network; nil for none.
  ///   - number: the number of the first of two searches for each of `inputs`.
  /// - Throws: `InvalidCheckpoint` where the start does not fit, what keeping a checkpoint throws, and `FailedGate`.
  public func slopes(
    ofOutput output: Int = 0, along inputs: [Int], over domain: Polytope, aims: [ClosedRange<Double>]? = nil,
    tolerance: Double = 0.01, within budget: Budget, checkpoints: SearchCheckpoints?, number: Int = 0
  ) throws -> [SlopeRange] {
    precondition((0..<outputCount).contains(output), "Network: no output number \(output)")
    let aims = aims ?? inputs.map { _ in 0...0 }
    precondition(aims.count == inputs.count, "Network: \(aims.count) aims for \(inputs.count) inputs")
    let ends = SlopeEnds(of: self, output, along: inputs, over: domain, checkpoints, number)
    let tasks = aims.enumerated().flatMap { place, aim in
      [ends.task(.least, of: place, aim: aim.lowerBound), ends.task(.greatest, of: place, aim: aim.upperBound)]
    }
    let outcomes = try SlopeTask.run(tasks, tolerance: tolerance, within: budget)
    return try ends.ranges(
      least: inputs.indices.map { outcomes[2 * $0] }, greatest: inputs.indices.map { outcomes[2 * $0 + 1] })
  }

  /// Whether the slopes of an output along inputs lie within an interval, everywhere in a domain.
  ///
  /// The work ends when that is decided: then slopes and bounds are what was found on the way. An end of the slopes that the interval leaves
  /// open is looked at last, and only for its sign.
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - inputs: the numbers of the inputs.
  ///   - domain: where inputs lie.
  ///   - interval: where slopes are to lie; without end on one side, as in 0...∞ where the output is to rise.
  ///   - budget: what it may cost.
  /// - Returns: a range for each of `inputs`, of which ``SlopeRange/lies(within:)`` is the answer.
  /// - Requires: numbers that the network has, and a domain with as many coordinates as there are inputs.
  /// - Throws: `FailedGate` where a slope is found beyond a bound that was proved, a fault of the program.
  /// - Complexity: exponential in the number of units in the worst case.
  public func slopes(
    ofOutput output: Int = 0, along inputs: [Int], over domain: Polytope, untilWithin interval: ClosedRange<Double>,
    within budget: Budget = Budget()
  ) throws(FailedGate) -> [SlopeRange] {
    try withoutCheckpoints {
      try slopes(
        ofOutput: output, along: inputs, over: domain, untilWithin: interval, within: budget, checkpoints: nil)
    }
  }

  /// Whether slopes lie within an interval, and keeps how far that has come; see
  /// ``slopes(ofOutput:along:over:untilWithin:within:)``.
  ///
  /// - Parameters:
  ///   - output: the number of the output.
  ///   - inputs: the numbers of the inputs.
  ///   - domain: where inputs lie.
  ///   - interval: where slopes are to lie.
  ///   - budget: threads and limits, which count from here on.
  ///   - checkpoints: where the searches start, and what keeps checkpoints of the same question about the same network; nil for none.
  ///   - number: the number of the first of two searches for each of `inputs`.
  /// - Throws: `InvalidCheckpoint` where the start does not fit, what keeping a checkpoint throws, and `FailedGate`.
  public func slopes(
    ofOutput output: Int = 0, along inputs: [Int], over domain: Polytope, untilWithin interval: ClosedRange<Double>,
    within budget: Budget, checkpoints: SearchCheckpoints?, number: Int = 0
  ) throws -> [SlopeRange] {
    let start = ContinuousClock.now
    let ends = SlopeEnds(of: self, output, along: inputs, over: domain, checkpoints, number)
    let bounds: [(SlopeEnds.Kind, Double)] = [(.least, interval.lowerBound), (.greatest, interval.upperBound)]
    var outcomes: [SlopeEnds.Kind: [SlopeSearch.Outcome]] = [:]
    for isAsked in [true, false] {
      let kinds = bounds.filter { $0.1.isFinite == isAsked }
      guard !kinds.isEmpty else { continue }
      let tasks = kinds.flatMap { kind, bound in
        inputs.indices.map { place in
          var task = ends.task(kind, of: place, aim: bound.isFinite ? bound : 0)
          task.endsWhenDecided = true
          return task
        }
      }
      let found = try SlopeTask.run(tasks, tolerance: 1, within: budget.after(ContinuousClock.now - start))
      for (number, kind) in kinds.enumerated() {
        outcomes[kind.0] = Array(found[number * inputs.count..<(number + 1) * inputs.count])
      }
    }
    return try ends.ranges(least: outcomes[.least] ?? [], greatest: outcomes[.greatest] ?? [])
  }
}

/// The searches for both ends of the slopes along some inputs.
private struct SlopeEnds {
  enum Kind { case least, greatest }

  private let own: SlopeProbe
  private let opposite: SlopeProbe
  private let inputs: [Int]
  private let checkpoints: SearchCheckpoints?
  /// The number of the first search.
  private let number: Int

  init(
    of network: Network, _ output: Int, along inputs: [Int], over domain: Polytope, _ checkpoints: SearchCheckpoints?,
    _ number: Int
  ) {
    precondition((0..<network.outputCount).contains(output), "Network: no output number \(output)")
    precondition(
      domain.dimension == network.inputCount && inputs.allSatisfy { (0..<network.inputCount).contains($0) },
      "Network: a domain or inputs of another size")
    (own, opposite) = SlopeProbe.pair(for: network, output, over: domain)
    (self.inputs, self.checkpoints, self.number) = (inputs, checkpoints, number)
  }

  /// The search for one end of the slopes along one of the inputs.
  func task(_ kind: Kind, of place: Int, aim: Double) -> SlopeTask {
    let direction = own.domain.box.lower.indices.map { $0 == inputs[place] ? 1.0 : 0 }
    var task: SlopeTask
    switch kind {
    case .least: task = SlopeTask(probe: own, direction: direction, aim: aim)
    case .greatest: task = SlopeTask(probe: opposite, direction: direction, aim: -aim)
    }
    task.keeper = checkpoints?.keeper(of: number + 2 * place + (kind == .least ? 0 : 1))
    return task
  }

  /// What the searches come to, one for each input.
  func ranges(least: [SlopeSearch.Outcome], greatest: [SlopeSearch.Outcome]) throws(FailedGate) -> [SlopeRange] {
    let ranges = zip(least, greatest).map { low, high in
      SlopeRange(least: low.end, greatest: high.end.reversed, cause: low.cause ?? high.cause)
    }
    for (input, range) in zip(inputs, ranges) { try own.requireSamples(along: input, in: range) }
    return ranges
  }
}

extension SlopeProbe {
  /// For an output and for its opposite.
  static func pair(
    for network: Network, _ output: Int, over domain: Polytope
  ) -> (own: SlopeProbe, opposite: SlopeProbe) {
    let flat = FlatNetwork([network])
    func probe(_ factor: Double) -> SlopeProbe {
      var row = [Double](repeating: 0, count: network.outputCount + network.inputCount + 1)
      row[output] = factor
      return SlopeProbe(network: flat, row: row, domain: domain)
    }
    return (probe(1), probe(-1))
  }

  /// The gate: slopes around random points and between them lie within what is proved.
  func requireSamples(along input: Int, in range: SlopeRange) throws(FailedGate) {
    let relaxation = Relaxation(network)
    var generator = SplitMix64(state: 11)
    let direction = domain.box.lower.indices.map { $0 == input ? 1.0 : 0 }
    for _ in 0..<100 {
      let point = zip(domain.box.lower, domain.box.upper).map { low, high in
        min(high, max(low, low + (high - low) * Double.random(in: 0...1, using: &generator)))
      }
      _ = relaxation.outputs(at: point)
      let slope = relaxation.gradients(ofRows: row, count: 1)[input]
      guard slope < range.least.bound || slope > range.greatest.bound,
        let found = pair(near: point, along: direction, exponent: 20)
      else { continue }
      guard ExactQuotient(Dyadic(range.least.bound), over: .one) <= found.slope || !range.least.bound.isFinite,
        found.slope <= ExactQuotient(Dyadic(range.greatest.bound), over: .one) || !range.greatest.bound.isFinite
      else {
        throw FailedGate(
          "slopes are proved to lie between \(range.least.bound) and \(range.greatest.bound), but one is "
            + "\(found.pair.slope), from \(found.pair.from) to \(found.pair.to)")
      }
    }
  }
}
