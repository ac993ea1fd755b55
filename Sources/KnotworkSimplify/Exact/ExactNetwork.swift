import Knotwork
import KnotworkGeometry

/// A layer whose weights are not rounded.
struct ExactLayer: Sendable {
  /// One row for each unit.
  var weights: [[Rational]]
  var bias: [Rational]
  /// What z ≤ 0 is multiplied with: 1 for a linear unit.
  var slopes: [Rational]

  var unitCount: Int { weights.count }

  init(_ layer: Layer) {
    weights = (0..<layer.unitCount).map { layer.weights[row: $0].map { Rational($0) } }
    bias = layer.bias.map { Rational($0) }
    slopes = layer.activations.map { Rational($0.inactiveSlope) }
  }

  init(weights: [[Rational]], bias: [Rational], slopes: [Rational]) {
    (self.weights, self.bias, self.slopes) = (weights, bias, slopes)
  }

  /// Adds a unit at the end.
  mutating func append(_ row: [Rational], _ bias: Rational, slope: Rational) {
    weights.append(row)
    self.bias.append(bias)
    slopes.append(slope)
  }
}

/// A network whose weights are not rounded.
struct ExactNetwork: Sendable {
  var layers: [ExactLayer]
  let inputNames: [String]
  let outputNames: [String]

  init(_ network: Network) {
    layers = network.layers.map { ExactLayer($0) }
    (inputNames, outputNames) = (network.inputNames, network.outputNames)
  }

  init(layers: [ExactLayer], inputNames: [String], outputNames: [String]) {
    (self.layers, self.inputNames, self.outputNames) = (layers, inputNames, outputNames)
  }

  /// The network of the nearest doubles.
  ///
  /// - Throws: `InvalidNetwork` where a weight is beyond the range of doubles.
  func rounded() throws(InvalidNetwork) -> Network {
    try Network(
      layers: layers.map { layer in
        Layer(
          weights: Matrix(layer.weights.map { $0.map(\.rounded) }), bias: layer.bias.map(\.rounded),
          activations: layer.slopes.map { Activation(inactiveSlope: $0.rounded) })
      }, inputNames: inputNames, outputNames: outputNames)
  }

  /// How many of the weights, biases and slopes are no doubles.
  var roundedCount: Int {
    func count(_ numbers: [Rational]) -> Int { numbers.filter { !$0.isDouble }.count }
    return layers.reduce(0) { sum, layer in
      sum + layer.weights.reduce(0) { $0 + count($1) } + count(layer.bias) + count(layer.slopes)
    }
  }

  /// The outputs at a point, without rounding.
  func callAsFunction(_ point: [Rational]) -> [Rational] {
    layers.reduce(point) { values, layer in
      layer.weights.indices.map { unit in
        let z = zip(layer.weights[unit], values).reduce(layer.bias[unit]) { sum, term in
          term.0.isZero || term.1.isZero ? sum : sum + term.0 * term.1
        }
        return z.signum > 0 ? z : layer.slopes[unit] * z
      }
    }
  }
}

extension Rational {
  /// Whether the number is a double.
  var isDouble: Bool {
    guard denominator == .one else { return false }
    let nearest = numerator.nearest
    return nearest.isFinite && Dyadic(nearest) == numerator
  }
}

extension Activation {
  /// The activation of a slope.
  init(inactiveSlope slope: Double) { self = slope == 1 ? .linear : slope == 0 ? .relu : .leakyReLU(slope: slope) }
}
