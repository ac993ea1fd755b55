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
    precondition((0..<outputCount).contains(output), "Network: no output number \(output)")
    precondition(
      domain.dimension == inputCount && inputs.allSatisfy { (0..<inputCount).contains($0) }
        && aims.map { $0.count == inputs.count } ?? true, "Network: a domain, inputs or aims of another size")
    let probes = SlopeProbe.pair(for: self, output, over: domain)
    let searches = inputs.indices.flatMap { place -> [SlopeTask] in
      let direction = (0..<inputCount).map { $0 == inputs[place] ? 1.0 : 0 }
      let aim = aims?[place] ?? 0...0
      return [
        SlopeTask(probe: probes.own, direction: direction, aim: aim.lowerBound),
        SlopeTask(probe: probes.opposite, direction: direction, aim: -aim.upperBound),
      ]
    }
    let outcomes = SlopeTask.run(searches, tolerance: tolerance, within: budget)
    let ranges = inputs.indices.map { place in
      let (low, high) = (outcomes[2 * place], outcomes[2 * place + 1])
      return SlopeRange(least: low.end, greatest: high.end.reversed, cause: low.cause ?? high.cause)
    }
    for (input, range) in zip(inputs, ranges) { try probes.own.requireSamples(along: input, in: range) }
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
