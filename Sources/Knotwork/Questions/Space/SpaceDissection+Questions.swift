import KnotworkGeometry

extension SpaceDissection {
  /// The least and the greatest value of an output over the domain, and where they are taken; exact.
  ///
  /// A piecewise-linear function takes both at vertices of regions, which are found in a run of their own.
  /// - Throws: ``LimitReached`` when a limit was reached, `InvalidGeometry` in more than 12 dimensions.
  /// - Complexity: that of the skeleton engine: O(4^d) per region.
  public func extremes(
    of output: Int = 0, threads: Int = 1, limits: Limits = .none
  ) throws -> (minimum: Extreme, maximum: Extreme) {
    requireOutput(output)
    return try extremes(of: [output], threads: threads, limits: limits)[0]
  }

  /// The same for several outputs, in one run.
  public func extremes(
    of outputs: [Int], threads: Int = 1, limits: Limits = .none
  ) throws -> [(minimum: Extreme, maximum: Extreme)] {
    for output in outputs { requireOutput(output) }
    try domain.requireVertices()
    let compiled = complex.compiled
    let sinks = try CellEngine.skeleton.run(
      compiled, threads: threads, limits: limits, progress: Budget.Progress()
    ) { ExtremesSink(compiled, outputs: outputs) }
    let found = sinks.dropFirst().reduce(into: sinks[0]) { $0.merge($1) }
    return found.searches.map { search in (search.minimum.optimum, search.maximum.optimum) }
  }

  /// The mean of every output over the domain, and the sum of the regions' volumes.
  ///
  /// - Throws: ``LimitReached`` when a limit was reached, `InvalidGeometry` in more than 12 dimensions.
  /// - Complexity: O(d! · d³) per region.
  public func means(threads: Int = 1, limits: Limits = .none) throws -> (values: [Double], volume: Double) {
    try domain.requireVertices()
    let compiled = complex.compiled
    let sinks = try CellEngine.skeleton.run(
      compiled, threads: threads, limits: limits, progress: Budget.Progress()
    ) { MomentSink(compiled) }
    let found = sinks.dropFirst().reduce(into: sinks[0]) { $0.merge($1) }
    return (found.integrals.map { $0.value / found.volume.value }, found.volume.value)
  }

  /// The greatest slope norm ‖U‖₂ of an output over all regions: its Lipschitz constant over the domain.
  ///
  /// - Complexity: O(regions).
  public func lipschitzConstant(of output: Int = 0) -> Double {
    requireOutput(output)
    return (0..<complex.regionCount).reduce(0) { greatest, region in
      let start = complex.mapStart(region, output)
      return max(greatest, complex.maps[start..<start + dimension].reduce(0) { hypot($0, $1) })
    }
  }

  /// Decides whether an output is one affine function over the domain; exact either way.
  ///
  /// The domain is convex, so it is linear exactly if no crease bends it. Otherwise points inside two regions on both sides of
  /// a bent crease witness it, and the network itself confirms them in exact arithmetic.
  /// - Complexity: O(creases).
  public func linearity(of output: Int = 0) -> Linearity {
    requireOutput(output)
    let maps = ExactMaps(complex)
    var isBent = false
    for (a, b) in complex.pairs where maps.isBent(between: a, and: b, output: output) {
      isBent = true
      if let witness = witness(regions[a].interiorPoint, regions[b].interiorPoint, output) {
        return .notLinear(witness)
      }
    }
    if isBent { return .notLinear(nil) }
    let map = regions[0].map
    return .linear(AffineMap(slope: Matrix([Array(map.slope[row: output])]), intercept: [map.intercept[output]]))
  }

  private func witness(_ p: [Double], _ q: [Double], _ output: Int) -> BendWitness? {
    guard domain.box.contains(p), domain.box.contains(q) else { return nil }
    let half = Dyadic(0.5)
    let (first, second) = (p.map { Dyadic($0) }, q.map { Dyadic($0) })
    let (a, b) = (network.exactly(first)[output], network.exactly(second)[output])
    let middle = network.exactly(zip(first, second).map { ($0 + $1) * half })[output]
    let gap = middle - (a + b) * half
    guard !gap.isZero else { return nil }
    return BendWitness(p: p, q: q, values: (a.nearest, b.nearest, middle.nearest), gap: gap.nearest)
  }
}

extension Polytope {
  /// Refuses domains of so many dimensions that the vertices of their regions are too many to look at.
  func requireVertices() throws(InvalidGeometry) {
    let limit = Skeleton<UInt64>.dimensionLimit
    guard dimension <= limit else {
      throw InvalidGeometry(
        "vertices of regions in \(dimension) dimensions are too many; this is for \(limit) dimensions at most")
    }
  }
}
