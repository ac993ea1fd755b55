/// The maps of the next layer, summed up from the units of this one: no matrix product is made per region.
extension Subdivision where Geometry: ~Copyable {
  /// The next layer's maps from all settled units; crossing ones enter as if inactive.
  mutating func sum(
    _ compiledLayer: CompiledLayer, layer: Int, maps offset: Int, words firstWord: Int, into next: Int
  ) {
    columns.truncate(to: 0)
    factors.truncate(to: 0)
    for word in 0..<compiledLayer.wordCount {
      // Units that do not bend pass through whatever their sign.
      let active = words[firstWord + word]
      var passing = active | compiledLayer.passing[word]
      while passing != 0 {
        let bit = passing.trailingZeroBitCount
        passing &= passing - 1
        let unit = 64 * word + bit
        let isActive = active >> UInt64(bit) & 1 == 1
        addColumn(unit, slope: isActive ? 1 : compiledLayer.inactiveSlope[unit], compiledLayer, maps: offset)
      }
    }
    let following = compiled.compiledLayers[layer + 1]
    workspace.kernels.accumulate(
      into: workspace.maps.buffer(from: next), from: following.biasMaps, weights: following.weights,
      stride: following.stride, rows: coefficientCount, columns: columns.buffer(from: 0),
      factors: factors.buffer(from: 0),
      count: columns.count)
  }

  /// Appends a column and its factors to the scratch lists.
  @inline(__always)
  mutating func addColumn(
    _ unit: Int, slope: Double, _ compiledLayer: CompiledLayer, maps offset: Int
  ) {
    columns.append(Int32(truncatingIfNeeded: unit))
    let slot = factors.extend(by: coefficientCount)
    for coefficient in 0..<coefficientCount {
      factors[slot + coefficient] = slope * workspace.maps[offset + coefficient * compiledLayer.stride + unit]
    }
  }

  func accumulate(_ layer: Int, into out: Int, from input: Int, columns first: Int, _ end: Int) {
    let compiledLayer = compiled.compiledLayers[layer]
    workspace.kernels.accumulate(
      into: workspace.maps.buffer(from: out), from: workspace.maps.buffer(from: input), weights: compiledLayer.weights,
      stride: compiledLayer.stride, rows: coefficientCount, columns: columns.buffer(from: first),
      factors: factors.buffer(from: coefficientCount * first), count: end - first)
  }
}
