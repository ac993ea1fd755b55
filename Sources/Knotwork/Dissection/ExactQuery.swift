import KnotworkGeometry

/// Exact arithmetic on a finished dissection: maps of regions, vertices and bends without rounding.
///
/// Keeps the exact maps of the last region asked for; the layers that the next one shares with it are not computed anew.
/// For one thread.
final class ExactQuery {
  let complex: Complex
  private let rows: ExactRows
  private var words: [UInt64]

  init(_ complex: Complex) {
    self.complex = complex
    rows = ExactRows(complex.compiled)
    words = [UInt64](repeating: 0, count: complex.compiled.wordCount)
    select(region: 0)
  }

  private func select(region: Int) {
    let compiled = complex.compiled
    let start = region * compiled.wordCount
    var changed = compiled.wordCount
    for index in words.indices.reversed() where words[index] != complex.words[start + index] {
      words[index] = complex.words[start + index]
      changed = index
    }
    for layer in 1..<max(1, compiled.strata.count) where compiled.strata[layer].firstWord > changed {
      rows.enter(layer: layer)
    }
  }

  /// The exact affine map of an output on a region.
  func map(of region: Int, output: Int) -> ExactForm {
    select(region: region)
    return rows.row(layer: complex.compiled.depth, unit: output, pattern: words)
  }

  /// The exact position of a corner.
  func vertex(_ corner: Int) -> ExactVertex {
    select(region: Int(complex.cornerRegion[corner]))
    return ExactVertex(line(complex.previous(corner)), line(corner))
  }

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
    select(region: Int(complex.cornerRegion[corner]))
    let split = Int(complex.cornerSplit[corner])
    let edge = split < 0 ? Int32(split) : complex.splitUnits[split]
    return rows.line(ofEdge: edge, pattern: words)
  }

  /// Whether the slope of an output differs between the two sides of a crease; exact.
  func isBent(at corner: Int, output: Int) -> Bool {
    let (a, b) = sides(of: corner)
    if jump(from: a, to: b, output: output).isCertain { return true }
    if let unit = onlyDifference(a, b) { return !isDead(unit: unit, region: a, output: output) }
    return map(of: a, output: output) != map(of: b, output: output)
  }

  /// The signed bend of an output at a crease; 0 only where it is exactly 0.
  func bend(at corner: Int, output: Int) -> Double {
    guard isBent(at: corner, output: output) else { return 0 }
    let (active, inactive) = sides(of: corner)
    let jump = jump(from: inactive, to: active, output: output)
    let line = complex.splitLines[Int(complex.cornerSplit[corner])]
    // The two slopes differ along the normal, so the sign of one product tells the direction. Scaled against overflow.
    if jump.isCertain { return normalPart(of: (jump.a, jump.b), along: (line.a, line.b)) }
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

  /// The difference of two regions' computed slopes, and whether rounding cannot explain it.
  private func jump(from first: Int, to second: Int, output: Int) -> (a: Double, b: Double, isCertain: Bool) {
    let (p, q) = (complex.map(of: first, output: output), complex.map(of: second, output: output))
    let stratum = complex.compiled.strata[complex.compiled.depth]
    let (a, b) = (q.a - p.a, q.b - p.b)
    let isCertain =
      a.magnitude * (1 - 0x1p-50) > 2 * stratum.errors[output]
      || b.magnitude * (1 - 0x1p-50) > 2 * stratum.errors[stratum.stride + output]
    return (a, b, isCertain)
  }

  /// The one unit, counted through all layers, that is active on just one of two regions; nil when there are more.
  private func onlyDifference(_ a: Int, _ b: Int) -> Int? {
    let compiled = complex.compiled
    var found: Int?
    for stratum in compiled.strata.dropLast() {
      for word in 0..<stratum.wordCount {
        let index = stratum.firstWord + word
        let difference = complex.words[a * compiled.wordCount + index] ^ complex.words[b * compiled.wordCount + index]
        if difference == 0 { continue }
        guard found == nil, difference.nonzeroBitCount == 1 else { return nil }
        found = stratum.firstUnit + 64 * word + difference.trailingZeroBitCount
      }
    }
    return found
  }

  /// Whether an output does not depend at all, on a region, on what a unit gives; exact.
  ///
  /// Follows the derivative of the output by the unit's value forward through the layers.
  private func isDead(unit: Int, region: Int, output: Int) -> Bool {
    let compiled = complex.compiled
    let (layer, index) = compiled.place(of: unit)
    var derivative: [(unit: Int, value: Dyadic)] = [(index, .one)]
    for next in layer + 1..<compiled.layers.count {
      let weights = compiled.layers[next].weights
      let stratum = compiled.strata[next]
      let isLast = next == compiled.depth
      derivative = (isLast ? output..<output + 1 : 0..<stratum.unitCount).compactMap { target in
        let isActive = isLast || complex.isActive(target, in: stratum, region: region)
        let slope = isActive ? 1 : compiled.layers[next].activations[target].inactiveSlope
        if slope == 0 { return nil }
        let sum = derivative.reduce(Dyadic.zero) { $0 + Dyadic(weights[target, $1.unit]) * $1.value }
        return sum.isZero ? nil : (target, Dyadic(slope) * sum)
      }
    }
    return derivative.isEmpty
  }
}
