import Knotwork
import KnotworkGeometry
import _KnotworkTestSupport

/// Networks of tests.
enum Networks {
  /// A network of layers of weights, biases and activations; the last is linear.
  static func network(_ layers: [([[Double]], [Double])]) throws -> Network {
    try Network(
      layers: layers.enumerated().map { index, layer in
        Layer(
          weights: Matrix(layer.0), bias: layer.1, activation: index + 1 == layers.count ? .linear : .relu)
      })
  }

  /// A network of random weights.
  static func random(_ widths: [Int], _ generator: inout SplitMix64) throws -> Network {
    try network(
      (1..<widths.count).map { layer in
        let weights = (0..<widths[layer]).map { _ in point(widths[layer - 1], &generator) }
        return (weights, point(widths[layer], &generator))
      })
  }

  /// A network of small whole numbers, in which units repeat, vanish and cancel.
  static func whole(_ widths: [Int], _ generator: inout SplitMix64) throws -> Network {
    func number() -> Double { Double(Int.random(in: -2...2, using: &generator)) }
    return try network(
      (1..<widths.count).map { layer in
        (
          (0..<widths[layer]).map { _ in (0..<widths[layer - 1]).map { _ in number() } },
          (0..<widths[layer]).map { _ in layer == 1 ? number() / 2 : 0 }
        )
      })
  }

  /// Numbers from −1 to 1.
  static func point(_ count: Int, _ generator: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
  }

  /// max(x1, x2).
  static func maximum() throws -> Network {
    try network([([[0, 1], [0, -1], [1, -1]], [0, 0, 0]), ([[1, -1, 1]], [0])])
  }

  /// Three units that vanish on one line, h = x1 − x2 + 1/4: relu(h), relu(2 h) and relu(−h / 2).
  static func oneLine(_ output: [Double]) throws -> Network {
    try network([([[1, -1], [2, -2], [-0.5, 0.5]], [0.25, 0.5, -0.125]), ([output], [0])])
  }
}
