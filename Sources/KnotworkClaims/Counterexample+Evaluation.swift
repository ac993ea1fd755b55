import Knotwork
import KnotworkGeometry

extension Claim {
  /// What inputs show: whether the violation occurs there in exact arithmetic, and whether it does in single precision; nil where
  /// it does in neither.
  ///
  /// - Requires: networks and inputs of the sizes of the claim, finite inputs within the box of the violation.
  /// - Complexity: one exact evaluation of the networks.
  public func counterexample(at inputs: [Double], by networks: [Network]) -> Counterexample? {
    guard let violation else { return nil }
    let (point, outputs) = Claim.exactly(inputs, of: networks)
    let isExact = violation.contains(inputs: point, outputs: outputs)
    let isSingle = violation.occursInSinglePrecision(near: inputs, by: networks)
    guard isExact || isSingle == true else { return nil }
    return Counterexample(
      inputs: inputs, outputs: outputs.map(\.nearest), isExact: isExact, occursInSinglePrecision: isSingle)
  }
}

extension Violation {
  /// Whether the violation occurs at inputs, rounded to single precision within the box, by networks that compute in single
  /// precision; nil where the box has no such inputs.
  ///
  /// Numbers that overflow are no violation.
  func occursInSinglePrecision(near inputs: [Double], by networks: [Network]) -> Bool? {
    var point: [Float] = []
    for (input, (lower, upper)) in zip(inputs, zip(lower, upper)) {
      guard let rounded = Float(rounding: input, within: lower, upper) else { return nil }
      point.append(rounded)
    }
    var start = 0
    var outputs: [Float] = []
    for network in networks {
      outputs += network.inSinglePrecision(Array(point[start..<start + network.inputCount]))
      start += network.inputCount
    }
    guard outputs.allSatisfy(\.isFinite) else { return false }
    return contains(inputs: point.map { Dyadic(Double($0)) }, outputs: outputs.map { Dyadic(Double($0)) })
  }
}

extension Float {
  /// The number of single precision in an interval that is next to a double; nil where the interval has none.
  init?(rounding value: Double, within lower: Double, _ upper: Double) {
    var rounded = Float(value)
    if Double(rounded) < lower { rounded = rounded.nextUp }
    if Double(rounded) > upper { rounded = rounded.nextDown }
    guard rounded.isFinite, lower <= Double(rounded), Double(rounded) <= upper else { return nil }
    self = rounded
  }
}

extension Network {
  /// The outputs as a runtime computes them in single precision: weights, and each product and sum, rounded to it; products are
  /// summed
  /// in the order of the inputs, and the bias is added last.
  public func inSinglePrecision(_ input: [Float]) -> [Float] {
    precondition(input.count == inputCount, "Network: \(input.count) inputs given, expected \(inputCount)")
    return layers.reduce(input) { values, layer in
      (0..<layer.unitCount).map { unit in
        var sum: Float = 0
        for (weight, value) in zip(layer.weights[row: unit], values) { sum += Float(weight) * value }
        let z = sum + Float(layer.bias[unit])
        let slope = layer.activations[unit].inactiveSlope
        return z > 0 || slope == 1 ? z : slope == 0 ? 0 : Float(slope) * z
      }
    }
  }
}
