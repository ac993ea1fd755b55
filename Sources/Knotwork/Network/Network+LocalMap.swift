import KnotworkGeometry

extension Network {
  /// Which units are active at a point; exact, for every finite input.
  ///
  /// Floating point with a running error bound decides nearly always; where the bound cannot tell z from 0, the whole
  /// network is evaluated without rounding.
  /// - Requires: `input.count == inputCount`, all finite.
  public func pattern(at input: [Double]) -> ActivationPattern {
    filteredPattern(at: input) ?? pattern(ofExact: exactPreactivations(input.map(Dyadic.init)))
  }

  /// The affine map that the network equals on the region of a point (where units at z = 0 count as inactive).
  ///
  /// The pattern is exact; slope and intercept are computed in floating point.
  /// - Requires: `input.count == inputCount`, all finite.
  public func localMap(at input: [Double]) -> AffineMap {
    map(of: pattern(at: input))
  }

  /// The affine map of a pattern, whether or not any input has it.
  ///
  /// - Requires: the pattern has this network's layers.
  /// - Complexity: O(n · weights).
  public func map(of pattern: ActivationPattern) -> AffineMap {
    let n = inputCount
    var slope = Matrix.zero(rows: n, columns: n)
    for index in 0..<n { slope[index, index] = 1 }
    var intercept = [Double](repeating: 0, count: n)
    var bendingLayers = pattern.layers.makeIterator()
    for layer in layers {
      var bits = (layer.activations.contains { $0.bends } ? bendingLayers.next() ?? [] : []).makeIterator()
      var next = Matrix.zero(rows: layer.unitCount, columns: n)
      var constants = layer.bias
      for unit in 0..<layer.unitCount {
        let activation = layer.activations[unit]
        let isActive = activation.bends ? bits.next() ?? false : true
        let factor = isActive ? 1 : activation.inactiveSlope
        guard factor != 0 else {
          constants[unit] = 0
          continue
        }
        for (source, weight) in layer.weights[row: unit].enumerated() where weight != 0 {
          for column in 0..<n { next[unit, column] += weight * slope[source, column] }
          constants[unit] += weight * intercept[source]
        }
        if factor != 1 {
          for column in 0..<n { next[unit, column] *= factor }
          constants[unit] *= factor
        }
      }
      slope = next
      intercept = constants
    }
    return AffineMap(slope: slope, intercept: intercept)
  }

  /// The pattern by floating point, or nil where its error bound leaves a sign open.
  ///
  /// With `isAround`, it is the pattern of all points close by as well: a unit that vanishes at the input counts as inactive
  /// only if it vanishes around it too.
  /// With `errors`, it is that of all points that differ by no more than them.
  func filteredPattern(at input: [Double], isAround: Bool = false, errors given: [Double]? = nil) -> ActivationPattern?
  {
    var values = input
    var errors = given ?? [Double](repeating: isAround ? .leastNonzeroMagnitude : 0, count: input.count)
    var bits: [[Bool]] = []
    for layer in layers {
      let roundoff = Double(layer.inputCount + 4) * 0x1p-52
      var outputs: [Double] = []
      var bounds: [Double] = []
      var layerBits: [Bool] = []
      for unit in 0..<layer.unitCount {
        var z = layer.bias[unit]
        var total = z.magnitude
        var inherited = 0.0
        var isZero = z == 0
        for (source, weight) in layer.weights[row: unit].enumerated() {
          isZero = isZero && (weight == 0 || values[source] == 0 && errors[source] == 0)
          z += weight * values[source]
          total += (weight * values[source]).magnitude
          inherited += weight.magnitude * errors[source]
        }
        let bound = isZero ? 0 : (inherited * (1 + roundoff) + roundoff * total + 0x1p-1000) * (1 + 0x1p-40)
        guard bound.isFinite, z.isFinite else { return nil }
        let activation = layer.activations[unit]
        if activation.bends {
          if z.magnitude <= bound, !isZero { return nil }
          layerBits.append(z > 0)
        }
        let factor = z > 0 ? 1 : activation.inactiveSlope
        outputs.append(factor == 0 ? 0 : factor * z)
        bounds.append(factor == 0 ? 0 : factor.magnitude * bound * (1 + 0x1p-50) + (factor == 1 ? 0 : 0x1p-1000))
      }
      // A factor other than 1 rounds once more; fold that into the bound of the value.
      for unit in outputs.indices where layer.activations[unit].inactiveSlope != 0 {
        bounds[unit] += outputs[unit].magnitude * 0x1p-52
      }
      if !layerBits.isEmpty { bits.append(layerBits) }
      values = outputs
      errors = bounds
    }
    return ActivationPattern(layers: bits)
  }
}
