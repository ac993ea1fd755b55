import KnotworkGeometry

/// The maps of the units of a network in double-doubles, with bounds on their errors, on one region after the other.
///
/// The maps of a layer follow from the pattern of the layers before it. As long as that stays the same they are kept, so that
/// regions should come in the order in which they were found. What is computed does not depend on what was kept.
final class PreciseMaps {
  private let compiled: CompiledNetwork
  private let coefficients: Int
  /// Where the maps of each layer start: d + 1 runs of `stride` numbers.
  private let starts: [Int]
  private let high: Buffer<Double>
  private let low: Buffer<Double>
  private let errors: Buffer<Double>
  private let arena = Arena()
  /// The words of the pattern that the maps belong to, and how many layers after the first have maps.
  private let words: Buffer<UInt64>
  private var known = 0
  /// Beyond them maps of single units are kept: of this layer, and those whose mark is the present one.
  private var nextLayer = 0
  private var mark: Int32 = 0
  private let marks: Buffer<Int32>
  /// The units of one layer that pass something on, and what they multiply it with.
  private let units: Buffer<Int32>
  private let factors: Buffer<Double>

  /// How far a sum of so many products of double-doubles may be off, relative to the sum of their magnitudes (each operation is
  /// right to 2⁻¹⁰², see Joldes, Muller, Popescu 2017).
  static func roundoff(terms: Int) -> Double { Double(terms + 4) * 0x1p-101 }

  /// The same where rests are collected in one double: of each of n terms three, no larger than 2⁻⁵³ of a partial sum, and
  /// each of 3 n additions of them is off by 2⁻⁵³ (Ogita, Rump, Oishi 2005).
  private static func collectedRoundoff(terms: Int) -> Double { Double(terms + 4) * Double(terms + 4) * 0x1p-104 }

  init(_ compiled: CompiledNetwork) {
    self.compiled = compiled
    coefficients = compiled.dimension + 1
    var starts: [Int] = []
    var total = 0
    for layer in compiled.compiledLayers {
      starts.append(total)
      total += coefficients * layer.stride
    }
    self.starts = starts
    let widest = compiled.compiledLayers.reduce(0) { max($0, $1.unitCount) }
    high = arena.buffer([], paddedTo: total, with: 0)
    low = arena.buffer([], paddedTo: total, with: 0)
    errors = arena.buffer([], paddedTo: total, with: 0)
    words = arena.buffer([], paddedTo: compiled.wordCount, with: 0)
    units = arena.buffer([], paddedTo: widest, with: 0)
    factors = arena.buffer([], paddedTo: widest, with: 0)
    marks = arena.buffer([], paddedTo: widest, with: 0)
    let first = compiled.compiledLayers[0]
    for index in 0..<coefficients * first.stride {
      high[index] = compiled.firstMaps[index]
      errors[index] = first.errors[index]
    }
  }

  /// Computes the maps of the layers before `last` on a region.
  func prepare(_ pattern: Buffer<UInt64>, before last: Int) {
    var isSame = nextLayer == last
    for layer in 0..<known where !agrees(pattern, layer) {
      known = layer
      isSame = false
      break
    }
    while known + 1 < last {
      let own = compiled.compiledLayers[known + 1]
      let (start, count) = (starts[known + 1], coefficients * own.stride)
      for index in 0..<count { begin(own.biasMaps[index], at: start + index, known + 1) }
      addInputs(
        of: known + 1, pattern, weights: own.weights, width: own.stride, to: high.advanced(by: start),
        low.advanced(by: start), errors.advanced(by: start), stride: own.stride)
      keepWords(pattern, known)
      known += 1
      isSame = false
    }
    if last == known + 1, !isSame || !agrees(pattern, known) {
      nextLayer = last
      mark += 1
      keepWords(pattern, known)
    }
  }

  /// The map of one unit, d + 1 coefficients and then their errors, of a layer that is prepared or the next one.
  func appendMap(
    of unit: Int, in layer: Int, _ pattern: Buffer<UInt64>, to values: inout Stack<DoubleDouble>,
    errors bounds: inout Stack<Double>
  ) {
    let (own, start) = (compiled.compiledLayers[layer], starts[layer] + unit)
    if layer > known, marks[unit] != mark {
      for coefficient in 0..<coefficients {
        begin(own.biasMaps[coefficient * own.stride + unit], at: start + coefficient * own.stride, layer)
      }
      addInputs(
        of: layer, pattern, weights: own.weights.advanced(by: unit), width: 1, to: high.advanced(by: start),
        low.advanced(by: start), errors.advanced(by: start), stride: own.stride)
      marks[unit] = mark
    }
    for coefficient in 0..<coefficients {
      let index = start + coefficient * own.stride
      values.append(DoubleDouble(high[index], low[index]))
      bounds.append(errors[index])
    }
  }

  private func keepWords(_ pattern: Buffer<UInt64>, _ layer: Int) {
    let layer = compiled.compiledLayers[layer]
    for word in layer.firstWord..<layer.firstWord + layer.wordCount { words[word] = pattern[word] }
  }

  private func begin(_ bias: Double, at index: Int, _ layer: Int) {
    high[index] = bias
    low[index] = 0
    errors[index] = .smallestError + bias.magnitude * roundoff(layer)
  }

  private func roundoff(_ layer: Int) -> Double {
    PreciseMaps.collectedRoundoff(terms: compiled.compiledLayers[layer - 1].unitCount)
  }

  private func agrees(_ pattern: Buffer<UInt64>, _ layer: Int) -> Bool {
    let layer = compiled.compiledLayers[layer]
    return (layer.firstWord..<layer.firstWord + layer.wordCount).allSatisfy { pattern[$0] == words[$0] }
  }

  private func addInputs(
    of layer: Int, _ pattern: Buffer<UInt64>, weights: Buffer<Double>, width: Int, to high: Buffer<Double>,
    _ low: Buffer<Double>, _ errors: Buffer<Double>, stride: Int
  ) {
    let (before, own, start) = (compiled.compiledLayers[layer - 1], compiled.compiledLayers[layer], starts[layer - 1])
    var count = 0
    for unit in 0..<before.unitCount {
      let factor = pattern[bit: 64 * before.firstWord + unit] ? 1 : before.inactiveSlope[unit]
      if factor == 0 { continue }
      units[count] = Int32(truncatingIfNeeded: unit)
      factors[count] = factor
      count += 1
    }
    Kernels.best.accumulatePrecisely(
      rows: coefficients, width: width,
      from: PreciseSums(
        high: self.high.advanced(by: start), low: self.low.advanced(by: start), errors: self.errors.advanced(by: start),
        stride: before.stride),
      weights: weights, weightStride: own.stride, units: units, factors: factors, count: count,
      roundoff: roundoff(layer), into: PreciseSums(high: high, low: low, errors: errors, stride: stride))
  }
}
