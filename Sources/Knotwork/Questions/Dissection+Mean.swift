import KnotworkGeometry

extension Dissection {
  /// The mean of an output over the domain: its integral divided by the domain's volume.
  ///
  /// The integral over each simplex of a region is its volume times the mean value at its vertices; the sum over regions is
  /// not rounded. Where bounds on rounding leave fewer than seven digits (on thin and far domains, with maps that are
  /// differences of large numbers, or where values cancel), up to 4,000 / k! regions are integrated without rounding,
  /// in at most five dimensions.
  /// - Requires: `output` is the number of an output.
  /// - Throws: ``LimitReached`` when a limit was reached, `InvalidGeometry` in more than 12 dimensions and for the whole input
  ///   space.
  /// - Complexity: O(1) where ``Detail/means`` were kept; elsewhere O(k! · k³) per region, and a run
  ///   that finds vertices where they were not kept.
  public func mean(of output: Int = 0, within budget: Budget = Budget()) throws -> Double {
    requireOutput(output)
    let compiled = record.table.compiled
    let sums =
      try moments
      ?? visit(within: budget) { MomentSink(compiled) }.reduce(into: MomentSink(compiled)) { $0.merge($1) }
    if dimension > Triangulation.dimensionLimit || coordinates?.box.isOrdinary ?? false {
      if let mean = sums.mean(of: output) { return mean }
      if dimension > Triangulation.dimensionLimit || (sums.isFinite && regions.count > exactLimit) {
        return sums.approximateMean(of: output)
      }
    }
    return try exactMoments(of: output, within: budget).mean
  }

  /// Up to so many regions are integrated without rounding: 2,000 in the plane, and fewer in more dimensions, where triangulations
  /// of a region have more simplices.
  var exactLimit: Int { 4000 / (1...max(1, dimension)).reduce(1, *) }

  func exactMoments(of output: Int, within budget: Budget) throws -> ExactMoments {
    let compiled = record.table.compiled
    let offset = try exactValue(of: output)
    return try visit(within: budget) { ExactMomentSink(compiled, output: output, offset: offset) }
      .reduce(into: ExactMomentSink(compiled, output: output, offset: offset)) { $0.merge($1) }.moments
  }

  /// An output at a point of the first region.
  private func exactValue(of output: Int) throws -> Dyadic {
    let (table, region) = (record.table, regions[0])
    let form = ExactForms(table.compiled).form(
      layer: table.compiled.depth, unit: output, pattern: Array(table.words(of: region.position)))
    return zip(form.coefficients, region.interiorPoint).reduce(form.constant) { $0 + $1.0 * Dyadic($1.1) }
  }

  /// The greatest slope norm ‖U‖₂ of an output over all regions: its Lipschitz constant over the domain, in the domain's
  /// coordinates.
  ///
  /// - Requires: `output` is the number of an output.
  /// - Complexity: O(regions · k).
  public func lipschitzConstant(of output: Int = 0) -> Double {
    requireOutput(output)
    let table = record.table
    return (0..<table.regionCount).reduce(0) { greatest, region in
      let start = table.mapStart(region, output)
      return max(greatest, (start..<start + dimension).reduce(0) { hypot($0, table.maps[$1]) })
    }
  }
}

extension Box {
  /// Whether sums of products of its sizes and coordinates neither overflow nor underflow.
  var isOrdinary: Bool {
    (0x1p-400..<0x1p400).contains(volume)
      && zip(lower, upper).allSatisfy {
        (0x1p-100..<0x1p100).contains($1 - $0) && max($0.magnitude, $1.magnitude) < 0x1p150
      }
  }
}
