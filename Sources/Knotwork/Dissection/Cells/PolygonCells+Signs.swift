import KnotworkGeometry

extension PolygonCells where Journal: ~Copyable {
  mutating func classify(
    _ cell: Polygon, layer: Int, maps: Int, open: Buffer<UInt64>, active: Buffer<UInt64>, crossing: Buffer<UInt64>,
    _ workspace: borrowing Workspace
  ) {
    let compiledLayer = compiled.compiledLayers[layer]
    coordinates.truncate(to: 0)
    _ = coordinates.extend(by: 2 * cell.count)
    var radius = 0.0
    for index in 0..<cell.count {
      let corner = corners[cell.corners + index]
      coordinates[2 * index] = corner.x
      coordinates[2 * index + 1] = corner.y
      radius = max(radius, corner.radius)
    }
    while numbers.count < cell.count { numbers.append(Int32(truncatingIfNeeded: numbers.count)) }
    let size = compiledLayer.wordCount
    masks.truncate(to: 0)
    _ = masks.extend(by: size)
    for index in 0..<size { masks[index] = 0 }
    workspace.kernels.classify(
      maps: workspace.maps.buffer(from: maps), stride: compiledLayer.stride, rows: 3,
      points: coordinates.buffer(from: 0), step: 2, indices: numbers.buffer(from: 0), count: cell.count,
      constants: compiledLayer.errorConstants, perRadius: compiledLayer.errorsPerRadius, radius: radius,
      positive: active, negative: masks.buffer(from: 0), crossing: crossing)
    for word in 0..<size {
      active[word] &= open[word]
      crossing[word] &= open[word]
      var unsure = open[word] & ~(active[word] | masks[word] | crossing[word])
      while unsure != 0 {
        let bit = unsure.trailingZeroBitCount
        unsure &= unsure - 1
        switch carefulSign(cell, layer: layer, unit: 64 * word + bit, maps: maps, workspace) {
        case 1: active[word] |= 1 << UInt64(bit)
        case -1: crossing[word] |= 1 << UInt64(bit)
        default: break
        }
      }
    }
  }

  @inline(__always)
  mutating func classify(
    _ cell: Polygon, layer: Int, maps: Int, units: Buffer<Int32>, count: Int, into results: Buffer<Int8>,
    _ workspace: borrowing Workspace
  ) {
    let compiledLayer = compiled.compiledLayers[layer]
    for index in 0..<count {
      results[index] = sign(cell, layer: layer, unit: Int(units[index]), maps: maps, compiledLayer, workspace)
    }
  }

  /// 1 for a unit that is positive somewhere and negative nowhere in a polygon, 0 for one that is positive nowhere, −1 for
  /// one that takes both signs: by a bound for each vertex, or else with care.
  @inline(__always)
  private mutating func sign(
    _ cell: Polygon, layer: Int, unit: Int, maps: Int, _ compiledLayer: CompiledNetwork.CompiledLayer,
    _ workspace: borrowing Workspace
  ) -> Int8 {
    let line = workspace.line(compiledLayer, unit: unit, maps: maps)
    let constant = compiledLayer.errorConstants[unit]
    let perRadius = compiledLayer.errorsPerRadius[unit]
    var hasPositive = false
    var hasNegative = false
    var isSure = true
    for index in cell.corners..<cell.corners + cell.count {
      let corner = corners[index]
      let z = line.a * corner.x + (line.b * corner.y + line.c)
      let tolerance = constant + perRadius * corner.radius
      if z > tolerance {
        hasPositive = true
      } else if z < -tolerance {
        hasNegative = true
      } else {
        isSure = false
      }
    }
    if hasPositive && hasNegative { return -1 }
    if isSure { return hasPositive ? 1 : 0 }
    return carefulSign(cell, layer: layer, unit: unit, maps: maps, workspace)
  }

  /// The same, exact at every vertex where a bound does not decide.
  @inline(never)
  private mutating func carefulSign(
    _ cell: Polygon, layer: Int, unit: Int, maps: Int, _ workspace: borrowing Workspace
  ) -> Int8 {
    var hasPositive = false
    var hasNegative = false
    for index in 0..<cell.count {
      switch sign(cell, corner: index, layer: layer, unit: unit, maps: maps, workspace) {
      case 1: hasPositive = true
      case -1: hasNegative = true
      default: break
      }
      if hasPositive && hasNegative { return -1 }
    }
    return hasPositive ? 1 : 0
  }

  /// The sign of a unit at one vertex of a polygon; exact.
  mutating func sign(
    _ cell: Polygon, corner index: Int, layer: Int, unit: Int, maps: Int, _ workspace: borrowing Workspace
  ) -> Int8 {
    let compiledLayer = compiled.compiledLayers[layer]
    let corner = corners[cell.corners + index]
    let line = workspace.line(compiledLayer, unit: unit, maps: maps)
    let z = line.a * corner.x + (line.b * corner.y + line.c)
    let tolerance = compiledLayer.tolerance(
      unit: unit, a: line.a, b: line.b, c: line.c, x: corner.x, y: corner.y, radius: corner.radius)
    if z > tolerance { return 1 }
    if z < -tolerance { return -1 }
    if tolerance == 0 { return 0 }
    let row = workspace.exactHyperplane(Int32(truncatingIfNeeded: compiledLayer.firstUnit + unit))
    if row.isZero { return 0 }
    let before = corners[cell.corners + (index == 0 ? cell.count - 1 : index - 1)]
    return Int8(vertex(between: before.edge, and: corner.edge, workspace).side(of: row))
  }

  /// Where two edges of the current polygon meet, without rounding.
  func vertex(between first: Int32, and second: Int32, _ workspace: borrowing Workspace) -> ExactVertex {
    ExactVertex(workspace.exactHyperplane(first), workspace.exactHyperplane(second))
  }
}

extension Workspace {
  /// The line of a unit of a layer in the plane, whose maps start at `maps`.
  @inline(__always)
  func line(_ compiledLayer: CompiledNetwork.CompiledLayer, unit: Int, maps offset: Int) -> PlaneMap {
    PlaneMap(
      a: maps[offset + unit], b: maps[offset + compiledLayer.stride + unit],
      c: maps[offset + 2 * compiledLayer.stride + unit])
  }
}

extension CompiledNetwork.CompiledLayer {
  /// |z computed − z true| at one computed vertex that may be off by `radius`; 0 where z is known to be 0.
  @inline(__always)
  func tolerance(
    unit: Int, a: Double, b: Double, c: Double, x: Double, y: Double, radius: Double
  ) -> Double {
    let (errorA, errorB, errorC) = (errors[unit], errors[stride + unit], errors[2 * stride + unit])
    if x == 0, y == 0, radius == 0, c == 0, errorC == 0 { return 0 }
    if errorConstants[unit] == 0 { return 0 }
    let inherited = errorA * x.magnitude + errorB * y.magnitude + errorC
    let rounding = (a.magnitude * x.magnitude + b.magnitude * y.magnitude + c.magnitude) * 0x1p-50
    let moved = (a.magnitude + b.magnitude + errorA + errorB) * radius
    return (inherited + rounding + moved) * (1 + 0x1p-20) + .smallestError
  }
}
