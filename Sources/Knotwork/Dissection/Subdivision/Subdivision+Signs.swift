import KnotworkGeometry

extension Subdivision where Sink: ~Copyable {
  /// Which strict signs a unit takes at the vertices of a polygon.
  struct SignSet {
    var hasPositive = false
    var hasNegative = false
    var isCrossing: Bool { hasPositive && hasNegative }
  }

  /// Settles every unit of a layer that does not cross a polygon; the others are pushed as candidates.
  ///
  /// Bits of active units are set in `words`, all others are cleared.
  mutating func classify(
    _ compiledLayer: CompiledNetwork.CompiledLayer, layer: Int, corners start: Int, count: Int, maps offset: Int,
    words firstWord: Int
  ) {
    coordinates.truncate(to: 0)
    _ = coordinates.extend(by: 2 * count)
    var radius = 0.0
    for index in 0..<count {
      let corner = corners[start + index]
      coordinates[2 * index] = corner.x
      coordinates[2 * index + 1] = corner.y
      radius = max(radius, corner.radius)
    }
    while numbers.count < count { numbers.append(Int32(truncatingIfNeeded: numbers.count)) }
    let size = compiledLayer.wordCount
    masks.truncate(to: 0)
    _ = masks.extend(by: 3 * size)
    for index in 0..<3 * size { masks[index] = 0 }
    kernels.classify(
      maps: maps.buffer(from: offset), stride: compiledLayer.stride, rows: 3, points: coordinates.buffer(from: 0),
      step: 2,
      indices: numbers.buffer(from: 0), count: count, constants: compiledLayer.errorConstants,
      perRadius: compiledLayer.errorsPerRadius, radius: radius,
      positive: masks.buffer(from: 0), negative: masks.buffer(from: size), crossing: masks.buffer(from: 2 * size))
    for word in 0..<size {
      let bending = compiledLayer.bending[word]
      var active = masks[word] & bending
      let crossing = masks[2 * size + word] & bending
      let unsure = bending & ~(active | masks[size + word] | crossing)
      // Ascending order of units, so that results do not depend on which filter settled them.
      var open = crossing | unsure
      while open != 0 {
        let bit = open.trailingZeroBitCount
        open &= open - 1
        let unit = 64 * word + bit
        if crossing >> UInt64(bit) & 1 == 1 {
          candidates.append(Int32(truncatingIfNeeded: unit))
        } else {
          let found = carefulSigns(compiledLayer, layer: layer, unit: unit, corners: start, count: count, maps: offset)
          if found.isCrossing {
            candidates.append(Int32(truncatingIfNeeded: unit))
          } else if found.hasPositive {
            active |= 1 << UInt64(bit)
          }
        }
      }
      words[firstWord + word] = active
    }
  }

  /// The strict signs of one unit on a polygon: by the polygon's bound, or else vertex by vertex.
  @inline(__always)
  mutating func signSet(
    _ compiledLayer: CompiledNetwork.CompiledLayer, layer: Int, unit: Int, corners start: Int, count: Int,
    maps offset: Int
  ) -> SignSet {
    let a = maps[offset + unit]
    let b = maps[offset + compiledLayer.stride + unit]
    let c = maps[offset + 2 * compiledLayer.stride + unit]
    let constant = compiledLayer.errorConstants[unit]
    let perRadius = compiledLayer.errorsPerRadius[unit]
    var found = SignSet()
    var isSure = true
    for index in start..<start + count {
      let corner = corners[index]
      let z = a * corner.x + (b * corner.y + c)
      let tolerance = constant + perRadius * corner.radius
      if z > tolerance {
        found.hasPositive = true
      } else if z < -tolerance {
        found.hasNegative = true
      } else {
        isSure = false
      }
    }
    if isSure || found.isCrossing { return found }
    return carefulSigns(compiledLayer, layer: layer, unit: unit, corners: start, count: count, maps: offset)
  }

  /// The strict signs of one unit, exact at every vertex where a bound does not decide.
  @inline(never)
  private mutating func carefulSigns(
    _ compiledLayer: CompiledNetwork.CompiledLayer, layer: Int, unit: Int, corners start: Int, count: Int,
    maps offset: Int
  ) -> SignSet {
    var found = SignSet()
    for index in 0..<count {
      switch sign(compiledLayer, layer: layer, unit: unit, corner: index, corners: start, count: count, maps: offset) {
      case 1: found.hasPositive = true
      case -1: found.hasNegative = true
      default: break
      }
      if found.isCrossing { break }
    }
    return found
  }

  /// The sign of a unit at one vertex of a polygon; exact.
  mutating func sign(
    _ compiledLayer: CompiledNetwork.CompiledLayer, layer: Int, unit: Int, corner index: Int, corners start: Int,
    count: Int,
    maps offset: Int
  ) -> Int8 {
    let corner = corners[start + index]
    let a = maps[offset + unit]
    let b = maps[offset + compiledLayer.stride + unit]
    let c = maps[offset + 2 * compiledLayer.stride + unit]
    let z = a * corner.x + (b * corner.y + c)
    let tolerance = compiledLayer.tolerance(
      unit: unit, a: a, b: b, c: c, x: corner.x, y: corner.y, radius: corner.radius)
    if z > tolerance { return 1 }
    if z < -tolerance { return -1 }
    if tolerance == 0 { return 0 }
    let row = exact.row(layer: layer, unit: unit, pattern: currentWords)
    if row.isZero { return 0 }
    let before = corners[start + (index == 0 ? count - 1 : index - 1)]
    return Int8(vertex(between: before.edge, and: corner.edge).side(of: row))
  }

  /// The pattern of the layers above the current frame, for exact arithmetic.
  private var currentWords: [UInt64] { pattern.copy(from: 0, count: compiled.wordCount) }

  /// Where two edges of the current polygon meet, without rounding.
  func vertex(between first: Int32, and second: Int32) -> ExactVertex {
    let current = currentWords
    return ExactVertex(exact.line(ofEdge: first, pattern: current), exact.line(ofEdge: second, pattern: current))
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
