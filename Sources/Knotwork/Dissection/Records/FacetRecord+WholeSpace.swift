import KnotworkGeometry

/// The regions of the whole input space: those of the homogenized network, one cone over each.
extension FacetRecord {
  /// - Throws: as ``Dissection/init(of:over:keeping:within:)``.
  convenience init(inWholeSpace network: Network, within budget: Budget) throws {
    let run = Budget.Run(budget)
    let cones = try DomainCoordinates(network.cone, inputs: network.inputCount + 1).compile(network.homogenized())
    let parts = try CellEngine.best(dimension: cones.dimension).run(cones, within: budget) { FacetRecorder(cones) }
    let found = FacetRecorder.joined(parts, threads: budget.threads)
    let dimension = network.inputCount
    // A point (x, t) of a cone stands for x / t.
    let interiors = (0..<found.facetStarts.count).flatMap { region in
      let start = region * (dimension + 1)
      return (0..<dimension).map { found.interiors[start + $0] / found.interiors[start + dimension] }
    }
    var largest = [Double](repeating: 1, count: dimension)
    for (index, coordinate) in interiors.enumerated() {
      largest[index % dimension] = max(largest[index % dimension], coordinate.magnitude)
    }
    let layer = network.layers[0]
    let compiled = try CompiledNetwork(
      network,
      firstForms: (0..<layer.unitCount).map { unit in
        ExactForm(layer.weights[row: unit].map { Dyadic($0) } + [Dyadic(layer.bias[unit])])
      }, domainForms: [], vertices: [], isBox: false, largestCoordinates: largest, volume: .infinity)
    var recorder = FacetRecorder(compiled)
    recorder.interiors = interiors
    recorder.takeCones(found, cones)
    try self.init(recorder, of: compiled, in: run, threads: budget.threads)
  }
}

extension FacetRecorder {
  /// Takes patterns, maps and facets over from cones, whose layers have a linear unit more each and whose maps have a
  /// coefficient of t in place of the constant. Facets of the cones' own domain bound nothing.
  fileprivate mutating func takeCones(_ cones: FacetRecorder, _ compiledCones: CompiledNetwork) {
    let regionCount = cones.facetStarts.count
    for region in 0..<regionCount {
      let start = region * cones.wordCount
      var own = [UInt64](repeating: 0, count: wordCount)
      for (layer, cone) in zip(compiled.compiledLayers, compiledCones.compiledLayers).dropLast() {
        for unit in 0..<layer.unitCount {
          if cones.words[bit: 64 * (start + cone.firstWord) + unit] { own.setBit(64 * layer.firstWord + unit) }
        }
      }
      words += own
      for output in 0..<outputCount {
        let map = (dimension + 2) * (region * outputCount + output)
        maps += cones.maps[map...map + dimension]
      }
      facetStarts.append(Int32(truncatingIfNeeded: facets.count))
      openCounts.append(cones.openCounts[region])
      let end = region + 1 < regionCount ? Int(cones.facetStarts[region + 1]) : cones.facets.count
      for facet in cones.facets[Int(cones.facetStarts[region])..<end] where facet >= 0 {
        let (layer, unit) = compiledCones.place(of: Int(facet))
        facets.append(Int32(truncatingIfNeeded: compiled.compiledLayers[layer].firstUnit + unit))
      }
    }
  }
}
