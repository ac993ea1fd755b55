extension PolygonCells where Journal: ~Copyable {
  @inline(__always)
  mutating func split(
    _ cell: Polygon, by unit: CurrentUnit, _ workspace: borrowing Workspace
  ) -> (inactive: Polygon, active: Polygon) {
    let compiledLayer = compiled.compiledLayers[unit.layer]
    let line = workspace.line(compiledLayer, unit: unit.index, maps: unit.maps)
    let nodes = journal.addCrease()
    let split = journal.addSplit(unit: unit.id, a: line.a, b: line.b, c: line.c, slot: cell.slot)
    let crease = Corner(x: 0, y: 0, radius: 0, a: line.a, b: line.b, c: line.c, edge: unit.id, node: 0)
    findSigns(cell, unit, line, compiledLayer, workspace)
    let parts = cut(cell, crease: crease, activeNode: nodes.active, inactiveNode: nodes.inactive, workspace)
    return (
      Polygon(corners: parts.inactive, count: parts.active - parts.inactive, slot: 2 * split + 1),
      Polygon(corners: parts.active, count: corners.count - parts.active, slot: 2 * split)
    )
  }

  /// The exact sign of a unit at every vertex of a polygon, into `signs`.
  @inline(__always)
  private mutating func findSigns(
    _ cell: Polygon, _ unit: CurrentUnit, _ line: PlaneMap, _ compiledLayer: CompiledNetwork.CompiledLayer,
    _ workspace: borrowing Workspace
  ) {
    signs.truncate(to: 0)
    for index in 0..<cell.count {
      let corner = corners[cell.corners + index]
      let z = line.a * corner.x + (line.b * corner.y + line.c)
      let tolerance =
        compiledLayer.errorConstants[unit.index] + compiledLayer.errorsPerRadius[unit.index] * corner.radius
      if z > tolerance {
        signs.append(1)
      } else if z < -tolerance {
        signs.append(-1)
      } else {
        signs.append(
          sign(cell, corner: index, layer: unit.layer, unit: unit.index, maps: unit.maps, workspace))
      }
    }
  }

  /// Appends the inactive and then the active part of a polygon to the corner stack, by the signs just found; returns where
  /// they start.
  ///
  /// A convex polygon with strict signs on both sides has exactly two points where the sign changes, each a vertex of
  /// sign 0 or a new vertex on an edge.
  mutating func cut(
    _ cell: Polygon, crease: Corner, activeNode: Int32, inactiveNode: Int32, _ workspace: borrowing Workspace
  ) -> (inactive: Int, active: Int) {
    let count = cell.count
    let inactive = corners.count
    var cuts = (CutEdge(), CutEdge())
    var cutCount = 0
    for index in 0..<count {
      let following = index + 1 == count ? 0 : index + 1
      let (here, there) = (signs[index], signs[following])
      var corner = corners[cell.corners + index]
      if here < 0 {
        if there > 0 {
          let point = meet(corner, crease, workspace)
          let nodes = journal.splitEdge(corner.node)
          remember(&cuts, &cutCount, CutEdge(index: index, point: point, activeNode: nodes.second))
          corner.node = nodes.first
          corners.append(corner)
          corners.append(crease.moved(to: point, node: inactiveNode))
        } else {
          corners.append(corner)
        }
      } else if here == 0 {
        corners.append(there < 0 ? corner : crease.moved(to: corner, node: inactiveNode))
      } else if there < 0 {
        let point = meet(corner, crease, workspace)
        let nodes = journal.splitEdge(corner.node)
        remember(&cuts, &cutCount, CutEdge(index: index, point: point, activeNode: nodes.first))
        corner.node = nodes.second
        corners.append(corner.moved(to: point, node: nodes.second))
      }
    }
    let active = corners.count
    for index in 0..<count {
      let following = index + 1 == count ? 0 : index + 1
      let (here, there) = (signs[index], signs[following])
      var corner = corners[cell.corners + index]
      if here > 0 {
        if there < 0 {
          let cut = cuts.0.index == index ? cuts.0 : cuts.1
          corner.node = cut.activeNode
          corners.append(corner)
          corners.append(crease.moved(to: cut.point, node: activeNode))
        } else {
          corners.append(corner)
        }
      } else if here == 0 {
        corners.append(there > 0 ? corner : crease.moved(to: corner, node: activeNode))
      } else if there > 0 {
        let cut = cuts.0.index == index ? cuts.0 : cuts.1
        corners.append(corner.moved(to: cut.point, node: cut.activeNode))
      }
    }
    return (inactive, active)
  }

  @inline(__always)
  private func remember(_ cuts: inout (CutEdge, CutEdge), _ count: inout Int, _ cut: CutEdge) {
    if count == 0 { cuts.0 = cut } else { cuts.1 = cut }
    count += 1
  }
}

/// An edge that a crease cuts in its inside: the new vertex, and the node of the edge's part on the active side.
private struct CutEdge {
  var index = -1
  var point = Corner(x: 0, y: 0, radius: 0, a: 0, b: 0, c: 0, edge: 0, node: 0)
  var activeNode: Int32 = 0
}
