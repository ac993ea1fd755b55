import KnotworkGeometry

/// A region that a walk has come to.
public struct WalkedRegion: Sendable {
  /// Its number, from 0 for the region where the walk starts.
  public let index: Int
  /// How many creases lie at least between it and the start.
  public let distance: Int
  /// The number of the region from which the walk came, and the facet of that region it came through; nil at the start.
  public let origin: (index: Int, facet: Int)?
  /// The region.
  public let region: LocalRegion
}

extension Network {
  /// Visits the regions around a point, nearest first as counted in creases, each once.
  ///
  /// The regions of the whole input space that can be reached across facets are all there are. Regions at the same distance
  /// come in the order of the facets that lead to them.
  /// - Parameters:
  ///   - point: where to start, n coordinates.
  ///   - count: how many regions to visit at most.
  ///   - budget: limits and progress; a walk has one thread.
  ///   - body: is called with each region.
  /// - Returns: whether all regions of the network were visited.
  /// - Throws: `InvalidGeometry` unless `point` has `inputCount` finite coordinates, ``LimitReached`` when a limit was
  ///   reached, and what `body` throws.
  /// - Complexity: as ``region(containing:)`` for each region; memory for the patterns of those seen.
  @discardableResult
  public func walk(
    from point: [Double], count: Int, within budget: Budget = Budget(), _ body: (WalkedRegion) throws -> Void
  ) throws -> Bool {
    let start = try CellAtPoint(self, at: point)
    let reduction = start.reduction
    var meter = Meter(Budget.Run(budget))
    var seen: Set<UnitStates> = [start.states]
    let inside = start.cell.base ?? reduction.coordinates(of: point)
    var queue = [LocalStep(states: start.states, near: inside, far: inside, distance: 0, origin: nil)]
    var isCut = false
    var last = point
    for visited in 0..<count {
      guard visited < queue.count else { break }
      let step = queue[visited]
      queue[visited].release()
      let cell = visited == 0 ? start.cell : LocalCell(reduction.network, step.states, from: step.near, to: step.far)
      if visited > 0 || !start.isInside {
        last = reduction.input(at: cell.base ?? cell.exactInside ?? step.near, near: last)
      }
      let facets = cell.localFacets()
      try body(
        WalkedRegion(
          index: visited, distance: step.distance, origin: step.origin,
          region: LocalRegion(self, step.states, point: last, facets: facets.map(\.facet))))
      meter.count(share: 1 / Double(count))
      try meter.flush()
      for (number, facet) in facets.enumerated() where !isCut {
        let states = cell.states(behind: facet.facet)
        guard !seen.contains(states) else { continue }
        isCut = queue.count >= count
        if isCut { break }
        seen.insert(states)
        let (near, far) = cell.segment(through: facet.facet, to: facet.beyond)
        queue.append(
          LocalStep(states: states, near: near, far: far, distance: step.distance + 1, origin: (visited, number)))
      }
    }
    return !isCut
  }
}

/// A region that waits for its turn: where it lies, and how it was found.
private struct LocalStep {
  let states: UnitStates
  private(set) var near: [Double]
  private(set) var far: [Double]
  let distance: Int
  let origin: (index: Int, facet: Int)?

  /// Forgets where it lies.
  mutating func release() { (near, far) = ([], []) }
}

extension LocalCell {
  /// From a point on a facet to one beyond it.
  func segment(through facet: LocalFacet, to beyond: [Double]?) -> (near: [Double], far: [Double]) {
    guard let base, let beyond,
      let hyperplane = hyperplanes.firstIndex(where: { $0.units[0] == facet.units[0] })
    else {
      let anywhere = base ?? [Double](repeating: 0, count: forms.dimension)
      return (anywhere, anywhere)
    }
    let (inside, outside) = (values(at: base).values[hyperplane], values(at: beyond).values[hyperplane])
    let share = inside / (inside - outside)
    return (zip(base, beyond).map { $0 + share * ($1 - $0) }, beyond)
  }

  /// The states of the region behind a facet, in exact arithmetic where more than one unit can change.
  ///
  /// Across the hyperplane of a unit only units can change whose pre-activation on this side is a multiple of the facet's own:
  /// those that vanish on the facet as well, and those that vanish on the whole region.
  func states(behind facet: LocalFacet) -> UnitStates {
    var behind = states
    let (ownLayer, ownUnit) = (facet.units[0].layer, facet.units[0].index)
    behind[ownLayer, ownUnit].toggle()
    let candidates = (facet.units.dropFirst() + flatUnits).filter { $0.layer >= ownLayer }
    guard !candidates.isEmpty else { return behind }
    var own: ExactForm?
    // A change in one layer changes the maps of those that follow.
    for layer in ownLayer..<network.layers.count {
      let units = candidates.filter { $0.layer == layer }
      guard !units.isEmpty else { continue }
      let forms = LocalForms(network, behind, kernels: kernels)
      for unit in units.map(\.index) {
        let index = forms.index(layer: layer, unit: unit)
        if forms.isCertainlyFlat(index), forms.constants[index] == 0, forms.constantErrors[index] == 0 {
          behind[layer, unit] = false
          continue
        }
        let adjoint = ExactAdjoint(network: network, states: states)
        let facetForm = own ?? adjoint.form(layer: ownLayer, unit: ownUnit)
        own = facetForm
        let form = ExactAdjoint(network: network, states: behind).form(layer: layer, unit: unit)
        // Behind the facet its own function has the other sign.
        guard let sign = form.multiple(of: facetForm) else { continue }
        behind[layer, unit] = (states[ownLayer, ownUnit] ? -sign : sign) > 0
      }
    }
    return behind
  }
}
