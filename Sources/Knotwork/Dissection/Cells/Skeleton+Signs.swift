import KnotworkGeometry

extension Skeleton where Mask: FacetMask {
  mutating func classify(
    _ cell: Cell, layer: Int, maps: Int, open: Buffer<UInt64>, active: Buffer<UInt64>, crossing: Buffer<UInt64>,
    _ workspace: borrowing Workspace
  ) {
    let compiledLayer = compiled.compiledLayers[layer]
    let size = compiledLayer.wordCount
    clearBits(2 * size)
    workspace.kernels.classify(
      maps: workspace.maps.buffer(from: maps), stride: compiledLayer.stride, rows: step, points: points.buffer(from: 0),
      step: step, indices: vertices.buffer(from: cell.vertices), count: cell.vertexCount,
      constants: compiledLayer.errorConstants,
      perRadius: compiledLayer.errorsPerRadius, radius: largestRadius(cell), positive: active,
      negative: bits.buffer(from: 0),
      crossing: crossing)
    for word in 0..<size {
      active[word] &= open[word]
      crossing[word] &= open[word]
      var unsure = open[word] & ~(active[word] | bits[word] | crossing[word])
      while unsure != 0 {
        let bit = unsure.trailingZeroBitCount
        unsure &= unsure - 1
        switch carefulSign(cell, id: Int32(truncatingIfNeeded: compiledLayer.firstUnit + 64 * word + bit), workspace) {
        case 1: active[word] |= 1 << UInt64(bit)
        case -1: crossing[word] |= 1 << UInt64(bit)
        default: break
        }
      }
    }
  }

  mutating func classify(
    _ cell: Cell, layer: Int, maps: Int, units: Buffer<Int32>, count: Int, into results: Buffer<Int8>,
    _ workspace: borrowing Workspace
  ) {
    let compiledLayer = compiled.compiledLayers[layer]
    // The units' maps and tolerances side by side, as the kernel wants them.
    let width = (count + 7) & ~7
    gathered.truncate(to: 0)
    let start = gathered.extend(by: (step + 2) * width)
    for index in 0..<width {
      // Repeats fill up the last vector.
      let unit = Int(units[min(index, count - 1)])
      for row in 0..<step {
        gathered[start + row * width + index] = workspace.maps[maps + row * compiledLayer.stride + unit]
      }
      gathered[start + step * width + index] = compiledLayer.errorConstants[unit]
      gathered[start + (step + 1) * width + index] = compiledLayer.errorsPerRadius[unit]
    }
    let size = (width + 63) / 64
    clearBits(3 * size)
    workspace.kernels.classify(
      maps: gathered.buffer(from: start), stride: width, rows: step, points: points.buffer(from: 0), step: step,
      indices: vertices.buffer(from: cell.vertices), count: cell.vertexCount,
      constants: gathered.buffer(from: start + step * width),
      perRadius: gathered.buffer(from: start + (step + 1) * width),
      radius: largestRadius(cell), positive: bits.buffer(from: 0), negative: bits.buffer(from: size),
      crossing: bits.buffer(from: 2 * size))
    for index in 0..<count {
      let (word, bit) = (index >> 6, UInt64(index & 63))
      if bits[word] >> bit & 1 == 1 {
        results[index] = 1
      } else if bits[size + word] >> bit & 1 == 1 {
        results[index] = 0
      } else if bits[2 * size + word] >> bit & 1 == 1 {
        results[index] = -1
      } else {
        results[index] = carefulSign(
          cell, id: Int32(truncatingIfNeeded: compiledLayer.firstUnit) + units[index], workspace)
      }
    }
  }

  mutating func partCount(
    of cell: Cell, layer: Int, maps: Int, units: Buffer<Int32>, count: Int, _ workspace: borrowing Workspace
  ) -> Int? {
    let firstUnit = Int32(truncatingIfNeeded: compiled.compiledLayers[layer].firstUnit)
    gathered.truncate(to: 0)
    for index in 0..<count {
      let hyperplane = workspace.hyperplane(firstUnit + units[index])
      for axis in 0...dimension { gathered.append(hyperplane[axis]) }
      gathered.append(hyperplane.tolerance(largestCoordinates: compiled.largestCoordinates))
      gathered.append(hyperplane.normalLength(dimension: dimension))
    }
    let scratch = gathered.extend(by: 18 * (cell.vertexCount + 8) + 64)
    return workspace.kernels.parts(
      dimension: dimension, points: points.buffer(from: 0), indices: vertices.buffer(from: cell.vertices),
      count: cell.vertexCount, units: count, rows: gathered.buffer(from: 0), scratch: gathered.buffer(from: scratch))
  }

