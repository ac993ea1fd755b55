import KnotworkGeometry

extension Subdivision where Sink: ~Copyable {
  /// Splits a frame's polygon by its first candidate and pushes both parts, the active one on top.
  mutating func split(_ frame: Frame) {
    let compiledLayer = compiled.compiledLayers[frame.layer]
    let unit = Int(candidates[frame.candidates])
    let line = (
      a: maps[frame.maps + unit], b: maps[frame.maps + compiledLayer.stride + unit],
      c: maps[frame.maps + 2 * compiledLayer.stride + unit]
    )
    let edge = Int32(truncatingIfNeeded: compiledLayer.firstUnit + unit)
    let nodes = sink.addCrease()
    let node = sink.addSplit(unit: edge, a: line.a, b: line.b, c: line.c, slot: frame.slot)
    let crease = Corner(x: 0, y: 0, radius: 0, a: line.a, b: line.b, c: line.c, edge: edge, node: 0)
    findSigns(compiledLayer, frame, unit: unit)

    // The inactive part first: it stays below the active one on the stacks, and takes over the frame's own maps.
    let parts = cut(frame, crease: crease, activeNode: nodes.active, inactiveNode: nodes.inactive)
    let inactiveWords = words.extend(by: compiledLayer.wordCount)
    for index in 0..<compiledLayer.wordCount { words[inactiveWords + index] = words[frame.words + index] }
    var inactive = Frame(
      layer: frame.layer, corners: parts.inactive, cornerCount: parts.active - parts.inactive,
      candidates: candidates.count, candidateCount: 0, maps: frame.maps, next: frame.next, words: inactiveWords,
      level: frame.level + 1, slot: 2 * node + 1)
    columns.truncate(to: 0)
    factors.truncate(to: 0)
    filterCandidates(of: frame, into: &inactive, compiledLayer)
    let inactiveColumns = columns.count

    let activeWords = words.extend(by: compiledLayer.wordCount)
    for index in 0..<compiledLayer.wordCount { words[activeWords + index] = words[frame.words + index] }
    words[activeWords + unit >> 6] = words[activeWords + unit >> 6] | 1 << UInt64(unit & 63)
    let stride = compiled.compiledLayers[frame.layer + 1].stride
    let next = maps.extend(by: 3 * stride)
    var active = Frame(
      layer: frame.layer, corners: parts.active, cornerCount: corners.count - parts.active,
      candidates: candidates.count, candidateCount: 0, maps: frame.maps, next: next, words: activeWords,
      level: frame.level + 1, slot: 2 * node)
    activate(unit, compiledLayer, maps: frame.maps)
    filterCandidates(of: frame, into: &active, compiledLayer)
    accumulate(frame.layer + 1, into: next, from: frame.next, columns: inactiveColumns, columns.count)
    if inactiveColumns > 0 {
      accumulate(frame.layer + 1, into: frame.next, from: frame.next, columns: 0, inactiveColumns)
    }

    frames.append(inactive)
    frames.append(active)
  }

  private func accumulate(_ layer: Int, into out: Int, from input: Int, columns first: Int, _ end: Int) {
    let compiledLayer = compiled.compiledLayers[layer]
    kernels.accumulate(
      into: maps.buffer(from: out), from: maps.buffer(from: input), weights: compiledLayer.weights,
      stride: compiledLayer.stride,
      rows: 3,
      columns: columns.buffer(from: first), factors: factors.buffer(from: 3 * first), count: end - first)
  }

  /// Lists a unit that has become active: what is missing from the next layer's maps is (1 − inactive slope) · z.
  @inline(__always)
  private mutating func activate(_ unit: Int, _ compiledLayer: CompiledNetwork.CompiledLayer, maps offset: Int) {
    addColumn(unit, slope: 1 - compiledLayer.inactiveSlope[unit], compiledLayer, maps: offset)
  }

  /// Settles the remaining candidates of `frame` that do not cross the polygon of `part`; the others stay candidates.
  @inline(__always)
  private mutating func filterCandidates(
    of frame: Frame, into part: inout Frame, _ compiledLayer: CompiledNetwork.CompiledLayer
  ) {
    for index in frame.candidates + 1..<frame.candidates + frame.candidateCount {
      let unit = Int(candidates[index])
      let found = signSet(
        compiledLayer, layer: frame.layer, unit: unit, corners: part.corners, count: part.cornerCount, maps: frame.maps)
      if found.isCrossing {
        candidates.append(Int32(truncatingIfNeeded: unit))
        part.candidateCount += 1
      } else if found.hasPositive {
        words[part.words + unit >> 6] = words[part.words + unit >> 6] | 1 << UInt64(unit & 63)
        activate(unit, compiledLayer, maps: frame.maps)
      }
    }
  }

  /// The exact sign of a unit at every vertex of a frame's polygon, into `signs`.
  @inline(__always)
  private mutating func findSigns(_ compiledLayer: CompiledNetwork.CompiledLayer, _ frame: Frame, unit: Int) {
    signs.truncate(to: 0)
    let a = maps[frame.maps + unit]
    let b = maps[frame.maps + compiledLayer.stride + unit]
    let c = maps[frame.maps + 2 * compiledLayer.stride + unit]
    for index in 0..<frame.cornerCount {
      let corner = corners[frame.corners + index]
      let z = a * corner.x + (b * corner.y + c)
      let tolerance = compiledLayer.errorConstants[unit] + compiledLayer.errorsPerRadius[unit] * corner.radius
      if z > tolerance {
        signs.append(1)
      } else if z < -tolerance {
        signs.append(-1)
      } else {
        signs.append(
          sign(
            compiledLayer, layer: frame.layer, unit: unit, corner: index, corners: frame.corners,
            count: frame.cornerCount,
            maps: frame.maps))
      }
    }
  }

  /// Appends the inactive and then the active part of a polygon to the corner stack, by the signs just found.
  ///
  /// A convex polygon with strict signs on both sides has exactly two points where the sign changes, each a vertex of
  /// sign 0 or a new vertex on an edge.
  private mutating func cut(
    _ frame: Frame, crease: Corner, activeNode: Int32, inactiveNode: Int32
  ) -> (inactive: Int, active: Int) {
    let count = frame.cornerCount
    let inactive = corners.count
    var cuts = (CutEdge(), CutEdge())
    var cutCount = 0
    for index in 0..<count {
      let following = index + 1 == count ? 0 : index + 1
      let (here, there) = (signs[index], signs[following])
      var corner = corners[frame.corners + index]
      if here < 0 {
        if there > 0 {
          let point = meet(corner, crease)
          let nodes = sink.splitEdge(corner.node)
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
        let point = meet(corner, crease)
        let nodes = sink.splitEdge(corner.node)
        remember(&cuts, &cutCount, CutEdge(index: index, point: point, activeNode: nodes.first))
        corner.node = nodes.second
        corners.append(corner.moved(to: point, node: nodes.second))
      }
    }
    let active = corners.count
    for index in 0..<count {
      let following = index + 1 == count ? 0 : index + 1
      let (here, there) = (signs[index], signs[following])
      var corner = corners[frame.corners + index]
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

extension Corner {
  /// The same edge, starting at the position of another corner.
  @inline(__always)
  fileprivate func moved(to position: Corner, node: Int32) -> Corner {
    Corner(
      x: position.x, y: position.y, radius: position.radius, a: a, b: b, c: c, edge: edge, node: node)
  }
}
