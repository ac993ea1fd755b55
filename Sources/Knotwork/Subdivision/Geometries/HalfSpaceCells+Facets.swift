import KnotworkGeometry

/// The facets of cells, for sinks that ask for them: which half-spaces are not redundant.
///
/// What is redundant in a cell is redundant in all its parts, so a part has to ask only about the facets of the cell that it
/// is a part of; the hyperplane that splits is a facet of both parts. A witness proves a facet: a point strictly inside all
/// other half-spaces and strictly behind this one, or on it where it is a bound of the box. It proves the facet of each part in
/// which it lies. For the others rays from points inside are tried, then a linear program, then exact arithmetic.
///
/// Units of the last hidden layer need none of this where all regions are kept: the hyperplanes that cross a cell of the layers
/// before are an arrangement in it, and in an arrangement a hyperplane is a facet of a region exactly when the pattern that
/// differs in its sign alone is a region too. That holds unless other units vanish on the same hyperplane.
extension HalfSpaceCells {
  /// What is kept of the facets of a cell on the stacks.
  struct FacetList: BitwiseCopyable {
    /// The list of the cell that it is a part of; −1 for the whole domain.
    var parent: Int
    /// Where a witness for the facet lies that split it off; −1 where there is none.
    var splitWitness: Int
    /// Where its facets start, −1 as long as nobody has asked for them, and their number.
    var start = -1
    var count = 0
    /// Where later points may lie.
    var pointEnd = 0
  }

  /// A facet of a cell.
  struct CellFacet: BitwiseCopyable {
    /// A half-space, or −1 − i for bound i of the box.
    var place: Int32
    var state: State
    /// Where its witness lies; −1 where there is none. While it is open: a witness for the cell that this is a part of.
    var witness: Int

    enum State: BitwiseCopyable { case open, facet, redundant }
  }

  /// Forgets what lies behind a cell.
  mutating func selectFacets(_ cell: Cell) {
    lists.truncate(to: cell.list + 1)
    let list = lists[cell.list]
    if list.start >= 0 {
      facets.truncate(to: list.start + list.count)
      points.truncate(to: list.pointEnd)
    } else {
      facets.truncate(to: list.parent < 0 ? 0 : lists[list.parent].start + lists[list.parent].count)
    }
  }

  /// Makes the list of the current cell's facets, if nobody has asked for it before.
  mutating func findFacets(_ cell: Cell, _ workspace: borrowing Workspace) {
    guard lists[cell.list].start < 0 else { return }
    let start = facets.count
    inheritFacets(of: cell)
    let end = facets.count
    if cell.pointCount > 0 {
      for facet in start..<end where facets[facet].state == .open {
        shoot(at: facet, from: start, end, cell, workspace)
      }
    }
    for facet in start..<end where facets[facet].state == .open {
      decideFacet(facet, from: start, end, cell, workspace)
    }
    var count = 0
    for facet in start..<end where facets[facet].state == .facet {
      facets[start + count] = facets[facet]
      count += 1
    }
    facets.truncate(to: start + count)
    lists[cell.list].start = start
    lists[cell.list].count = count
    lists[cell.list].pointEnd = points.count
  }

  /// Lists all that may be facets: proved where a witness of the cell above lies in this part.
  private mutating func inheritFacets(of cell: Cell) {
    let list = lists[cell.list]
    guard list.parent >= 0 else {
      for bound in 0..<2 * dimension {
        facets.append(CellFacet(place: Int32(truncatingIfNeeded: -1 - bound), state: .open, witness: -1))
      }
      for halfSpace in 0..<halfSpaceCount {
        facets.append(CellFacet(place: Int32(truncatingIfNeeded: halfSpace), state: .open, witness: -1))
      }
      return
    }
    let above = lists[list.parent]
    let last = halfSpaceCount - 1
    for index in above.start..<above.start + above.count {
      var facet = facets[index]
      facet.state = facet.witness >= 0 && value(of: last, at: facet.witness) > errors[last] ? .facet : .open
      facets.append(facet)
    }
    if leavesLastLayerOpen, ids[last] >= lastLayer { return }
    facets.append(CellFacet(place: Int32(truncatingIfNeeded: last), state: .facet, witness: list.splitWitness))
  }

  @inline(__always)
  private func value(of halfSpace: Int, at point: Int) -> Double {
    var sum = halfSpaces[dimension * stride + halfSpace]
    for axis in 0..<dimension { sum += halfSpaces[axis * stride + halfSpace] * points[point + axis] }
    return sum
  }

  /// Looks for a witness along rays from points inside.
  private mutating func shoot(
    at facet: Int, from start: Int, _ end: Int, _ cell: Cell, _ workspace: borrowing Workspace
  ) {
    let old = facets[facet].witness
    for index in 0..<min(cell.pointCount, HalfSpaceCells.rayLimit) {
      let inside = cell.points + index * dimension
      for axis in 0..<dimension { rayStart[axis] = points[inside + axis] }
      if old >= 0 {
        // The way to the old witness leaves the part either by the facet, or by the hyperplane that split it off.
        for axis in 0..<dimension { direction[axis] = points[old + axis] - rayStart[axis] }
        let time = shoot(start, end, workspace)
        if facets[facet].state == .facet { return }
        if time > 0, time < 1 {
          for axis in 0..<dimension { rayStart[axis] = rayStart[axis] + 0.9 * time * direction[axis] }
          aim(at: Int(facets[facet].place))
          _ = shoot(start, end, workspace)
          if facets[facet].state == .facet { return }
          for axis in 0..<dimension { rayStart[axis] = points[inside + axis] }
        }
      }
      aim(at: Int(facets[facet].place))
      _ = shoot(start, end, workspace)
      if facets[facet].state == .facet { return }
    }
  }

