import KnotworkGeometry

/// Whether and how much outputs bend between neighbouring regions.
extension RegionTable {
  /// Whether the slopes of an output differ on two neighbouring regions; exact.
  ///
  /// - Parameter exact: is made where exact maps are needed, and used again.
  func isBent(between a: Int, and b: Int, output: Int, _ exact: inout ExactMaps?) -> Bool {
    if isCertainlyBent(between: a, and: b, output: output) { return true }
    if let unit = onlyDifference(a, b) { return !isDead(unit: unit, region: a, output: output) }
    let forms = exact ?? ExactMaps(self)
    exact = forms
    return forms.map(of: a, output: output) != forms.map(of: b, output: output)
  }

  /// Whether the computed slopes on two regions differ by more than rounding can explain.
  @inline(__always)
  private func isCertainlyBent(between a: Int, and b: Int, output: Int) -> Bool {
    let (p, q) = (mapStart(a, output), mapStart(b, output))
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    for axis in 0..<compiled.dimension {
      let difference = (maps[q + axis] - maps[p + axis]).magnitude
      if difference * (1 - 0x1p-50) > 2 * compiledLayer.errors[axis * compiledLayer.stride + output] { return true }
    }
    return false
  }

  /// The jump of each output's slope from one region to its neighbour along the unit normal that points there; > 0 is convex,
  /// < 0 concave, and 0 means exactly 0.
  ///
  /// - Parameter normal: of any length but 0, pointing from `here` to `there`.
  func bends(from here: Int, to there: Int, normal: [Double]) -> [Double] {
    // Scaled against overflow.
    let size = normal.reduce(0) { max($0, $1.magnitude) }
    let direction = normal.map { $0 / size }
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    var exact: ExactMaps?
    return (0..<outputCount).map { output in
      guard isBent(between: here, and: there, output: output, &exact) else { return 0 }
      let computed = computedJump(from: here, to: there, output: output)
      if computed.isAccurate { return zip(computed.jump, direction).reduce(0) { $0 + $1.0 * $1.1 } / length }
      if let bend = bendOfOneUnit(between: here, and: there, output: output, normalLength: length * size) {
        return bend
      }
      let jump = exactJump(from: here, to: there, output: output, &exact)
      return zip(jump, direction).reduce(0) { $0 + $1.0 * $1.1 } / length
    }
  }

  /// The bend where one unit z alone changes: the output's derivative by what it gives, times 1 − its inactive slope, times the
  /// length of its normal; nil where several change or rounding spoils the derivative.
  private func bendOfOneUnit(between here: Int, and there: Int, output: Int, normalLength: Double) -> Double? {
    guard let unit = onlyDifference(here, there) else { return nil }
    let (layer, index) = compiled.place(of: unit)
    var units = [index]
    var values = [1.0]
    var errors = [0.0]
    for next in layer + 1..<compiled.layers.count {
      let weights = compiled.layers[next].weights
      let compiledLayer = compiled.compiledLayers[next]
      let isLast = next == compiled.depth
      let roundoff = Double(units.count + 4) * 0x1p-52
      var (nextUnits, nextValues, nextErrors): ([Int], [Double], [Double]) = ([], [], [])
      for target in isLast ? output..<output + 1 : 0..<compiledLayer.unitCount {
        let isActive = isLast || isActive(target, in: compiledLayer, region: here)
        let slope = isActive ? 1 : compiledLayer.inactiveSlope[target]
        if slope == 0 { continue }
        var (sum, size, inherited) = (0.0, 0.0, 0.0)
        for (place, source) in units.enumerated() {
          let weight = weights[target, source]
          sum += weight * values[place]
          size += (weight * values[place]).magnitude
          inherited += weight.magnitude * errors[place]
        }
        nextUnits.append(target)
        nextValues.append(slope * sum)
        nextErrors.append(slope.magnitude * (inherited + roundoff * size) * (1 + 0x1p-20) + .smallestError)
      }
      (units, values, errors) = (nextUnits, nextValues, nextErrors)
    }
    guard let value = values.first, let error = errors.first, error <= 0x1p-22 * value.magnitude else { return nil }
    return (1 - compiled.layers[layer].activations[index].inactiveSlope) * value * normalLength
  }

  /// The difference of an output's slopes on two regions, and whether six digits are right at least in its largest entry.
  private func computedJump(from here: Int, to there: Int, output: Int) -> (jump: [Double], isAccurate: Bool) {
    let (p, q) = (mapStart(here, output), mapStart(there, output))
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    let computed = (0..<compiled.dimension).map { maps[q + $0] - maps[p + $0] }
    let error = (0..<compiled.dimension).reduce(0.0) {
      max($0, 2 * compiledLayer.errors[$1 * compiledLayer.stride + output])
    }
    return (computed, error <= 0x1p-22 * computed.reduce(0, { max($0, $1.magnitude) }))
  }

  private func exactJump(from here: Int, to there: Int, output: Int, _ exact: inout ExactMaps?) -> [Double] {
    let forms = exact ?? ExactMaps(self)
    exact = forms
    let (first, second) = (forms.map(of: here, output: output), forms.map(of: there, output: output))
    return zip(first.coefficients.dropLast(), second.coefficients).map { ($1 - $0).nearest }
  }

  /// The one unit, counted through all layers, that is active on just one of two regions; nil when there are more.
  private func onlyDifference(_ a: Int, _ b: Int) -> Int? {
    var found: Int?
    for compiledLayer in compiled.compiledLayers.dropLast() {
      for word in 0..<compiledLayer.wordCount {
        let index = compiledLayer.firstWord + word
        let difference = words[a * compiled.wordCount + index] ^ words[b * compiled.wordCount + index]
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
    let (layer, index) = compiled.place(of: unit)
    var derivative: [(unit: Int, value: Dyadic)] = [(index, .one)]
    for next in layer + 1..<compiled.layers.count {
      let weights = compiled.layers[next].weights
      let compiledLayer = compiled.compiledLayers[next]
      let isLast = next == compiled.depth
      derivative = (isLast ? output..<output + 1 : 0..<compiledLayer.unitCount).compactMap { target in
        let isActive = isLast || isActive(target, in: compiledLayer, region: region)
        let slope = isActive ? 1 : compiled.layers[next].activations[target].inactiveSlope
        if slope == 0 { return nil }
        let sum = derivative.reduce(Dyadic.zero) { $0 + Dyadic(weights[target, $1.unit]) * $1.value }
        return sum.isZero ? nil : (target, Dyadic(slope) * sum)
      }
    }
    return derivative.isEmpty
  }
}
