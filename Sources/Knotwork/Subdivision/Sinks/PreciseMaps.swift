import CKnotworkKernels
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
  private var high = Stack<Double>()
  private var low = Stack<Double>()
  private var errors = Stack<Double>()
  /// The words of the pattern that the maps belong to, and how many layers after the first have maps.
  private var words: [UInt64]
  private var known = 0
  /// The units of one layer that pass something on, and what they multiply it with.
  private var units = Stack<Int32>()
  private var factors = Stack<Double>()

  /// How far a sum of so many products of double-doubles may be off, relative to the sum of their magnitudes (each operation is
  /// right to 2⁻¹⁰², see Joldes, Muller, Popescu 2017).
  static func roundoff(terms: Int) -> Double { Double(terms + 4) * 0x1p-101 }

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
    words = [UInt64](repeating: 0, count: compiled.wordCount)
    let first = coefficients * compiled.compiledLayers[0].stride
    high.append(compiled.firstMaps, count: first)
    errors.append(compiled.compiledLayers[0].errors, count: first)
    _ = (high.extend(by: total - first), errors.extend(by: total - first), low.extend(by: total))
    for index in 0..<first { low[index] = 0 }
  }

  /// Computes the maps of the layers before `last` on a region.
  func prepare(_ pattern: Buffer<UInt64>, before last: Int) {
    for layer in 0..<known where !agrees(pattern, layer) {
      known = layer
      break
    }
    while known + 1 < last {
      let own = compiled.compiledLayers[known + 1]
      let (start, count) = (starts[known + 1], coefficients * own.stride)
      for index in 0..<count { begin(own.biasMaps[index], at: start + index, known + 1) }
      addInputs(
        of: known + 1, pattern, weights: own.weights, width: own.stride, to: high.buffer(from: start),
        low.buffer(from: start), errors.buffer(from: start), stride: own.stride)
      let before = compiled.compiledLayers[known]
      for word in before.firstWord..<before.firstWord + before.wordCount { words[word] = pattern[word] }
      known += 1
    }
  }

  /// The map of one unit, d + 1 coefficients and then their errors, of a layer that is prepared or the next one.
  func appendMap(
    of unit: Int, in layer: Int, _ pattern: Buffer<UInt64>, to values: inout Stack<DoubleDouble>,
    errors bounds: inout Stack<Double>
  ) {
    let own = compiled.compiledLayers[layer]
    guard layer > known else {
      for coefficient in 0..<coefficients {
        let index = starts[layer] + coefficient * own.stride + unit
        values.append(DoubleDouble(high[index], low[index]))
        bounds.append(errors[index])
      }
      return
    }
    // One column of what would be the maps of the whole layer, in its place.
    let start = starts[layer]
    for coefficient in 0..<coefficients {
      begin(own.biasMaps[coefficient * own.stride + unit], at: start + coefficient, layer)
    }
    addInputs(
      of: layer, pattern, weights: own.weights.advanced(by: unit), width: 1, to: high.buffer(from: start),
      low.buffer(from: start), errors.buffer(from: start), stride: 1)
    for index in start..<start + coefficients {
      values.append(DoubleDouble(high[index], low[index]))
      bounds.append(errors[index])
    }
  }

  private func begin(_ bias: Double, at index: Int, _ layer: Int) {
    high[index] = bias
    low[index] = 0
    errors[index] = .smallestError + bias.magnitude * roundoff(layer)
  }

  private func roundoff(_ layer: Int) -> Double {
    PreciseMaps.roundoff(terms: compiled.compiledLayers[layer - 1].unitCount)
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
    units.truncate(to: 0)
    factors.truncate(to: 0)
    for unit in 0..<before.unitCount {
      let factor = pattern[bit: 64 * before.firstWord + unit] ? 1 : before.inactiveSlope[unit]
      if factor == 0 { continue }
      units.append(Int32(truncatingIfNeeded: unit))
      factors.append(factor)
    }
    kw_accumulate_precisely(
      Kernels.best.level, Int64(coefficients), Int64(width), self.high.buffer(from: start).base,
      self.low.buffer(from: start).base, self.errors.buffer(from: start).base, Int64(before.stride), weights.base,
      Int64(own.stride), units.buffer(from: 0).base, factors.buffer(from: 0).base, Int64(units.count), roundoff(layer),
      high.base, low.base, errors.base, Int64(stride))
  }
}