  /// Along the normal of a half-space or bound, outwards.
  private func aim(at place: Int) {
    if place >= 0 {
      for axis in 0..<dimension { direction[axis] = -halfSpaces[axis * stride + place] }
    } else {
      for axis in 0..<dimension { direction[axis] = 0 }
      direction[(-1 - place) / 2] = (-1 - place) % 2 == 1 ? 1 : -1
    }
  }

  /// Follows one ray, and notes what it has proved: the time at which it leaves the cell.
  private mutating func shoot(_ start: Int, _ end: Int, _ context: borrowing Workspace) -> Double {
    workspace.truncate(to: 0)
    _ = workspace.extend(by: 2 * stride)
    let program = Kernels.HalfSpaces(
      cells: halfSpaces.buffer(from: 0), stride: stride, count: halfSpaceCount, lower: lower, upper: upper)
    let (hit, time) = context.kernels.shoot(
      dimension: dimension, program, errors: errors.buffer(from: 0), from: rayStart.buffer(from: 0),
      along: direction.buffer(from: 0), scratch: workspace.buffer(from: 0), witness: optimum.buffer(from: 0))
    guard let hit else { return time }
    for facet in start..<end where facets[facet].place == hit {
      if facets[facet].state == .open {
        facets[facet].state = .facet
        facets[facet].witness = points.count
        for axis in 0..<dimension { points.append(optimum[axis]) }
      }
      break
    }
    return time
  }

  /// Decides about what no ray has met.
  private mutating func decideFacet(
    _ facet: Int, from start: Int, _ end: Int, _ cell: Cell, _ workspace: borrowing Workspace
  ) {
    let place = Int(facets[facet].place)
    facets[facet].witness = -1
    hasFound = false
    guard place >= 0 ? isFacet(place, cell, workspace) : isBoundFacet(-1 - place, cell, workspace) else {
      facets[facet].state = .redundant
      return
    }
    if hasFound, place < 0 {
      // The point lies behind the bound; the way to it meets the bound at a witness, if rounding allows.
      for axis in 0..<dimension {
        rayStart[axis] = points[cell.points + axis]
        direction[axis] = found[axis] - rayStart[axis]
      }
      _ = shoot(start, end, workspace)
    }
    if facets[facet].state == .facet { return }
    facets[facet].state = .facet
    guard hasFound, place >= 0 else { return }
    facets[facet].witness = points.count
    for axis in 0..<dimension { points.append(found[axis]) }
  }

  /// Whether a half-space of the current cell is not redundant: whether the other half-spaces leave room behind it.
  private mutating func isFacet(_ halfSpace: Int, _ cell: Cell, _ workspace: borrowing Workspace) -> Bool {
    if cell.pointCount > 0 {
      for axis in 0...dimension { objective[axis] = halfSpaces[axis * stride + halfSpace] }
      switch canReach(below: errors[halfSpace], excluding: halfSpace, from: cell.points, workspace) {
      case .never: return false
      case .somewhere:
        hasFound = true
        return true
      case .unknown: if isNonNegative(ids[halfSpace], sides[halfSpace], workspace) { return false }
      }
    }
    guard
      let point = exactPoint(
        workspace, excluding: halfSpace, beyond: inequality(ids[halfSpace], !sides[halfSpace], workspace))
    else {
      return false
    }
    remember(point, isActive: !sides[halfSpace])
    return true
  }

  /// The same for a bound of the box.
  private mutating func isBoundFacet(_ facet: Int, _ cell: Cell, _ workspace: borrowing Workspace) -> Bool {
    let (axis, isUpper) = (facet / 2, facet % 2 == 1)
    let bounds = isUpper ? upper : lower
    let bound = bounds[axis]
    // Moved out of the way, as far as the box is long; errors of half-spaces allow for it.
    bounds[axis] = isUpper ? bound + (bound - lower[axis]) : bound - (upper[axis] - bound)
    defer { bounds[axis] = bound }
    if cell.pointCount > 0 {
      for index in 0...dimension { objective[index] = 0 }
      objective[axis] = isUpper ? -1 : 1
      objective[dimension] = isUpper ? bound : -bound
      switch canReach(below: 0, excluding: -1, from: cell.points, isDegenerate: true, workspace) {
      case .never: return false
      case .somewhere:
        hasFound = true
        return true
      case .unknown: break
      }
    }
    let inside = inequality(Int32(truncatingIfNeeded: -1 - facet), true, workspace)
    return exactPoint(workspace, excluding: -1, beyond: inside.reversed) != nil
  }

  /// Whether two units of a layer may vanish on the same hyperplane; false is certain.
  ///
  /// - Complexity: O(units² · d), and O(units²) where no two are nearly parallel.
  func mayCoincide(_ layer: CompiledLayer, _ units: Buffer<UInt64>, _ workspace: borrowing Workspace) -> Bool {
    for first in 0..<layer.unitCount where units[bit: first] {
      let hyperplane = workspace.hyperplane(Int32(truncatingIfNeeded: layer.firstUnit + first))
      for second in 0..<first where units[bit: second] {
        let other = workspace.hyperplane(Int32(truncatingIfNeeded: layer.firstUnit + second))
        if !hyperplane.isIndependent(of: other, dimension: dimension) { return true }
      }
    }
    return false
  }
}
