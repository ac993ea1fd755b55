extension SpaceDissection {
  /// Checks the dissection against the laws that it must obey: volumes add up, neighbours agree, each map equals the network
  /// inside its region, and the point inside satisfies all half-spaces.
  ///
  /// - Throws: ``LimitReached`` never, without limits.
  /// - Complexity: O(d! · d³) per region for the volumes.
  public func check(threads: Int = 1) throws -> CheckReport {
    CheckReport(laws: [
      CheckReport.Law(
        name: "the volumes of the regions sum to the domain's", violation: try volumeViolation(threads: threads)),
      CheckReport.Law(name: "neighbours agree on the crease between them", violation: adjacencyViolation()),
      CheckReport.Law(name: "each point inside lies in the half-spaces of its region", violation: insideViolation()),
      CheckReport.Law(name: "each map equals the network at an interior point", violation: mapViolation()),
    ])
  }

  private func volumeViolation(threads: Int) throws -> String? {
    // A polytope's own volume is found by taking apart a network of one region.
    let size = dimension
    guard
      let plain = try? Network(layers: [Layer(weights: .zero(rows: 1, columns: size), activation: .linear)]),
      let whole = try? SpaceDissection(of: plain, over: domain)
    else { return "the domain cannot be measured" }
    let expected = try whole.means().volume
    let found = try means(threads: threads).volume
    return (found - expected).magnitude <= 0x1p-36 * expected
      ? nil : "the regions have volume \(found), the domain \(expected)"
  }

  private func adjacencyViolation() -> String? {
    for region in 0..<complex.regionCount {
      for facet in complex.facets(of: region) {
        let neighbour = Int(complex.neighbours[facet])
        if complex.facets[facet] >= 0, neighbour < 0 {
          return "a facet of region \(region) lies inside the domain and has no other side"
        }
        guard neighbour >= 0 else { continue }
        if neighbour == region { return "region \(region) is its own neighbour" }
        if !complex.facets(of: neighbour).contains(where: { Int(complex.neighbours[$0]) == region }) {
          return "region \(neighbour) is behind a facet of region \(region), but not the other way round"
        }
      }
    }
    return nil
  }

  private func insideViolation() -> String? {
    for region in regions {
      let point = region.interiorPoint
      for half in region.halfSpaces {
        let level = zip(half.normal, point).reduce(0) { $0 + $1.0 * $1.1 }
        let size = half.normal.reduce(half.offset.magnitude) { $0 + $1.magnitude }
        if level > half.offset + 0x1p-36 * size { return "the point inside region \(region.index) lies outside" }
      }
    }
    return nil
  }

  private func mapViolation() -> String? {
    let compiledLayer = complex.compiled.compiledLayers[complex.compiled.depth]
    for region in regions {
      let point = region.interiorPoint
      let (map, expected) = (region.map, network(point))
      for output in expected.indices {
        let terms = zip(map.slope[row: output], point).map { $0 * $1 } + [map.intercept[output]]
        let size = terms.reduce(0) { $0 + $1.magnitude }
        let allowed =
          0x1p-20 * size + 4 * compiledLayer.errorConstants[output] + compiledLayer.errorsPerRadius[output] * 0x1p-36
        if (terms.reduce(0, +) - expected[output]).magnitude > allowed {
          return "region \(region.index), pattern \(region.pattern): the map gives output \(output + 1) the value "
            + "\(terms.reduce(0, +)) at its interior point, the network \(expected[output])"
        }
      }
    }
    return nil
  }
}
