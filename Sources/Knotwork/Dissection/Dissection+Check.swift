import KnotworkGeometry

/// What a dissection's check of itself has found.
public struct CheckReport: Equatable, Sendable {
  /// One law that every dissection obeys.
  public struct Law: Equatable, Sendable {
    /// The law in words.
    public let name: String
    /// The first violation, or nil where the law holds.
    public let violation: String?
  }

  /// The laws that were checked.
  public let laws: [Law]

  /// Whether all laws hold.
  public var isSound: Bool { laws.allSatisfy { $0.violation == nil } }
}

extension Dissection {
  /// Checks the dissection against the laws that it must obey: volumes add up, Euler's relation, neighbours agree on their
  /// crease, maps agree on it too, and each region's map equals the network inside it.
  ///
  /// - Complexity: O(corners + regions · weights).
  public func check() -> CheckReport {
    CheckReport(laws: [
      CheckReport.Law(name: "the volumes of the regions sum to the domain's", violation: volumeViolation()),
      CheckReport.Law(name: "Euler's relation V − E + F = 1", violation: eulerViolation()),
      CheckReport.Law(name: "neighbours agree on the crease between them", violation: adjacencyViolation()),
      CheckReport.Law(name: "the maps of neighbours agree on their crease", violation: continuityViolation()),
      CheckReport.Law(name: "each map equals the network at an interior point", violation: mapViolation()),
    ])
  }

  private func volumeViolation() -> String? {
    var sum = CompensatedSum()
    for region in 0..<complex.regionCount { sum.add(complex.area(of: region)) }
    // Each corner moves the area by at most its distance from the true vertex times the lengths beside it.
    let (lower, upper) = domain.bounds
    let reach = max(lower.x.magnitude, lower.y.magnitude, upper.x.magnitude, upper.y.magnitude)
    let allowed = 0x1p-40 * (volume + reach * ((upper - lower).sum()))
    return (sum.value - volume).magnitude <= allowed
      ? nil : "the regions have volume \(sum.value), the domain \(volume)"
  }

  private func eulerViolation() -> String? {
    let boundary = complex.cornerTwin.reduce(0) { $0 + ($1 < 0 ? 1 : 0) }
    let edges = complex.creaseCorners.count + boundary
    let characteristic = complex.vertices.count - edges + complex.regionCount
    return characteristic == 1
      ? nil : "\(complex.vertices.count) vertices − \(edges) edges + \(complex.regionCount) regions = \(characteristic)"
  }

  private func adjacencyViolation() -> String? {
    for corner in complex.cornerTwin.indices {
      let twin = Int(complex.cornerTwin[corner])
      guard twin >= 0 else {
        if complex.cornerSplit[corner] >= 0 { return "edge \(corner) lies inside the domain and has no other side" }
        continue
      }
      let ends = (complex.cornerVertex[corner], complex.cornerVertex[complex.next(corner)])
      let others = (complex.cornerVertex[complex.next(twin)], complex.cornerVertex[twin])
      guard Int(complex.cornerTwin[twin]) == corner, ends == others else {
        return
          "regions \(complex.cornerRegion[corner]) and \(complex.cornerRegion[twin]) see different ends of a crease"
      }
      guard complex.cornerRegion[corner] != complex.cornerRegion[twin] else {
        return "region \(complex.cornerRegion[corner]) is its own neighbour"
      }
    }
    return nil
  }

  private func continuityViolation() -> String? {
    for output in 0..<network.outputCount {
      for corner in complex.creaseCorners.lazy.map(Int.init) {
        let (a, b) = (
          Int(complex.cornerRegion[corner]), Int(complex.cornerRegion[Int(complex.cornerTwin[corner])])
        )
        for end in [corner, complex.next(corner)] {
          let position = complex.position(end)
          let (p, q) = (complex.map(of: a, output: output), complex.map(of: b, output: output))
          let size = [p, q].reduce(0.0) {
            $0 + ($1.a * position.x).magnitude + ($1.b * position.y).magnitude + $1.c.magnitude
          }
          if (p(position) - q(position)).magnitude > 0x1p-20 * size + tolerance(at: end, output: output) {
            return "regions \(a) and \(b) give output \(output + 1) the values \(p(position)) and \(q(position)) at "
              + "(\(position.x), \(position.y))"
          }
        }
      }
    }
    return nil
  }

  private func mapViolation() -> String? {
    for region in regions {
      let center = complex.center(of: region.index)
      let expected = network(plane.point(at: center))
      for output in 0..<network.outputCount {
        let map = complex.map(of: region.index, output: output)
        let size = (map.a * center.x).magnitude + (map.b * center.y).magnitude + map.c.magnitude
        let corner = complex.corners(of: region.index).lowerBound
        if (map(center) - expected[output]).magnitude > 0x1p-20 * size + tolerance(at: corner, output: output) {
          return "region \(region.index), pattern \(region.pattern): the map gives output \(output + 1) the value "
            + "\(map(center)) at (\(center.x), \(center.y)), the network \(expected[output])"
        }
      }
    }
    return nil
  }

  private func tolerance(at corner: Int, output: Int) -> Double {
    let compiledLayer = complex.compiled.compiledLayers[complex.compiled.depth]
    return 4 * compiledLayer.errorConstants[output] + compiledLayer.errorsPerRadius[output] * 0x1p-40
      * hypot(complex.position(corner).x, complex.position(corner).y)
  }
}
