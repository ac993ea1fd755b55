import KnotworkGeometry

/// What is known beforehand of a unit's map, coefficient by coefficient, the constant last, whatever the region.
///
/// `size` bounds the magnitudes by sums of absolute weights over all paths, whichever units are active. `error` bounds the
/// rounding of the computed coefficients: with u = 2⁻⁵³, a sum of k products is off by at most γ = k u / (1 − k u) times
/// the sum of their magnitudes in any order of summation (Higham 2002, §3.1), plus what the inputs were off by.
struct CoefficientBound {
  var size: [Double]
  var error: [Double]

  /// |z computed − z true| ≤ fixed + spread · ρ for a vertex computed to within ρ per coordinate, anywhere in the domain.
  ///
  /// A map that is zero by construction (no weights) has tolerance 0.
  /// - Parameter reach: the largest absolute coordinates in the domain.
  func tolerance(reach: [Double]) -> (fixed: Double, spread: Double) {
    guard (size + error).contains(where: { $0 != 0 }) else { return (0, 0) }
    let point = reach + [1]
    let inherited = zip(error, point).reduce(0) { $0 + $1.0 * $1.1 }
    let largest = point.indices.reduce(0) { $0 + (size[$1] + error[$1]) * point[$1] }
    let spread = reach.indices.reduce(0) { $0 + size[$1] + error[$1] }
    let rounding = largest * Double(point.count + 5) * 0x1p-53
    return ((inherited + rounding) * (1 + 0x1p-20) + .smallestError, spread * (1 + 0x1p-20))
  }
}

extension Double {
  /// Larger than anything that underflow can hide in a handful of operations.
  static let smallestError = 0x1p-960
}

extension CompiledNetwork {
  /// The bounds of every unit, layer by layer.
  static func bounds(layers: [Layer], firstRows: [ExactForm]) throws(InvalidNetwork) -> [[CoefficientBound]] {
    var all = [firstRows.map(\.roundingBound)]
    for index in layers.indices.dropFirst() {
      let bounds = layerBounds(layers[index], after: layers[index - 1], all[index - 1])
      if let unit = bounds.firstIndex(where: { !($0.size + $0.error).reduce(0, +).isFinite }) {
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
    let coefficientCount = inputs[0].size.count
    let roundoff = Double(2 * layer.inputCount + 16) * 0x1p-53
    return (0..<layer.unitCount).map { unit in
      var size = [Double](repeating: 0, count: coefficientCount)
      var error = size
      size[coefficientCount - 1] = layer.bias[unit].magnitude
      var total = size
      for (source, weight) in layer.weights[row: unit].enumerated() where weight != 0 {
        let (carry, sum) = (weight.magnitude * carried[source], weight.magnitude * added[source])
        for index in 0..<coefficientCount {
          let input = (size: inputs[source].size[index], error: inputs[source].error[index])
          size[index] += carry * input.size
          error[index] += carry * input.error
          total[index] += sum * (input.size + input.error)
        }
      }
      // A sum of one bias alone is not rounded.
      let isBiasOnly = layer.weights[row: unit].allSatisfy { $0 == 0 }
      let bounds = zip(error, total).map { error, total in
        isBiasOnly ? 0 : (error + roundoff * total) * (1 + 0x1p-20) + (total == 0 ? 0 : .smallestError)
      }
      return CoefficientBound(size: size.map { $0 * (1 + 0x1p-20) }, error: bounds)
    }
  }
}
