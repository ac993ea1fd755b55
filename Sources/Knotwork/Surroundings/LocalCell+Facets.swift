import KnotworkGeometry

/// Which half-spaces are facets.
extension LocalCell {
  /// The facets, in the order of their units.
  ///
  /// - Complexity: for each hyperplane about dimension² · facets, in practice.
  func facets() -> [FoundFacet] {
    var facets: [FoundFacet] = []
    for (hyperplane, coordinate) in isolated {
      var beyond: [Double]?
      if let base {
        var moved = base
        moved[coordinate] -= 2 * slacks[hyperplane] / signedCoefficient(hyperplane, coordinate)
        beyond = lifted(moved, beyond: hyperplane)
      }
      facets.append(FoundFacet(hyperplane: hyperplane, beyond: beyond))
    }
    return (facets + boundFacets()).sorted { $0.hyperplane < $1.hyperplane }
  }

  /// The facets among the bound hyperplanes.
  ///
  /// A half-space that follows from facets already known is none. If it does not, some point lies beyond it and inside those,
  /// and the way there leaves the region through a facet that was not known (Clarkson 1994). So linear programs have as many
  /// forms as there are facets, however many half-spaces there are.
  private func boundFacets() -> [FoundFacet] {
    guard let base else { return bound.compactMap { exactFacet($0) } }
    let slacks = bound.map { self.slacks[$0] }
    let coordinates = DikinCoordinates(boundForms, slacks: slacks, kernels: kernels)
    var facets = [FoundFacet?](repeating: nil, count: bound.count)
    var known: [Int32] = []
    search: for index in bound.indices {
      steps: while let coordinates, facets[index] == nil {
        switch coordinates.escape(through: index, others: known) {
        case .blocked(let others, let multipliers):
          if provesRedundant(bound[index], by: support(others, multipliers)) { continue search }
          break steps
        case .reached(let displacement):
          guard let next = firstFacet(along: displacement, from: base, slacks), facets[next.index] == nil else {
            break steps
          }
          facets[next.index] = next.facet
          known.append(Int32(next.index))
        case .undecided: break steps
        }
      }
      if facets[index] == nil, let facet = facet(index, slacks) {
        facets[index] = facet
        known.append(Int32(index))
      }
    }
    return facets.compactMap(\.self)
  }

  /// The facet through which a displacement of the base leaves the region; nil if rounding does not let see which it is.
  private func firstFacet(
    along displacement: [Double], from base: [Double], _ slacks: [Double]
  ) -> (index: Int, facet: FoundFacet)? {
    let changes = kernels.dots(displacement, boundForms)
    var (index, first, second) = (-1, 1.0, 1.0)
    for (other, change) in changes.enumerated() where change < 0 {
      let share = slacks[other] / -change
      if share < first {
        (index, first, second) = (other, share, first)
      } else {
        second = min(second, share)
      }
    }
    guard index >= 0 else { return nil }
    let share = (first + second) / 2
    let beyond = lifted(moved(by: displacement, times: share, from: base), beyond: bound[index])
    return beyond.map { (index, FoundFacet(hyperplane: bound[index], beyond: $0)) }
  }

  /// The hyperplanes whose multipliers count.
  private func support(_ others: [Int32], _ multipliers: [Double]) -> [Int] {
    zip(others, multipliers).filter { $0.1 > 0x1p-40 }.map { bound[Int($0.0)] }
  }

  /// A hyperplane as a facet, or nil; decided among all others.
  private func facet(_ index: Int, _ slacks: [Double]) -> FoundFacet? {
    let hyperplane = bound[index]
    let others = bound.indices.filter { $0 != index }.map { Int32($0) }
    switch kernels.escape(through: index, of: boundForms, gram: gram, slacks: slacks, others: others) {
    case .reached(let displacement):
      if let base, let next = firstFacet(along: displacement, from: base, slacks), next.index == index {
        return next.facet
      }
    case .blocked(let others, let multipliers):
      let support = support(others, multipliers)
      if provesRedundant(hyperplane, by: support) || isExactlyRedundant(hyperplane, among: support) { return nil }
    case .undecided: break
    }
    return exactFacet(hyperplane)
  }

  /// Whether a half-space follows from others, by a verified solution of a square system.
  ///
  /// The identity form = Σ yᵢ rowᵢ holds exactly for the y that solves it, if it has as many unknowns as coordinates and a
  /// regular matrix; in the coordinates of the inputs, or of a layer before that has just so many active units.
  private func provesRedundant(_ hyperplane: Int, by support: [Int]) -> Bool {
    if forms.proves(self, hyperplane, by: support) { return true }
    let first = ([hyperplane] + support).map { hyperplanes[$0].units[0].layer }.min() ?? 0
    return (0...first).reversed().contains { origin in
      let others = otherForms[origin] ?? LocalForms(network, states, origin: origin, kernels: kernels)
      otherForms[origin] = others
      return others.proves(self, hyperplane, by: support)
    }
  }

  private func isExactlyRedundant(_ hyperplane: Int, among support: [Int]) -> Bool {
    point(inside: support, beyond: hyperplane) == nil
  }

  private func exactFacet(_ hyperplane: Int) -> FoundFacet? {
    guard let point = point(inside: bound.filter { $0 != hyperplane }, beyond: hyperplane) else { return nil }
    guard let base else { return FoundFacet(hyperplane: hyperplane, beyond: nil) }
    var rounded = base
    for (index, coordinate) in coordinates.enumerated() {
      rounded[coordinate] = Dyadic.quotient(point[index], point[coordinates.count])
    }
    return FoundFacet(hyperplane: hyperplane, beyond: lifted(rounded, beyond: hyperplane))
  }

  /// A point inside some half-spaces and beyond one, without rounding; homogeneous, so that the whole space fits in a box.
  private func point(inside: [Int], beyond hyperplane: Int) -> [Dyadic]? {
    exactProgramCount += 1
    func inequality(_ index: Int) -> StrictSystem.Inequality {
      let form = exactForm(index)
      return StrictSystem.Inequality(
        normal: coordinates.map { form.coefficients[$0] } + [form.constant], constant: .zero)
    }
    let size = coordinates.count
    guard
      let box = try? Box(
        lower: [Double](repeating: -1, count: size) + [0], upper: [Double](repeating: 1, count: size + 1))
    else { preconditionFailure("a box of unit length") }
    return StrictSystem(within: box).point(satisfying: inside.map(inequality) + [inequality(hyperplane).reversed])
  }
}
