import KnotworkGeometry

extension Dissection {
  /// The least and the greatest value of an output over the domain, and where they are taken; exact.
  ///
  /// A piecewise-linear function takes both at vertices of regions. Floating point with error bounds leaves a few candidates,
  /// which exact arithmetic compares; of several optima the first is given.
  /// - Requires: `output` is the number of an output.
  /// - Throws: ``LimitReached`` when a limit was reached, `InvalidGeometry` in more than 12 dimensions and for the whole input
  ///   space.
  /// - Complexity: O(candidates) where ``Detail/extremes`` were kept; O(vertices) where those were, and elsewhere a run that finds them.
  public func extremes(
    of output: Int = 0, within budget: Budget = Budget()
  ) throws -> (minimum: Extreme, maximum: Extreme) {
    let search = try search(of: output, within: budget)
    return (search.minimum.optimum.rounded, search.maximum.optimum.rounded)
  }

  /// The interval of an output's values over the domain, rounded outward.
  package func range(of output: Int, within budget: Budget = Budget()) throws -> ClosedRange<Double> {
    let search = try search(of: output, within: budget)
    return search.minimum.optimum.value.roundedDown...search.maximum.optimum.value.roundedUp
  }

  private func search(
    of output: Int, within budget: Budget
  ) throws -> (minimum: ExtremeSearch, maximum: ExtremeSearch) {
    requireOutput(output)
    if let extremes { return extremes.searches[output] }
    let compiled = record.table.compiled
    let run = Budget.Run(budget)
    let sinks = try visit(within: budget) { ExtremesSink(compiled, outputs: [output], in: run) }
    return try ExtremesSink.joined(sinks, in: run, regionsFound: regions.count).searches[0]
  }
}

extension Network {
  /// The least and the greatest value of each output over a domain, and where they are taken; exact. Keeps no regions, and so needs no
  /// maps that are accurate.
  ///
  /// - Throws: as ``Dissection/extremes(of:within:)``, and `InvalidNetwork` when weights are so large that pre-activations overflow.
  /// - Complexity: a run that finds all vertices.
  package func extremes(over domain: Domain, within budget: Budget) throws -> [OutputExtremes] {
    let compiled = try DomainCoordinates(domain, inputs: inputCount).compile(self)
    try compiled.requireVertices()
    let run = Budget.Run(budget)
    let sinks = try CellEngine.withVertices(dimension: compiled.dimension).visit(compiled, within: budget) {
      ExtremesSink(compiled, in: run)
    }
    return try ExtremesSink.joined(sinks, in: run, regionsFound: 1).searches.map {
      try run.requireTime(regionsFound: 1)
      return OutputExtremes(minimum: $0.minimum.optimum, maximum: $0.maximum.optimum)
    }
  }
}

/// What an output's values over a domain lie between.
package struct OutputExtremes: Sendable {
  /// The least and the greatest value, and where they are taken.
  package let minimum, maximum: ExactOptimum

  /// Both values, rounded outward.
  package var range: ClosedRange<Double> { minimum.value.roundedDown...maximum.value.roundedUp }
}
