import KnotworkGeometry

/// Exact arithmetic on the maps of finished regions.
///
/// Keeps the exact maps of the last region asked for; the layers that the next one shares with it are not computed anew.
/// For one thread.
final class ExactMaps<Table: RegionTable> {
  let table: Table
  private let rows: ExactForms
  private var words: [UInt64]

  init(_ table: Table) {
    self.table = table
    rows = ExactForms(table.compiled)
    words = [UInt64](repeating: 0, count: table.compiled.wordCount)
    select(region: 0)
  }

  private func select(region: Int) {
    let compiled = table.compiled
    let start = region * compiled.wordCount
    var changed = compiled.wordCount
    for index in words.indices.reversed() where words[index] != table.words[start + index] {
      words[index] = table.words[start + index]
      changed = index
    }
    for layer in 1..<max(1, compiled.compiledLayers.count) where compiled.compiledLayers[layer].firstWord > changed {
      rows.enter(layer: layer)
    }
  }

  /// The exact affine map of an output on a region.
  func map(of region: Int, output: Int) -> ExactForm {
    select(region: region)
    return rows.row(layer: table.compiled.depth, unit: output, pattern: words)
  }

  /// The exact pre-activation of a unit on a region.
  func row(layer: Int, unit: Int, on region: Int) -> ExactForm {
    select(region: region)
    return rows.row(layer: layer, unit: unit, pattern: words)
  }

  /// The exact hyperplane of a unit, counted through all layers, beside a region, or of domain facet −1 − `id`.
  func hyperplane(_ id: Int32, of region: Int) -> ExactForm {
    select(region: region)
    return rows.line(ofEdge: id, pattern: words)
  }

  /// Whether the slopes of an output differ on two neighbouring regions; exact.
  func isBent(between a: Int, and b: Int, output: Int) -> Bool {
    if isCertainlyBent(between: a, and: b, output: output) { return true }
    if let unit = onlyDifference(a, b) { return !isDead(unit: unit, region: a, output: output) }
    return map(of: a, output: output) != map(of: b, output: output)
  }

  /// Whether the computed slopes on two regions differ by more than rounding can explain.
  @inline(__always)
  func isCertainlyBent(between a: Int, and b: Int, output: Int) -> Bool {
    let (p, q) = (table.mapStart(a, output), table.mapStart(b, output))
    let compiledLayer = table.compiled.compiledLayers[table.compiled.depth]
    for axis in 0..<table.compiled.dimension {
      let difference = (table.maps[q + axis] - table.maps[p + axis]).magnitude
      if difference * (1 - 0x1p-50) > 2 * compiledLayer.errors[axis * compiledLayer.stride + output] { return true }
    }
    return false
  }

  /// The one unit, counted through all layers, that is active on just one of two regions; nil when there are more.
  private func onlyDifference(_ a: Int, _ b: Int) -> Int? {
    let compiled = table.compiled
    var found: Int?
    for compiledLayer in compiled.compiledLayers.dropLast() {
      for word in 0..<compiledLayer.wordCount {
        let index = compiledLayer.firstWord + word
        let difference = table.words[a * compiled.wordCount + index] ^ table.words[b * compiled.wordCount + index]
        if difference == 0 { continue }
        guard found == nil, difference.nonzeroBitCount == 1 else { return nil }
        found = compiledLayer.firstUnit + 64 * word + difference.trailingZeroBitCount
      }
    }
    return found
  }

  /// Whether an output does not depend at all, on a region, on what a unit gives; exact.
  ///
  /// Follows the derivative of the output by the unit's value forward through the layers.
  private func isDead(unit: Int, region: Int, output: Int) -> Bool {
    let compiled = table.compiled
    let (layer, index) = compiled.place(of: unit)
    var derivative: [(unit: Int, value: Dyadic)] = [(index, .one)]
    for next in layer + 1..<compiled.layers.count {
      let weights = compiled.layers[next].weights
      let compiledLayer = compiled.compiledLayers[next]
      let isLast = next == compiled.depth
      derivative = (isLast ? output..<output + 1 : 0..<compiledLayer.unitCount).compactMap { target in
        let isActive = isLast || table.isActive(target, in: compiledLayer, region: region)
        let slope = isActive ? 1 : compiled.layers[next].activations[target].inactiveSlope
        if slope == 0 { return nil }
        let sum = derivative.reduce(Dyadic.zero) { $0 + Dyadic(weights[target, $1.unit]) * $1.value }
        return sum.isZero ? nil : (target, Dyadic(slope) * sum)
      }
    }
    return derivative.isEmpty
  }

  /// The coefficients of all maps, those that are not accurate to six digits at least replaced by exact ones, rounded; nil
  /// where all are accurate.
  ///
  /// - Complexity: O(regions · outputs), and an exact matrix product for each map that cancellation has spoilt.
  func accurateMaps(threads: Int) -> [Double]? {
    let (table, outputs) = (table, table.compiled.network.outputCount)
    let compiledLayer = table.compiled.compiledLayers[table.compiled.depth]
    let suspects = Parallel.indices(below: table.regionCount * outputs, threads: threads) { index in
      let (region, output) = index.quotientAndRemainder(dividingBy: outputs)
      return !compiledLayer.isAccurate(
        table.maps, at: table.mapStart(region, output), unit: output,
        largestCoordinates: table.compiled.largestCoordinates)
    }
    let replaced: [(start: Int, map: [Double])] = suspects.compactMap { index in
      let (region, output) = Int(index).quotientAndRemainder(dividingBy: outputs)
      if isConstant(region, output) { return nil }
      return (table.mapStart(region, output), map(of: region, output: output).rounded)
    }
    guard !replaced.isEmpty else { return nil }
    var maps = Array(table.maps)
    for (start, map) in replaced {
      for (index, coefficient) in map.enumerated() { maps[start + index] = coefficient }
    }
    return maps
  }

  /// Whether no unit of the last hidden layer passes anything on to an output: its map is then the bias, without rounding.
  private func isConstant(_ region: Int, _ output: Int) -> Bool {
    let compiled = table.compiled
    guard compiled.depth > 0 else { return false }
    let layer = compiled.layers[compiled.depth - 1]
    let compiledLayer = compiled.compiledLayers[compiled.depth - 1]
    return layer.activations.indices.allSatisfy { unit in
      compiled.layers[compiled.depth].weights[output, unit] == 0
        || (!table.isActive(unit, in: compiledLayer, region: region) && layer.activations[unit].inactiveSlope == 0)
    }
  }
}

extension CompiledNetwork.CompiledLayer {
  /// Whether the bounds on the errors of computed coefficients are small beside the coefficients themselves, as seen in the
  /// domain. Where large numbers cancel they are not.
  @inline(__always)
  func isAccurate<Coefficients: RandomAccessCollection<Double>>(
    _ map: Coefficients, at start: Int, unit: Int, largestCoordinates: [Double]
  ) -> Bool where Coefficients.Index == Int {
    var size = map[start + largestCoordinates.count].magnitude
    var error = errors[largestCoordinates.count * stride + unit]
    for axis in 0..<largestCoordinates.count {
      size = max(size, map[start + axis].magnitude * largestCoordinates[axis])
      error += errors[axis * stride + unit] * largestCoordinates[axis]
    }
    return error <= 0x1p-20 * size
  }
}
