import KnotworkGeometry

/// A vertex of a region at which an output is least or greatest, by the hyperplanes that meet there: whoever has the network finds the
/// point and the value again, without rounding.
public struct VertexWitness: Equatable, Sendable {
  /// The output there, rounded faithfully.
  public let value: Double
  /// The hyperplanes that meet there: units counted through all layers, or −1 − i for facet i of the domain.
  public let facets: [Int]
  /// The pattern of the region, a bit for each unit, layer by layer in whole words.
  public let pattern: [UInt64]

  /// A vertex by its parts, which may be none of any network.
  public init(value: Double, facets: [Int], pattern: [UInt64]) {
    (self.value, self.facets, self.pattern) = (value, facets, pattern)
  }

  fileprivate init(_ search: ExtremeSearch) {
    let (optimum, candidate) = search.best
    self.init(
      value: optimum.value.rounded, facets: candidate.facets.map { Int($0) }, pattern: candidate.pattern)
  }
}

/// The vertices of a part of the domain at which an output is least and greatest.
public struct SharedExtremes: Equatable, Sendable {
  /// Where it is least, the first of several.
  public let least: VertexWitness
  /// Where it is greatest, the first of several.
  public let greatest: VertexWitness

  /// Both vertices.
  public init(least: VertexWitness, greatest: VertexWitness) { (self.least, self.greatest) = (least, greatest) }
}

/// A witness that shows nothing; says why.
public struct InvalidWitness: Error, Equatable, CustomStringConvertible, Sendable {
  /// A clause for people: "its hyperplanes meet in no point".
  public let description: String
}

extension Network {
  /// Finds where outputs are least and greatest over cells of the tree of splits, one cell after the other on one thread, as far as a
  /// number of steps goes.
  ///
  /// - Parameters:
  ///   - cells: which; `""` is the domain.
  ///   - domain: a bounded domain of the input space, of at most 12 dimensions.
  ///   - steps: how many, ``WorkedCell/leastSteps(for:)`` at least.
  ///   - budget: limits that end the work without a result, and progress.
  ///   - finished: is called behind each cell with what was done of it, and for each output with the extremes over the regions that
  ///     were found; nil where none was.
  /// - Throws: as ``regionCounts(in:over:steps:within:)``, `InvalidGeometry` in more than 12 dimensions, and what `finished` throws.
  public func extremes(
    in cells: [String], over domain: Domain, steps: Int, within budget: Budget = Budget(),
    finished: (WorkedCell, [SharedExtremes]?) throws -> Void
  ) throws {
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self)
    try compiled.requireVertices()
    let run = Budget.Run(budget)
    try CellEngine.withVertices(dimension: compiled.dimension)
      .visit(compiled, in: cells, steps: steps, within: budget, sink: ExtremesSink(compiled, in: run)) { cell, sink in
        if sink.isOpen { try run.requireTime(regionsFound: cell.regions) }
        let found = sink.searches.map {
          cell.regions == 0
            ? nil : SharedExtremes(least: VertexWitness($0.minimum), greatest: VertexWitness($0.maximum))
        }
        try finished(cell, found.contains(nil) ? nil : found.compactMap { $0 })
        sink = ExtremesSink(compiled, in: run)
      }
  }
}

/// Compares witnesses of one network over one domain without rounding; for one thread.
public final class WitnessJudge {
  private let compiled: CompiledNetwork

  /// - Throws: as ``Network/regionCounts(in:over:steps:within:)``.
  public init(_ network: Network, over domain: Domain) throws {
    compiled = try DomainCoordinates(domain, inputs: network.inputCount).compile(network)
  }

  /// The first of some witnesses at which an output is greatest, or least.
  ///
  /// Its point and its value are found anew: the point from the hyperplanes, which have to meet in one point of the domain, and the
  /// value from the network at that point, whatever the pattern says.
  ///
  /// - Parameters:
  ///   - witnesses: in their order, one at least.
  ///   - output: the number of the output.
  ///   - isGreatest: whether the greatest value is asked for.
  /// - Throws: ``InvalidWitness`` where a witness that may be the best shows nothing, or another value than it says.
  /// - Complexity: exact forms and one exact evaluation for each witness that rounding does not rule out.
  public func best(
    of witnesses: [VertexWitness], output: Int, isGreatest: Bool
  ) throws(InvalidWitness) -> Extreme {
    let sign = isGreatest ? 1.0 : -1
    // Values are rounded faithfully: none more than one double below the greatest of them is the best.
    let bound = witnesses.reduce(-Double.infinity) { max($0, sign * $1.value) }.nextDown
    var best: ExactOptimum?
    for witness in witnesses where sign * witness.value >= bound {
      let optimum = try optimum(witness, output: output)
      if let best, !(isGreatest ? best.value < optimum.value : optimum.value < best.value) { continue }
      best = optimum
    }
    guard let best else { throw InvalidWitness(description: "no vertex is told") }
    return best.rounded
  }

  private func optimum(_ witness: VertexWitness, output: Int) throws(InvalidWitness) -> ExactOptimum {
    guard witness.pattern.count == compiled.wordCount, witness.value.isFinite,
      (0..<compiled.network.outputCount).contains(output),
      witness.facets.allSatisfy({ (-compiled.domainForms.count..<compiled.unitCount).contains($0) })
    else { throw InvalidWitness(description: "it is of another network or domain") }
    let exact = ExactForms(compiled)
    for layer in compiled.compiledLayers.indices { exact.enter(layer: layer) }
    let forms = witness.facets.map { exact.form(ofFacet: Int32($0), pattern: witness.pattern).coefficients }
    guard let point = HomogeneousPoint(meetingOf: forms, dimension: compiled.dimension) else {
      throw InvalidWitness(description: "its hyperplanes do not meet in one point")
    }
    guard compiled.domainForms.allSatisfy({ point.sign(of: $0.coefficients) >= 0 }) else {
      throw InvalidWitness(description: "its point lies outside the domain")
    }
    let value = compiled.network.exactly(at: point)[output]
    guard value.rounded == witness.value else {
      throw InvalidWitness(description: "the output there is \(value.rounded), and not \(witness.value)")
    }
    return ExactOptimum(value: value, point: point)
  }
}

extension Network {
  /// The outputs at a point of fractions, without rounding: everything times the point's denominator, which is positive.
  ///
  /// - Complexity: one exact multiplication for each weight.
  func exactly(at point: HomogeneousPoint) -> [ExactQuotient] {
    let values = layers.reduce(point.numerators) { values, layer in
      (0..<layer.unitCount).map { unit in
        layer.activations[unit].exactly(
          zip(layer.weights[row: unit], values).reduce(Dyadic(layer.bias[unit]) * point.denominator) { sum, term in
            term.0 == 0 || term.1.isZero ? sum : sum + Dyadic(term.0) * term.1
          })
      }
    }
    return values.map { ExactQuotient($0, over: point.denominator) }
  }
}
