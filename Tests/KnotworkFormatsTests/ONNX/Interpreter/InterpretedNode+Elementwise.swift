@testable import KnotworkFormats

extension InterpretedNode {
  /// Operators whose every element depends on the elements at the same place.
  func elementwise() throws -> [NDArray]? {
    switch proto.opType {
    case "Add", "Sum": return [fold { $0 + $1 }]
    case "Sub": return [fold { $0 - $1 }]
    case "Mul": return [fold { $0 * $1 }]
    case "Div":
      // Shapes are whole numbers, and divide like them.
      return [fold { $0 / $1 }]
    case "Max": return [fold { $0 > $1 ? $0 : $1 }]
    case "Min": return [fold { $0 < $1 ? $0 : $1 }]
    case "Mean":
      let total = fold { $0 + $1 }
      return [NDArray(total.shape, total.values.map { $0 / Double(inputs.count) })]
    case "Neg": return [map { -$0 }]
    case "Abs": return [map { $0.magnitude }]
    case "Relu": return [map { max($0, 0) }]
    case "LeakyRelu":
      let alpha = float("alpha", 0.01)
      return [map { $0 < 0 ? alpha * $0 : $0 }]
    case "PRelu":
      let slopes = self[1]
      let input = self[0]
      return [NDArray(input.shape) { input[$0] < 0 ? slopes.spread($0) * input[$0] : input[$0] }]
    case "HardSigmoid":
      let (alpha, beta) = (float("alpha", 0.2), float("beta", 0.5))
      return [map { max(0, min(1, alpha * $0 + beta)) }]
    case "Clip":
      let isOld = opset < 11
      let low = isOld ? float("min", -.greatestFiniteMagnitude) : has(1) ? self[1].values[0] : -.infinity
      let high = isOld ? float("max", .greatestFiniteMagnitude) : has(2) ? self[2].values[0] : .infinity
      return [map { min(max($0, low), high) }]
    case "Pow": return [fold { base, exponent in (0..<Int(exponent)).reduce(1.0) { product, _ in product * base } }]
    case "Sqrt": return [map { $0.squareRoot() }]
    case "Reciprocal": return [map { 1 / $0 }]
    case "Floor": return [map { $0.rounded(.down) }]
    case "Ceil": return [map { $0.rounded(.up) }]
    case "Equal": return [fold { $0 == $1 ? 1 : 0 }]
    case "Greater": return [fold { $0 > $1 ? 1 : 0 }]
    case "GreaterOrEqual": return [fold { $0 >= $1 ? 1 : 0 }]
    case "Less": return [fold { $0 < $1 ? 1 : 0 }]
    case "LessOrEqual": return [fold { $0 <= $1 ? 1 : 0 }]
    case "And": return [fold { $0 * $1 }]
    case "Or": return [fold { max($0, $1) }]
    case "Mod":
      let keepsSign = int("fmod", 0) != 0
      return [fold { a, b in a - b * (keepsSign ? (a / b).rounded(.towardZero) : (a / b).rounded(.down)) }]
    case "Where":
      let (condition, a, b) = (self[0], self[1], self[2])
      let shape = NDArray.common(condition.shape, NDArray.common(a.shape, b.shape))
      return [NDArray(shape) { condition.spread($0) != 0 ? a.spread($0) : b.spread($0) }]
    case "BatchNormalization":
      let (scale, shift, mean, variance) = (self[1].values, self[2].values, self[3].values, self[4].values)
      let epsilon = float("epsilon", 1e-5)
      let input = self[0]
      return [
        NDArray(input.shape) { index in
          let channel = index[1]
          return (input[index] - mean[channel]) / (variance[channel] + epsilon).squareRoot() * scale[channel]
            + shift[channel]
        }
      ]
    case "Identity", "CastLike", "Imputer": return [self[0]]
    case "Dropout": return [self[0], NDArray(self[0].shape) { _ in 1 }]
    case "Scaler":
      let (offset, scale) = (floats("offset"), floats("scale"))
      let input = self[0]
      return [
        NDArray(input.shape) { index in
          let feature = index[index.count - 1]
          let o = offset.isEmpty ? 0 : offset[offset.count == 1 ? 0 : feature]
          let s = scale.isEmpty ? 1 : scale[scale.count == 1 ? 0 : feature]
          return (input[index] - o) * s
        }
      ]
    default: return nil
    }
  }

  func map(_ function: (Double) -> Double) -> NDArray { NDArray(self[0].shape, self[0].values.map(function)) }

  func fold(_ function: (Double, Double) -> Double) -> NDArray {
    inputs.indices.dropFirst().reduce(self[0]) { sum, index in
      let other = self[index]
      return NDArray(NDArray.common(sum.shape, other.shape)) { function(sum.spread($0), other.spread($0)) }
    }
  }
}

extension NDArray {
  static func common(_ a: [Int], _ b: [Int]) -> [Int] {
    let rank = max(a.count, b.count)
    let left = [Int](repeating: 1, count: rank - a.count) + a
    let right = [Int](repeating: 1, count: rank - b.count) + b
    return zip(left, right).map { $0 == 1 ? $1 : $0 }
  }
}
