@testable import KnotworkFormats

extension InterpretedNode {
  /// Truth values, signs, and functions that may jump.
  func steps() throws -> [NDArray]? {
    switch proto.opType {
    case "Cast":
      switch int("to", 1) {
      case 9: return [map { $0 == 0 ? 0 : 1 }]
      case 2...7, 12, 13: return [map { $0.rounded(.towardZero) }]
      default: return [self[0]]
      }
    case "Not": return [map { $0 == 0 ? 1 : 0 }]
    case "Xor": return [fold { ($0 != 0) != ($1 != 0) ? 1 : 0 }]
    case "Sign": return [map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }]
    case "Round": return [map { $0.rounded(.toNearestOrEven) }]
    case "IsNaN": return [map { $0.isNaN ? 1 : 0 }]
    case "IsInf": return [map { $0.isInfinite ? 1 : 0 }]
    case "Binarizer":
      let threshold = float("threshold", 0)
      return [map { $0 > threshold ? 1 : 0 }]
    case "ThresholdedRelu":
      let alpha = float("alpha", 1)
      return [map { $0 > alpha ? $0 : 0 }]
    case "Shrink":
      let (bias, lambda) = (float("bias", 0), float("lambd", 0.5))
      return [map { $0 < -lambda ? $0 + bias : $0 > lambda ? $0 - bias : 0 }]
    case "Elu", "Selu":
      let gamma = proto.opType == "Selu" ? float("gamma", 1.0507) : 1
      let alpha = float("alpha", 1)
      // Only α = 0 is piecewise linear.
      guard alpha == 0 else { throw Interpreter.Unsupported(what: "\(proto.opType) with α \(alpha)") }
      return [map { gamma * max($0, 0) }]
    case "DequantizeLinear": return [dequantized()]
    default: return nil
    }
  }

  private func dequantized() -> NDArray {
    let (input, scale) = (self[0], self[1])
    let axis = input.rank == 0 ? 0 : input.axis(int("axis", 1))
    let block = int("block_size", 0)
    return NDArray(input.shape) { index in
      var place: [Int] = []
      if scale.values.count > 1 {
        place = block == 0 ? [index[axis]] : index
        if block > 0 { place[axis] = index[axis] / block }
      } else if scale.rank == 1 {
        place = [0]
      }
      return (input[index] - (has(2) ? self[2][place] : 0)) * scale[place]
    }
  }
}
