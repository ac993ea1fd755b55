import KnotworkGeometry

/// The regions that a point belongs to: one inside a region, several on a crease.
public struct RegionsAtPoint: Sendable {
  /// The region that the point's own pattern names, active where z > 0, if that is one; else one that lies in a fixed direction from
  /// the point.
  public let region: LocalRegion
  /// All regions that meet at the point, that one among them, in the order in which they are found from each other.
  public let regions: [LocalRegion]
  /// Whether these are all of them.
  public let isComplete: Bool

  /// Whether the point lies on a crease.
  public var isOnCrease: Bool { regions.count > 1 }
}

extension Network {
  /// All regions that a point belongs to, decided without rounding.
  ///
  /// From one of them to the next across facets that the point lies on: those of units whose pre-activation there is exactly 0.
  /// - Parameters:
  ///   - point: n coordinates.
  ///   - limit: how many regions to find at most.
  /// - Throws: `InvalidGeometry` unless `point` has `inputCount` finite coordinates.
  /// - Complexity: as ``region(containing:)`` for each region that is found.
  public func regions(at point: [Double], limit: Int = 200) throws(InvalidGeometry) -> RegionsAtPoint {
    try requirePoint(point)
    return regions(try CellAtPoint(self, at: point), around: point, exactly: point.map { Dyadic($0) }, limit: limit)
  }

  /// The same for a point that need not be one of doubles, as the points of a path are not.
  ///
  /// - Throws: `InvalidGeometry` where a coordinate is too large for a double.
  func regions(atExact exact: [Dyadic], limit: Int = 200) throws(InvalidGeometry) -> RegionsAtPoint {
    let point = exact.map(\.nearest)
    try requirePoint(point)
    return regions(CellAtPoint(self, atExact: exact, near: point), around: point, exactly: exact, limit: limit)
  }

  private func regions(
    _ start: CellAtPoint, around point: [Double], exactly exactPoint: [Dyadic], limit: Int
  ) -> RegionsAtPoint {
    func region(_ cell: LocalCell, _ states: UnitStates) -> LocalRegion {
      LocalRegion(self, states, point: point, facets: cell.localFacets().map(\.facet))
    }
    if start.isInside {
      let only = region(start.cell, start.states)
      return RegionsAtPoint(region: only, regions: [only], isComplete: true)
    }
    let exact = exactPreactivations(exactPoint)
    let inside = start.cell.base ?? start.reduction.coordinates(of: point)
    var queue = [(states: start.states, near: inside, far: inside)]
    var seen: Set<UnitStates> = [start.states]
    var found: [LocalRegion] = []
    while found.count < queue.count {
      let step = queue[found.count]
      let cell =
        found.isEmpty ? start.cell : LocalCell(start.reduction.network, step.states, from: step.near, to: step.far)
      let facets = cell.localFacets()
      found.append(LocalRegion(self, step.states, point: point, facets: facets.map(\.facet)))
      for facet in facets where facet.facet.units.contains(where: { exact[$0.layer][$0.index].isZero }) {
        let states = cell.states(behind: facet.facet)
        guard queue.count <= limit, seen.insert(states).inserted else { continue }
        let (near, far) = cell.segment(through: facet.facet, to: facet.beyond)
        queue.append((states, near, far))
      }
      if found.count == limit { break }
    }
    let own = UnitStates(pattern(ofExact: exact), of: self)
    return RegionsAtPoint(
      region: found.first { $0.states == own } ?? found[0], regions: found, isComplete: found.count == queue.count)
  }
}
