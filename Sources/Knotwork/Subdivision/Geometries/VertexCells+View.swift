extension VertexCells where Mask: FacetMask {
  mutating func view(_ cell: Cell, _ workspace: borrowing Workspace) -> CellView {
    shown.truncate(to: 0)
    shownFacets.truncate(to: 0)
    shownMasks.truncate(to: 0)
    var slots: [Int] = []
    for slot in 0..<cell.slotCount where facets[cell.facets + slot] != VertexCells.freeSlot {
      shownFacets.append(facets[cell.facets + slot])
      slots.append(slot)
    }
    _ = shown.extend(by: dimension)
    findCenter(of: cell)
    var isInside = isCenterInside(workspace)
    if !isInside {
      // The vertices are exact enough for decisions, but not for the middle of so thin a cell.
      for vertex in cell.vertices..<cell.vertices + cell.vertexCount { makeExact(vertex, of: cell, workspace) }
      findCenter(of: cell)
      isInside = isCenterInside(workspace)
    }
    let words = (slots.count + 63) / 64
    for vertex in cell.vertices..<cell.vertices + cell.vertexCount {
      let point = point(vertex)
      for index in 0..<step { shown.append(point[index]) }
      let first = shownMasks.extend(by: words)
      for word in 0..<words { shownMasks[first + word] = 0 }
      for (facet, slot) in slots.enumerated() where masks[vertex].contains(slot) {
        shownMasks.setBit(64 * first + facet)
      }
    }
    return CellView(
      interior: shown.buffer(from: 0), facets: shownFacets.buffer(from: 0), facetCount: slots.count,
      vertices: shown.buffer(from: dimension), vertexCount: cell.vertexCount, masks: shownMasks.buffer(from: 0),
      maskWords: words, isInteriorCertain: isInside)
  }

  /// Puts the mean of the vertices at the start of `shown`.
  private func findCenter(of cell: Cell) {
    for axis in 0..<dimension { shown[axis] = 0 }
    for vertex in cell.vertices..<cell.vertices + cell.vertexCount {
      let point = point(vertex)
      for axis in 0..<dimension { shown[axis] = shown[axis] + point[axis] }
    }
    for axis in 0..<dimension { shown[axis] = shown[axis] / Double(cell.vertexCount) }
  }

  /// Whether the centre lies strictly on the right side of all facets, rounding included.
  private func isCenterInside(_ workspace: borrowing Workspace) -> Bool {
    let center = shown.buffer(from: 0)
    for index in 0..<shownFacets.count {
      let hyperplane = workspace.hyperplane(shownFacets[index])
      let value = hyperplane.value(at: center, dimension: dimension)
      let tolerance = hyperplane.tolerance(at: center, radius: 0, dimension: dimension)
      guard (workspace.isActive(shownFacets[index]) ? value : -value) > tolerance else { return false }
    }
    return true
  }

  private mutating func makeExact(_ vertex: Int, of cell: Cell, _ workspace: borrowing Workspace) {
    guard point(vertex)[dimension] != 0 else { return }
    let index = vertices[vertex]
    let exact = exactPoints[index] ?? exactPoint(of: facetIDs(of: masks[vertex], in: cell), workspace)
    exactPoints[index] = exact
    replace(index, by: exact)
  }
}
