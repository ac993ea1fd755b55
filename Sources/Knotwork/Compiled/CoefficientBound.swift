import KnotworkGeometry

/// What is known beforehand of a unit's map, coefficient by coefficient, the constant last, whatever the region.
///
/// `size` bounds the magnitudes by sums of absolute weights over all paths, whichever units are active. `error` bounds the
/// rounding of the computed coefficients: with u = 2⁻⁵³, a sum of k products is off by at most γ = k u / (1 − k u) times
/// the sum of their magnitudes in any order of summation (Higham 2002, §3.1), plus what the inputs were off by.
struct CoefficientBound {
  var size: [Double]
  var error: [Double]

  /// The bound on a value at a computed vertex, anywhere in the domain; 0 for a map that is zero by construction (no weights).
  ///
  /// - Parameter largestCoordinates: the largest absolute coordinates in the domain.
  func errorBound(largestCoordinates: [Double]) -> ErrorBound {
    guard (size + error).contains(where: { $0 != 0 }) else { return ErrorBound(constant: 0, perRadius: 0) }
    let point = largestCoordinates + [1]
    let inherited = zip(error, point).reduce(0) { $0 + $1.0 * $1.1 }
    let largest = point.indices.reduce(0) { $0 + (size[$1] + error[$1]) * point[$1] }
    let sensitivity = largestCoordinates.indices.reduce(0) { $0 + size[$1] + error[$1] }
    let rounding = largest * Double(point.count + 5) * 0x1p-53
    return ErrorBound(
      constant: (inherited + rounding) * (1 + 0x1p-20) + .smallestError, perRadius: sensitivity * (1 + 0x1p-20))
  }
}

/// |z computed − z true| ≤ constant + perRadius · ρ for a pre-activation z at a vertex computed to within ρ per coordinate.
struct ErrorBound {
  let constant: Double
  let perRadius: Double
}

extension Double {
  /// Larger than anything that underflow can hide in a handful of operations.
  static let smallestError = 0x1p-960
}

extension CompiledNetwork {
  /// The bounds of every unit, layer by layer.
  ///
  /// - Parameter columns: of each layer's weights but the first's, as in a ``CompiledLayer``.
  static func bounds(
    layers: [Layer], columns: [[Double]], firstForms: [ExactForm]
  ) throws(InvalidNetwork) -> [[CoefficientBound]] {
    var all = [firstForms.map(\.roundingBound)]
    for index in layers.indices.dropFirst() {
      let bounds = layerBounds(layers[index], columns: columns[index], after: layers[index - 1], all[index - 1])
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
    _ layer: Layer, columns: [Double], after before: Layer, _ inputs: [CoefficientBound]
  ) -> [CoefficientBound] {
    let coefficients = 0..<inputs[0].size.count
    // What the magnitudes of the weights are multiplied with: each input's sizes, its errors, and what is added up.
    let rows = 3 * coefficients.count
    var factors = Stack<Double>(capacity: rows * inputs.count)
    for (activation, input) in zip(before.activations, inputs) {
      // The factor that an output carries on, and the larger one of what is added up: an active leaky unit is added as
      // slope · z first and (1 − slope) · z later.
      let slope = activation.inactiveSlope
      let carried = max(1, slope.magnitude)
      let added = activation.bends ? slope.magnitude + (1 - slope).magnitude : 1
      for index in coefficients { factors.append(carried * input.size[index]) }
      for index in coefficients { factors.append(carried * input.error[index]) }
      for index in coefficients { factors.append(added * (input.size[index] + input.error[index])) }
    }
    let stride = stride(layer)
    let arena = Arena()
    let sums = arena.buffer([], paddedTo: rows * stride, with: 0.0)
    // A factor that overflows makes the sum infinite or not a number even where its weight is 0: it would do so in the maps.
    Kernels.best.accumulate(
      into: sums, from: sums, weights: arena.buffer(columns.map(\.magnitude), paddedTo: columns.count, with: 0),
      stride: stride, rows: rows, columns: arena.buffer((0..<Int32(inputs.count)).map { $0 }, paddedTo: 1, with: 0),
      factors: factors.buffer(from: 0), count: inputs.count)
    let roundoff = Double(2 * layer.inputCount + 16) * 0x1p-53
    return withExtendedLifetime(arena) {
      (0..<layer.unitCount).map { unit in
        func sum(_ quantity: Int, _ index: Int) -> Double {
          sums[(quantity * coefficients.count + index) * stride + unit]
        }
        var size = coefficients.map { sum(0, $0) }
        var total = coefficients.map { sum(2, $0) }
        size[coefficients.count - 1] += layer.bias[unit].magnitude
        total[coefficients.count - 1] += layer.bias[unit].magnitude
        let weights = layer.weights[row: unit]
        // A sum of one bias alone is not rounded.
        let isBiasOnly = weights.allSatisfy { $0 == 0 }
        let error = coefficients.map { index in
          // Zero by construction: no weight meets an input. Products that underflow are not.
          let isZero =
            total[index] == 0
            && zip(weights, inputs).allSatisfy { $0 == 0 || ($1.size[index] == 0 && $1.error[index] == 0) }
          if isBiasOnly || isZero { return 0.0 }
          return (sum(1, index) + roundoff * total[index]) * (1 + 0x1p-20) + .smallestError
        }
        return CoefficientBound(size: size.map { $0 * (1 + 0x1p-20) }, error: error)
      }
    }
  }
}
