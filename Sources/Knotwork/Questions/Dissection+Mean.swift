import KnotworkGeometry

extension Dissection {
  /// The mean of an output over the domain: its integral divided by the domain's volume.
  ///
  /// The integral over each simplex of a region is its volume times the mean value at its vertices; the sum over regions is
  /// not rounded. Vertices are rounded to doubles, which counts twice, in the volume and in the value: with ε = 2⁻⁵², slopes up
  /// to s and coordinates up to r, each region adds an error of about s r (ε r)².
  /// - Requires: `output` is the number of an output.
  /// - Throws: ``LimitReached`` when a limit was reached, `InvalidGeometry` in more than 12 dimensions and for the whole input
  ///   space.
  /// - Complexity: O(1) where ``Detail/means`` were kept; elsewhere O(k! · k³) per region, and a run that finds vertices
  ///   where they were not kept.
  public func mean(of output: Int = 0, within budget: Budget = Budget()) throws -> Double {
    requireOutput(output)
    if let moments { return moments.mean(of: output) }
    let compiled = record.table.compiled
    let sinks = try visit(within: budget) { MomentSink(compiled) }
    return sinks.dropFirst().reduce(into: sinks[0]) { $0.merge($1) }.mean(of: output)
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
