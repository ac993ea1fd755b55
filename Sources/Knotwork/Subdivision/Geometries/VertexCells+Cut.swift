extension VertexCells where Mask: FacetMask {
  /// Sorts the vertices of a cell by the exact sign of a hyperplane's function into `above`, `on` and `below`, and keeps its
  /// values and what bounds their errors.
  mutating func findSigns(
    _ cell: Cell, id: Int32, _ workspace: borrowing Workspace
  ) -> (hasAbove: Bool, hasBelow: Bool) {
    let hyperplane = workspace.hyperplane(id)
    row.truncate(to: 0)
    for axis in 0...dimension { row.append(hyperplane[axis]) }
    fixed = hyperplane.tolerance(largestCoordinates: compiled.largestCoordinates)
    moved = hyperplane.normalLength(dimension: dimension)
    values.truncate(to: 0)
    _ = values.extend(by: cell.vertexCount)
    above.truncate(to: 0)
    below.truncate(to: 0)
    on.truncate(to: 0)
    _ = above.extend(by: cell.vertexCount + 1)
    _ = below.extend(by: cell.vertexCount + 1)
    _ = on.extend(by: cell.vertexCount + 1)
    let found = workspace.kernels.sides(
      dimension: dimension, points: points.buffer(from: 0), indices: vertices.buffer(from: cell.vertices),
      count: cell.vertexCount, row: row.buffer(from: 0), fixed: fixed, moved: moved, values: values.buffer(from: 0),
      above: above.buffer(from: 0), below: below.buffer(from: 0), unsure: on.buffer(from: 0))
    above.truncate(to: found.above)
    below.truncate(to: found.below)
    on.truncate(to: 0)
    for index in 0..<found.unsure {
      let number = on[index]
      let vertex = cell.vertices + Int(number)
      let sign = sign(of: id, at: vertex, in: cell, workspace)
      // A point that was replaced to find its sign has another value, and another error, than before.
      values[Int(number)] = hyperplane.value(at: point(vertex), dimension: dimension)
      switch sign {
      case 1: above.append(number)
      case -1: below.append(number)
      default: on.append(number)
      }
    }
    return (above.count > 0, below.count > 0)
  }

  /// Cuts a cell in two by the hyperplane whose signs were just found; the part below lies below on the stacks.
  mutating func cut(_ cell: Cell, id: Int32, _ workspace: borrowing Workspace) -> (inactive: Cell, active: Cell) {
    pairs.truncate(to: 0)
    _ = pairs.extend(by: 2 * (above.count * below.count + 1))
    let count = cell.isSimple ? findEdgesOfSimple(cell, workspace.kernels) : findEdges(cell)
    let first = points.extend(by: count * step)
    workspace.kernels.meet(
      dimension: dimension, points: points.buffer(from: 0), indices: vertices.buffer(from: cell.vertices),
      pairs: pairs.buffer(from: 0), count: count, values: values.buffer(from: 0), fixed: fixed, moved: moved,
      into: points.buffer(from: first))
    for edge in 0..<count where points[first + edge * step + dimension] == .infinity {
      refine(first / step + edge, edge, cell, id, workspace)
    }
    let inactive = part(of: cell, below.buffer(from: 0), below.count, id: id, firstPoint: first / step, count)
    let active = part(of: cell, above.buffer(from: 0), above.count, id: id, firstPoint: first / step, count)
    return (inactive, active)
  }

  /// In a simple cell vertices are neighbours exactly if they share all facets but one.
  @inline(__always)
  private mutating func findEdgesOfSimple(_ cell: Cell, _ kernels: Kernels) -> Int {
    Mask.edges(
      kernels, masks.buffer(from: cell.vertices), above.buffer(from: 0), above.count, below.buffer(from: 0),
      below.count,
      pairs.buffer(from: 0))
  }

  /// In any cell vertices are neighbours exactly if no other vertex lies on all facets that they share.
  private mutating func findEdges(_ cell: Cell) -> Int {
    var count = 0
    for high in 0..<above.count {
      let first = masks[cell.vertices + Int(above[high])]
      for low in 0..<below.count {
        let shared = first.intersection(masks[cell.vertices + Int(below[low])])
        guard shared.count >= dimension - 1 else { continue }
        var isEdge = true
        for index in 0..<cell.vertexCount
        where index != Int(above[high]) && index != Int(below[low])
          && shared.isSubset(of: masks[cell.vertices + index])
        {
          isEdge = false
          break
        }
        if isEdge {
          pairs[2 * count] = above[high]
          pairs[2 * count + 1] = below[low]
          count += 1
        }
      }
    }
    return count
  }

  /// The facets that an edge lies on.
  @inline(__always)
  private func mask(ofEdge edge: Int, _ cell: Cell) -> Mask {
    masks[cell.vertices + Int(pairs[2 * edge])].intersection(masks[cell.vertices + Int(pairs[2 * edge + 1])])
  }

  /// Computes a point on an edge from the hyperplanes that meet there: in floating point with a verified bound, or exactly.
  ///
  /// The bound of a point that was found by the values at the ends of its edge grows with every generation; it is poor
  /// after some ten of them, and where a hyperplane nearly touches.
  @inline(never)
  private mutating func refine(
    _ index: Int, _ edge: Int, _ cell: Cell, _ id: Int32, _ workspace: borrowing Workspace
  ) {
    let mask = mask(ofEdge: edge, cell)
    solver.clear()
    for slot in 0..<cell.slotCount where mask.contains(slot) {
      solver.add(workspace.hyperplane(facets[cell.facets + slot]))
    }
    solver.add(workspace.hyperplane(id))
    let radius = solver.solve(workspace.kernels)
    var size = 0.0
    for axis in 0..<dimension { size = max(size, solver.solution[axis].magnitude) }
    if radius <= size * 0x1p-36, size > 0x1p-400 {
      for axis in 0..<dimension { points[step * index + axis] = solver.solution[axis] + 0 }
      points[step * index + dimension] = radius
      return
    }
    let found = exactPoint(of: facetIDs(of: mask, in: cell) + [id], workspace)
    place(found, at: Int32(truncatingIfNeeded: index))
    exactPoints[Int32(truncatingIfNeeded: index)] = found
  }

  /// Appends the part of a cell on one side: its own vertices there, those on the hyperplane, and the new ones.
  @inline(__always)
  private mutating func part(
    of cell: Cell, _ side: Buffer<Int32>, _ count: Int, id: Int32, firstPoint: Int, _ cutCount: Int
  ) -> Cell {
    // A facet stays a facet exactly if it has a vertex strictly on this side.
    var kept = Mask.none
    for index in 0..<count { kept = kept.union(masks[cell.vertices + Int(side[index])]) }
    let slot = kept.lowestAbsent
    let slotCount = max(slot + 1, cell.slotCount)
    let firstFacet = facets.extend(by: slotCount)
    for index in 0..<slotCount {
      facets[firstFacet + index] =
        index < cell.slotCount && kept.contains(index) ? facets[cell.facets + index] : VertexCells.freeSlot
    }
    facets[firstFacet + slot] = id
    let first = vertices.count
    var isSimple = true
    for index in 0..<count {
      let vertex = cell.vertices + Int(side[index])
      vertices.append(vertices[vertex])
      masks.append(masks[vertex])
      isSimple = isSimple && masks[vertex].count == dimension
    }
    for index in 0..<on.count {
      let vertex = cell.vertices + Int(on[index])
      var mask = masks[vertex].intersection(kept)
      mask.insert(slot)
      vertices.append(vertices[vertex])
      masks.append(mask)
      isSimple = isSimple && mask.count == dimension
    }
    for index in 0..<cutCount {
      var mask = mask(ofEdge: index, cell)
      mask.insert(slot)
      vertices.append(Int32(truncatingIfNeeded: firstPoint + index))
      masks.append(mask)
      isSimple = isSimple && mask.count == dimension
    }
    return Cell(
      vertices: first, vertexCount: vertices.count - first, facets: firstFacet, slotCount: slotCount,
      pointCount: firstPoint + cutCount, isSimple: isSimple, replacementCount: replacedPoints.count)
  }
}
