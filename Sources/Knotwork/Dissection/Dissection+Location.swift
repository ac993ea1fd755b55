import KnotworkGeometry

extension Dissection {
  /// The region that a point lies in, or nil outside the domain; exact. A point on a crease belongs to a region whose
  /// boundary it lies on.
  ///
  /// - Requires: `point.count == dimension`, all finite; in the coordinates of the domain.
  /// - Complexity: in the plane O(depth of the splits), about the logarithm of the number of regions; in other dimensions one
  ///   evaluation of the network, and on a crease one in exact arithmetic for each region that is tried.
  public func region(at point: [Double]) -> Region? {
    precondition(point.count == dimension, "region(at:): \(point.count) coordinates, expected \(dimension)")
    if let coordinates, !coordinates.contains(point) { return nil }
    if let planar = record as? PlanarRecord {
      return regions[planar.region(at: SIMD2(point[0], point[1])) { exactPreactivations(at: point) }]
    }
    guard let facets = record as? FacetRecord, let index = facets.index else {
      preconditionFailure("a dissection has a record of all regions")
    }
    return regions[region(at: point, by: index)]
  }

  private func exactPreactivations(at point: [Double]) -> [[Dyadic]] {
    let exact = point.map { Dyadic($0) }
    return network.exactPreactivations(coordinates?.exactPoint(at: exact) ?? exact)
  }

  /// The region whose pattern the point has, or the points next to it have on the way to the inside of some region.
  private func region(at point: [Double], by index: PatternIndex) -> Int {
    let table = record.table
    func region(_ states: UnitStates) -> Int? {
      index.region(withPattern: table.compiled.words(of: states))
    }
    let exact = point.map { Dyadic($0) }
    let input = coordinates?.exactPoint(at: exact) ?? exact
    let here = network.exactPreactivations(input)
    if !network.hasZero(here), let found = region(UnitStates(network.pattern(ofExact: here), of: network)) {
      return found
    }
    // The point lies on a crease. Whatever region the way to a point inside another begins in, the point touches it.
    for other in 0..<table.regionCount {
      let inside = record.interiorPoint(of: other).map { Dyadic($0) }
      let target = coordinates?.exactPoint(at: inside) ?? inside
      let states = UnitStates(network, at: input, towards: zip(target, input).map { $0 - $1 })
      if let found = region(states) { return found }
    }
    preconditionFailure("a point of the domain lies in one of its regions")
  }
}

extension PlanarRecord {
  /// The region that a point of the domain lies in.
  ///
  /// - Parameter exactly: all pre-activations at the point, asked for where rounding leaves a side open.
  func region(at point: SIMD2<Double>, _ exactly: () -> [[Dyadic]]) -> Int {
    guard !splitUnits.isEmpty else { return 0 }
    var exact: [[Dyadic]]?
    var node = 0
    while true {
      let unit = compiled.unit(Int(splitUnits[node]))
      let line = splitLines[node]
      let z = line.a * point.x + (line.b * point.y + line.c)
      let isActive: Bool
      if z.magnitude > compiled.compiledLayers[unit.layer].errorConstants[unit.index] {
        isActive = z > 0
      } else {
        let values = exact ?? exactly()
        exact = values
        isActive = values[unit.layer][unit.index].signum > 0
      }
      let child = Int(splitChildren[2 * node + (isActive ? 0 : 1)])
      if child < 0 { return ~child }
      node = child
    }
  }
}

extension Network {
  /// Whether a unit that bends vanishes.
  fileprivate func hasZero(_ preactivations: [[Dyadic]]) -> Bool {
    zip(layers, preactivations).contains { layer, values in
      zip(layer.activations, values).contains { $0.bends && $1.isZero }
    }
  }
}

extension CompiledNetwork {
  /// The words of a pattern.
  fileprivate func words(of states: UnitStates) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: wordCount)
    for (layer, compiledLayer) in compiledLayers.dropLast().enumerated() {
      for unit in 0..<compiledLayer.unitCount
      where states[layer, unit] && compiledLayer.bending[bit: unit] {
        words.setBit(64 * compiledLayer.firstWord + unit)
      }
    }
    return words
  }
}
