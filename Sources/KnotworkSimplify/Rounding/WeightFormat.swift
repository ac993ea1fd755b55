import Knotwork
import KnotworkGeometry

/// What weights are rounded to.
public enum WeightFormat: Equatable, Sendable {
  /// So many significant decimal digits.
  case digits(Int)
  /// Single precision.
  case float32
  /// The upper half of single precision: 8 bits of significand.
  case bfloat16
  /// For each unit whole numbers of so many bits, sign included, times one power of two; biases have 16 bits more.
  case integers(bits: Int)

  /// The network with rounded weights and biases; slopes of leaky units stay as they are.
  ///
  /// - Throws: `InvalidNetwork` where a number is beyond the range of the format.
  public func rounded(_ network: Network) throws(InvalidNetwork) -> Network {
    var layers: [Layer] = []
    for layer in network.layers {
      var rows: [[Double]] = []
      var bias: [Double] = []
      for unit in 0..<layer.unitCount {
        let row = Array(layer.weights[row: unit])
        if case .integers(let bits) = self {
          rows.append(WeightFormat.scaled(row, bits: bits))
          bias += WeightFormat.scaled([layer.bias[unit]], bits: bits + 16)
        } else {
          rows.append(row.map { rounded($0) })
          bias.append(rounded(layer.bias[unit]))
        }
      }
      layers.append(
        Layer(weights: Matrix(rows), bias: layer.hasBias ? bias : nil, activations: layer.activations))
    }
    return try Network(layers: layers, inputNames: network.inputNames, outputNames: network.outputNames)
  }

  private func rounded(_ value: Double) -> Double {
    switch self {
    case .digits(let count): return Double(DecimalText.significant(value, digits: count)) ?? value
    case .float32: return Double(Float(value))
    case .bfloat16:
      let bits = Float(value).bitPattern
      guard Float(value).isFinite else { return Double(Float(value)) }
      let half: UInt32 = 0x7FFF + (bits >> 16 & 1)
      return Double(Float(bitPattern: (bits &+ half) & 0xFFFF_0000))
    case .integers: return value
    }
  }

  /// Numbers as whole numbers of so many bits times the least power of two that holds them all.
  private static func scaled(_ numbers: [Double], bits: Int) -> [Double] {
    let largest = numbers.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0 else { return numbers }
    let most = Double(sign: .plus, exponent: bits - 1, significand: 1) - 1
    var exponent = Int(largest.exponent) - (bits - 1)
    func whole(_ number: Double) -> Double {
      // Division by a power of two is exact, but for numbers that are nearly 0.
      (number / Double(sign: .plus, exponent: exponent, significand: 1)).rounded(.toNearestOrEven)
    }
    while exponent > -1070, exponent < 1000, whole(largest) > most { exponent += 1 }
    guard exponent > -1070 else { return numbers }
    return numbers.map { whole($0) * Double(sign: .plus, exponent: exponent, significand: 1) }
  }

  /// "3 significant digits", "float32", "integers of 8 bits".
  public var words: String {
    switch self {
    case .digits(let count): count == 1 ? "1 significant digit" : "\(count) significant digits"
    case .float32: "float32"
    case .bfloat16: "bfloat16"
    case .integers(let bits): "integers of \(bits) bits times a power of two for each unit"
    }
  }
}
