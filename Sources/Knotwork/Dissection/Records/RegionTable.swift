import KnotworkGeometry

/// Regions with their patterns and maps in flat columns, whatever their shape.
struct RegionTable: Sendable {
  let compiled: CompiledNetwork
  /// For each region and output: d + 1 coefficients, the constant last.
  private(set) var maps: Column<Double>
  /// For each region one bit per unit, layer by layer.
  let words: Column<UInt64>
  let regionCount: Int

  /// Replaces the coefficients that cancellation has spoilt.
  ///
  /// - Throws: `LimitReached` when time is up, or the work cancelled, before all are replaced.
  /// - Complexity: O(regions · outputs), and an exact matrix product for each map that is replaced.
  init(
    _ compiled: CompiledNetwork, maps: Column<Double>, words: Column<UInt64>, regionCount: Int, in run: Budget.Run,
    threads: Int
  ) throws(LimitReached) {
    self.compiled = compiled
    self.maps = maps
    self.words = words
    self.regionCount = regionCount
    if let accurate = try accurateMaps(in: run, threads: threads) { self.maps = Column(accurate) }
  }

  var outputCount: Int { compiled.network.outputCount }

  /// Where the coefficients of an output on a region start in `maps`.
  @inline(__always)
  func mapStart(_ region: Int, _ output: Int) -> Int {
    (compiled.dimension + 1) * (region * outputCount + output)
  }

  /// The affine map of all outputs on a region.
  func map(of region: Int) -> AffineMap {
    let dimension = compiled.dimension
    let rows = (0..<outputCount).map { output in
      let start = mapStart(region, output)
      return Array(maps[start...start + dimension])
    }
    return AffineMap(slope: Matrix(rows.map { Array($0.dropLast()) }), intercept: rows.map { $0[dimension] })
  }

  /// The words of a region's pattern.
  func words(of region: Int) -> [UInt64] {
    Array(words[region * compiled.wordCount..<(region + 1) * compiled.wordCount])
  }

  /// Which units are active on a region.
  func pattern(of region: Int) -> ActivationPattern { compiled.pattern(of: words(of: region)[...]) }

  /// Whether a unit, counted within its layer, is active on a region.
  @inline(__always)
  func isActive(_ unit: Int, in compiledLayer: CompiledLayer, region: Int) -> Bool {
    words[bit: 64 * (region * compiled.wordCount + compiledLayer.firstWord) + unit]
  }

  /// Whether a unit, counted through all layers, is active on a region.
  func isActive(unit: Int, region: Int) -> Bool {
    let (layer, index) = compiled.place(of: unit)
    return isActive(index, in: compiled.compiledLayers[layer], region: region)
  }

  /// The coefficients of all maps, those that are not accurate to six digits at least replaced by exact ones, rounded; nil
  /// where all are accurate.
  private func accurateMaps(in run: Budget.Run, threads: Int) throws(LimitReached) -> [Double]? {
    let outputs = outputCount
    let compiledLayer = compiled.compiledLayers[compiled.depth]
    @Sendable func isSuspect(_ index: Int) -> Bool {
      let (region, output) = index.quotientAndRemainder(dividingBy: outputs)
      return !compiledLayer.isAccurate(
        maps, at: mapStart(region, output), unit: output, largestCoordinates: compiled.largestCoordinates)
    }
    // One region by itself, as a stream has it.
    if regionCount == 1, !(0..<outputs).contains(where: isSuspect) { return nil }
    let suspects = Parallel.indices(below: regionCount * outputs, threads: threads, where: isSuspect)
      .filter { index in !isConstant(Int(index) / outputs, Int(index) % outputs) }
    guard !suspects.isEmpty else { return nil }
    let size = compiled.dimension + 1
    let exact = try exactMaps(suspects, in: run, threads: threads)
    var accurate = Array(maps)
    for (place, index) in suspects.enumerated() {
      let start = size * Int(index)
      accurate.replaceSubrange(start..<start + size, with: exact[size * place..<size * (place + 1)])
    }
    return accurate
  }

  /// The exact coefficients, rounded, of maps that are given by their numbers: region · outputs + output, ascending.
  private func exactMaps(
    _ numbers: [Int32], in run: Budget.Run, threads: Int
  ) throws(LimitReached) -> [Double] {
    let (outputs, size) = (outputCount, compiled.dimension + 1)
    // Regions behind one another share layers, which are not computed anew for each.
    let count = 64
    let blocks = (numbers.count + count - 1) / count
    let coefficients: [Double] = Parallel.fill(size * numbers.count, ranges: blocks, threads: threads) {
      block, base in
      let exact = ExactMaps(self)
      for place in count * block..<min(count * (block + 1), numbers.count) {
        let (region, output) = Int(numbers[place]).quotientAndRemainder(dividingBy: outputs)
        let rounded = run.reasonToEnd == nil ? exact.map(of: region, output: output).rounded : []
        for offset in 0..<size { base[size * place + offset] = offset < rounded.count ? rounded[offset] : .nan }
      }
    }
    try run.requireTime(regionsFound: regionCount)
    return coefficients
  }

  /// Whether no unit of the last hidden layer passes anything on to an output: its map is then the bias, without rounding.
  private func isConstant(_ region: Int, _ output: Int) -> Bool {
    guard compiled.depth > 0 else { return false }
    let layer = compiled.layers[compiled.depth - 1]
    let compiledLayer = compiled.compiledLayers[compiled.depth - 1]
    return layer.activations.indices.allSatisfy { unit in
      compiled.layers[compiled.depth].weights[output, unit] == 0
        || (!isActive(unit, in: compiledLayer, region: region) && layer.activations[unit].inactiveSlope == 0)
    }
  }
}

extension CompiledLayer {
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