  @inline(__always)
  private mutating func clearBits(_ count: Int) {
    bits.truncate(to: 0)
    _ = bits.extend(by: count)
    for index in 0..<count { bits[index] = 0 }
  }

  @inline(__always)
  private func largestRadius(_ cell: Cell) -> Double {
    var radius = 0.0
    for vertex in cell.vertices..<cell.vertices + cell.vertexCount { radius = max(radius, point(vertex)[dimension]) }
    return radius
  }

  /// 1 for a unit that is positive somewhere and negative nowhere in a cell, 0 for one that is positive nowhere, −1 for one
  /// that takes both signs; exact at every vertex where a bound does not decide.
  @inline(never)
  private mutating func carefulSign(_ cell: Cell, id: Int32, _ workspace: borrowing Workspace) -> Int8 {
    var hasPositive = false
    var hasNegative = false
    for vertex in cell.vertices..<cell.vertices + cell.vertexCount {
      switch sign(of: id, at: vertex, in: cell, workspace) {
      case 1: hasPositive = true
      case -1: hasNegative = true
      default: break
      }
      if hasPositive && hasNegative { return -1 }
    }
    return hasPositive ? 1 : 0
  }

  /// The sign of a hyperplane's function at one vertex; exact.
  mutating func sign(of id: Int32, at vertex: Int, in cell: Cell, _ workspace: borrowing Workspace) -> Int {
    let hyperplane = workspace.hyperplane(id)
    let place = point(vertex)
    let value = hyperplane.value(at: place, dimension: dimension)
    let tolerance = hyperplane.tolerance(at: place, radius: place[dimension], dimension: dimension)
    if value > tolerance { return 1 }
    if value < -tolerance { return -1 }
    if tolerance == 0 { return 0 }
    return exactSign(of: id, at: vertex, in: cell, workspace)
  }

  @inline(never)
  private mutating func exactSign(
    of id: Int32, at vertex: Int, in cell: Cell, _ workspace: borrowing Workspace
  ) -> Int {
    let row = workspace.exactHyperplane(id)
    if row.isZero { return 0 }
    let index = vertices[vertex]
    let found = exactPoints[index] ?? exactPoint(of: facetIDs(of: masks[vertex], in: cell), workspace)
    exactPoints[index] = found
    let place = point(vertex)
    let size = (0..<dimension).reduce(0) { $0 + place[$1].magnitude }
    // Not what was replaced already.
    if place[dimension] > size * 0x1p-51 + 0x1p-1073 { replace(index, by: found) }
    return found.sign(of: row.coefficients)
  }

  /// The facets in a mask.
  func facetIDs(of mask: Mask, in cell: Cell) -> [Int32] {
    (0..<cell.slotCount).filter { mask.contains($0) }.map { facets[cell.facets + $0] }
  }

  func exactPoint(of ids: [Int32], _ workspace: borrowing Workspace) -> HomogeneousPoint {
    var rows: [[Dyadic]] = []
    for id in ids { rows.append(workspace.exactHyperplane(id).coefficients) }
    guard let point = HomogeneousPoint(meetingOf: rows, dimension: dimension) else {
      preconditionFailure("the facets at a vertex meet in one point")
    }
    return point
  }

  /// Replaces a point's coordinates by those of the exact point, rounded.
  func place(_ exact: HomogeneousPoint, at index: Int32) {
    let coordinates = exact.rounded
    let start = step * Int(index)
    var size = 0.0
    for (axis, coordinate) in coordinates.enumerated() {
      // Adding 0 turns −0 into 0.
      points[start + axis] = coordinate + 0
      size += coordinate.magnitude
    }
    points[start + dimension] = exact.equals(coordinates) ? 0 : size * 0x1p-52 + 0x1p-1074
  }
}
