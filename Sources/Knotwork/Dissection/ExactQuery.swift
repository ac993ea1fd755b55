import KnotworkGeometry

/// Exact arithmetic on a finished dissection: maps of regions, vertices and bends without rounding.
///
/// Keeps the exact maps of the last region asked for; the layers that the next one shares with it are not computed anew.
/// For one thread.
final class ExactQuery {
  let complex: Complex
  private let maps: ExactMaps<Complex>

  init(_ complex: Complex) {
    self.complex = complex
    maps = ExactMaps(complex)
  }

  /// The exact affine map of an output on a region.
  func map(of region: Int, output: Int) -> ExactForm { maps.map(of: region, output: output) }

  /// The exact position of a corner.
  func vertex(_ corner: Int) -> ExactVertex { ExactVertex(line(complex.previous(corner)), line(corner)) }

  /// The exact value of an output at a corner.
  func value(at corner: Int, output: Int) -> ExactQuotient {
    let map = map(of: Int(complex.cornerRegion[corner]), output: output)
    if map.a.isZero, map.b.isZero { return ExactQuotient(map.c, over: .one) }
    let vertex = vertex(corner)
    return ExactQuotient(map.a * vertex.x + map.b * vertex.y + map.c * vertex.w, over: vertex.w)
  }

  /// The exact line that a corner's edge lies on; of a unit it is the pre-activation, positive on the active side, and of
  /// the domain positive inside.
  func line(_ corner: Int) -> ExactForm {
    let split = Int(complex.cornerSplit[corner])
    return maps.hyperplane(
      split < 0 ? Int32(split) : complex.splitUnits[split], of: Int(complex.cornerRegion[corner]))
  }

  /// Whether the slope of an output differs between the two sides of a crease; exact.
  func isBent(at corner: Int, output: Int) -> Bool {
    let (a, b) = sides(of: corner)
    return maps.isBent(between: a, and: b, output: output)
  }

  /// The signed bend of an output at a crease; 0 only where it is exactly 0.
  func bend(at corner: Int, output: Int) -> Double {
    guard isBent(at: corner, output: output) else { return 0 }
    let (active, inactive) = sides(of: corner)
    let line = complex.splitLines[Int(complex.cornerSplit[corner])]
    // The two slopes differ along the normal, so the sign of one product tells the direction. Scaled against overflow.
    if maps.isCertainlyBent(between: inactive, and: active, output: output) {
      let (p, q) = (complex.map(of: inactive, output: output), complex.map(of: active, output: output))
      return normalPart(of: (q.a - p.a, q.b - p.b), along: (line.a, line.b))
    }
    let (first, second) = (map(of: inactive, output: output), map(of: active, output: output))
    return normalPart(of: ((second.a - first.a).nearest, (second.b - first.b).nearest), along: (line.a, line.b))
  }

  private func normalPart(of jump: (a: Double, b: Double), along normal: (a: Double, b: Double)) -> Double {
    let size = max(normal.a.magnitude, normal.b.magnitude)
    let (x, y) = (normal.a / size, normal.b / size)
    return (jump.a * x + jump.b * y) / (x * x + y * y).squareRoot()
  }

  private func sides(of corner: Int) -> (active: Int, inactive: Int) {
    (Int(complex.cornerRegion[corner]), Int(complex.cornerRegion[Int(complex.cornerTwin[corner])]))
  }
}
