extension PolygonCells where Journal: ~Copyable {
  /// Facet k is the edge from vertex k to the next; the vertices are in counter-clockwise order.
  mutating func view(_ cell: Polygon, _ workspace: borrowing Workspace) -> CellView {
    shown.truncate(to: 0)
    shownFacets.truncate(to: 0)
    shownMasks.truncate(to: 0)
    let words = (cell.count + 63) / 64
    _ = shown.extend(by: 2 + 3 * cell.count)
    _ = shownMasks.extend(by: words * cell.count)
    for index in 0..<words * cell.count { shownMasks[index] = 0 }
    for index in 0..<cell.count {
      let corner = corners[cell.corners + index]
      show(corner, at: index)
      shownFacets.append(corner.edge)
      for edge in [index, index == 0 ? cell.count - 1 : index - 1] {
        let word = words * index + edge >> 6
        shownMasks[word] = shownMasks[word] | 1 << UInt64(edge & 63)
      }
    }
    findCenter(count: cell.count)
    var isInside = isCenterInside(workspace)
    if !isInside {
      // The vertices are exact enough for decisions, but not for the middle of so thin a polygon.
      for index in 0..<cell.count where shown[2 + 3 * index + 2] != 0 {
        let before = shownFacets[index == 0 ? cell.count - 1 : index - 1]
        show(exactMeet(before, shownFacets[index], workspace), at: index)
      }
      findCenter(count: cell.count)
      isInside = isCenterInside(workspace)
    }
    return CellView(
      interior: shown.buffer(from: 0), facets: shownFacets.buffer(from: 0), facetCount: cell.count,
      vertices: shown.buffer(from: 2), vertexCount: cell.count, masks: shownMasks.buffer(from: 0), maskWords: words,
      isInteriorCertain: isInside, isRing: true)
  }

  @inline(__always)
  private func show(_ corner: Corner, at index: Int) {
    shown[2 + 3 * index] = corner.x
    shown[2 + 3 * index + 1] = corner.y
    shown[2 + 3 * index + 2] = corner.radius
  }

  /// Puts the mean of the vertices at the start of `shown`.
  private func findCenter(count: Int) {
    let anchor = SIMD2(shown[2], shown[3])
    var sum = SIMD2<Double>.zero
    for index in 0..<count { sum += SIMD2(shown[2 + 3 * index], shown[2 + 3 * index + 1]) - anchor }
    let center = anchor + sum / Double(count)
    shown[0] = center.x
    shown[1] = center.y
  }

  /// Whether the centre lies strictly on the right side of all edges, rounding included.
  private func isCenterInside(_ workspace: borrowing Workspace) -> Bool {
    let center = shown.buffer(from: 0)
    for index in 0..<shownFacets.count {
      let hyperplane = workspace.hyperplane(shownFacets[index])
      let value = hyperplane.value(at: center, dimension: 2)
      let tolerance = hyperplane.tolerance(at: center, radius: 0, dimension: 2)
      guard (workspace.isActive(shownFacets[index]) ? value : -value) > tolerance else { return false }
    }
    return true
  }
}
