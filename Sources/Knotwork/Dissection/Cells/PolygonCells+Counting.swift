extension PolygonCells where Journal: ~Copyable {
  /// n lines that cross a polygon cut it into 1 + n parts, and one more for each pair that meets inside, if no three meet in
  /// one point.
  ///
  /// Where the line of a unit leaves the polygon, between vertices u and w, another unit has the sign of
  /// b(u) |a(w)| + b(w) |a(u)|; two lines meet inside exactly if this sign differs at the two places.
  @inline(__always)
  mutating func partCount(
    of cell: Polygon, layer: Int, maps: Int, units: Buffer<Int32>, count: Int, _ workspace: borrowing Workspace
  ) -> Int? {
    let compiledLayer = compiled.compiledLayers[layer]
    var (exits, otherExits) = (Exits(), Exits())
    guard findExits(cell, Int(units[0]), compiledLayer, maps, &exits, workspace) else { return nil }
    let first = (
      at(exits.first, Int(units[1]), cell, compiledLayer, maps, workspace),
      at(exits.second, Int(units[1]), cell, compiledLayer, maps, workspace)
    )
    guard first.0.isSure, first.1.isSure else { return nil }
    let meet = (first.0.value > 0) != (first.1.value > 0)
    guard count == 3 else { return meet ? 4 : 3 }
    let second = (
      at(exits.first, Int(units[2]), cell, compiledLayer, maps, workspace),
      at(exits.second, Int(units[2]), cell, compiledLayer, maps, workspace)
    )
    guard second.0.isSure, second.1.isSure else { return nil }
    guard findExits(cell, Int(units[1]), compiledLayer, maps, &otherExits, workspace) else { return nil }
    let third = (
      at(otherExits.first, Int(units[2]), cell, compiledLayer, maps, workspace),
      at(otherExits.second, Int(units[2]), cell, compiledLayer, maps, workspace)
    )
    guard third.0.isSure, third.1.isSure else { return nil }
    let others = (
      (second.0.value > 0) != (second.1.value > 0), (third.0.value > 0) != (third.1.value > 0)
    )
    let pairs = (meet ? 1 : 0) + (others.0 ? 1 : 0) + (others.1 ? 1 : 0)
    if pairs == 3 {
      // All three might meet in one point; they do not if b and c vanish at different places of a = 0.
      let (p, q) = (first.0 * second.1, first.1 * second.0)
      guard (p.value - q.value).magnitude > (p.error + q.error) * (1 + 0x1p-40) else { return nil }
    }
    return 4 + pairs
  }

  /// Finds where the line of a unit leaves a polygon: the two edges at whose ends it has different signs; false where a sign
  /// is not certain.
  @inline(__always)
  private func findExits(
    _ cell: Polygon, _ unit: Int, _ compiledLayer: CompiledNetwork.CompiledLayer, _ maps: Int, _ exits: inout Exits,
    _ workspace: borrowing Workspace
  ) -> Bool {
    var before = value(unit, at: corners[cell.corners + cell.count - 1], compiledLayer, maps, workspace)
    guard before.isSure else { return false }
    var found = 0
    for index in cell.corners..<cell.corners + cell.count {
      let here = value(unit, at: corners[index], compiledLayer, maps, workspace)
      guard here.isSure else { return false }
      if (here.value > 0) != (before.value > 0) {
        let start = index == cell.corners ? cell.corners + cell.count - 1 : index - 1
        let exit = Exit(start: start, end: index, startSize: before.size, endSize: here.size)
        if found == 0 { exits.first = exit } else { exits.second = exit }
        found += 1
      }
      before = here
    }
    return found == 2
  }

  /// A positive multiple of a unit's value where a line leaves the polygon.
  @inline(__always)
  private func at(
    _ exit: Exit, _ unit: Int, _ cell: Polygon, _ compiledLayer: CompiledNetwork.CompiledLayer, _ maps: Int,
    _ workspace: borrowing Workspace
  ) -> Uncertain {
    let start = value(unit, at: corners[exit.start], compiledLayer, maps, workspace)
    let end = value(unit, at: corners[exit.end], compiledLayer, maps, workspace)
    return start * exit.endSize + end * exit.startSize
  }

  @inline(__always)
  private func value(
    _ unit: Int, at corner: Corner, _ compiledLayer: CompiledNetwork.CompiledLayer, _ maps: Int,
    _ workspace: borrowing Workspace
  ) -> Uncertain {
    let line = workspace.line(compiledLayer, unit: unit, maps: maps)
    return Uncertain(
      value: line.a * corner.x + (line.b * corner.y + line.c),
      error: compiledLayer.errorConstants[unit] + compiledLayer.errorsPerRadius[unit] * corner.radius)
  }
}

/// The two places where a line leaves a polygon.
private struct Exits {
  var first = Exit()
  var second = Exit()
}

/// An edge between two corners on the stack that a line crosses, with the sizes of its function there.
private struct Exit {
  var start = 0
  var end = 0
  var startSize = Uncertain(value: 0, error: 0)
  var endSize = Uncertain(value: 0, error: 0)
}

/// A number known to within an error.
private struct Uncertain {
  var value: Double
  var error: Double

  /// Whether the sign is certain; not where products may have underflowed.
  @inline(__always)
  var isSure: Bool {
    value.magnitude > error && value.magnitude > 0x1p-400 && value.magnitude < 0x1p400
  }

  @inline(__always) var size: Uncertain { Uncertain(value: value.magnitude, error: error) }

  @inline(__always)
  static func * (a: Uncertain, b: Uncertain) -> Uncertain {
    let value = a.value * b.value
    return Uncertain(
      value: value,
      error: (a.value.magnitude * b.error + a.error * (b.value.magnitude + b.error)) * (1 + 0x1p-40)
        + value.magnitude * 0x1p-52)
  }

  @inline(__always)
  static func + (a: Uncertain, b: Uncertain) -> Uncertain {
    let value = a.value + b.value
    return Uncertain(value: value, error: (a.error + b.error) * (1 + 0x1p-40) + value.magnitude * 0x1p-52)
  }
}
