import KnotworkGeometry

/// What is known beforehand of a unit's map (a, b, c), whatever the region.
///
/// `size` bounds |a|, |b|, |c| by sums of absolute weights over all paths, whichever units are active. `error` bounds the
/// rounding of the computed coefficients: with u = 2⁻⁵³, a sum of k products is off by at most γ = k u / (1 − k u) times
/// the sum of their magnitudes in any order of summation (Higham 2002, §3.1), plus what the inputs were off by.
struct CoefficientBound {
  var size: SIMD3<Double>
  var error: SIMD3<Double>

  /// |z computed − z true| ≤ fixed + spread · ρ for a vertex computed to within ρ per coordinate, anywhere in the domain.
  ///
  /// A map that is zero by construction (no weights) has tolerance 0.
  func tolerance(reach: (x: Double, y: Double)) -> (fixed: Double, spread: Double) {
    guard size != .zero || error != .zero else { return (0, 0) }
    let point = SIMD3(reach.x, reach.y, 1)
    let inherited = (error * point).sum()
    let rounding = ((size + error) * point).sum() * 0x1p-50
    return ((inherited + rounding) * (1 + 0x1p-20) + .smallestError, size.x + size.y + error.x + error.y)
  }
}

extension Double {
  /// Larger than anything that underflow can hide in a handful of operations.
  static let smallestError = 0x1p-960
}

extension CompiledNetwork {
  /// The bounds of every unit, layer by layer.
  static func bounds(layers: [Layer], firstRows: [ExactLine]) throws(InvalidNetwork) -> [[CoefficientBound]] {
    var all = [firstRows.map(\.roundingBound)]
    for index in layers.indices.dropFirst() {
      let bounds = layerBounds(layers[index], after: layers[index - 1], all[index - 1])
      if let unit = bounds.firstIndex(where: { !$0.size.sum().isFinite || !$0.error.sum().isFinite }) {
        throw InvalidNetwork(
          "layer \(index + 1), unit \(unit + 1): the weights up to here are so large that its pre-activation could "
            + "overflow a double; scale the weights")
      }
      all.append(bounds)
    }
    return all
  }

  private static func layerBounds(
    _ layer: Layer, after before: Layer, _ inputs: [CoefficientBound]
  ) -> [CoefficientBound] {
    // The factor that an output carries on, and the larger one of what is added up: an active leaky unit is added as
    // slope · z first and (1 − slope) · z later.
    let carried = before.activations.map { max(1, $0.inactiveSlope.magnitude) }
    let added = before.activations.map {
      $0.bends ? $0.inactiveSlope.magnitude + (1 - $0.inactiveSlope).magnitude : 1
    }
    let roundoff = Double(2 * layer.inputCount + 16) * 0x1p-53
    return (0..<layer.unitCount).map { unit in
      var size = SIMD3(0, 0, layer.bias[unit].magnitude)
      var total = size
      var error = SIMD3<Double>.zero
      for (source, weight) in layer.weights[row: unit].enumerated() where weight != 0 {
        size += weight.magnitude * carried[source] * inputs[source].size
        error += weight.magnitude * carried[source] * inputs[source].error
        total += weight.magnitude * added[source] * (inputs[source].size + inputs[source].error)
      }
      let underflow = SIMD3<Double>.zero.replacing(with: .smallestError, where: total .!= .zero)
      error = (error + roundoff * total) * (1 + 0x1p-20)
      // A sum of one bias alone is not rounded.
      let isBiasOnly = layer.weights[row: unit].allSatisfy { $0 == 0 }
      return CoefficientBound(size: size * (1 + 0x1p-20), error: isBiasOnly ? .zero : error + underflow)
    }
  }
}
