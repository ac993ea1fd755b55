import KnotworkGeometry

extension HalfSpaceCells {
  mutating func view(_ cell: Cell, _ workspace: borrowing Workspace) -> CellView {
    precondition(detail != .nothing, "a view of cells whose facets are not kept")
    findFacets(cell, workspace)
    shownFacets.truncate(to: 0)
    shownPoint.truncate(to: 0)
    if cell.pointCount > 0 {
      for axis in 0..<dimension { shownPoint.append(points[cell.points + axis]) }
    } else {
      guard let point = exactPoint(workspace, excluding: -1, beyond: nil) else {
        preconditionFailure("a cell has an inside")
      }
      for coordinate in point.coordinates { shownPoint.append(coordinate) }
    }
    // Bounds come before half-spaces, each in ascending order.
    let list = lists[cell.list]
    for facet in list.start..<list.start + list.count {
      let place = facets[facet].place
      shownFacets.append(place < 0 ? place : ids[Int(place)])
    }
    guard leavesLastLayerOpen else { return shownView(workspace) }
    for halfSpace in 0..<halfSpaceCount where ids[halfSpace] >= lastLayer { shownFacets.append(ids[halfSpace]) }
    return shownView(workspace, firstOpenFacet: list.count)
  }

  /// A view that shows nothing.
  mutating func emptyView(_ workspace: borrowing Workspace) -> CellView {
    shownFacets.truncate(to: 0)
    return shownView(workspace)
  }

  private func shownView(_ workspace: borrowing Workspace, firstOpenFacet: Int = .max) -> CellView {
    CellView(
      interior: shownPoint.buffer(from: 0), facets: shownFacets.buffer(from: 0), facetCount: shownFacets.count,
      firstOpenFacet: firstOpenFacet, vertices: shownPoint.buffer(from: 0), vertexCount: 0,
      masks: Buffer(base: workspace.pattern.buffer(from: 0).base),
      maskWords: 0)
  }
}
