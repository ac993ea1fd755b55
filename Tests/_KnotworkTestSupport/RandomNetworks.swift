import Knotwork
import KnotworkGeometry

/// A generator of random numbers with a seed (Steele, Lea, Flood 2014).
package typealias SeededGenerator = SplitMix64

extension SplitMix64 {
  /// The generator that starts from a seed.
  package init(seed: UInt64) { self.init(state: seed) }
}

/// Random networks of all kinds.
package enum RandomNetworks {
  /// A kind of weights.
  package enum Weights: CaseIterable, Sendable {
    /// Of the size that training starts with.
    case he
    /// Small integers, so that creases coincide, are parallel, and meet in one point.
    case integers
    /// Most weights 0.
    case sparse
    /// From 1e-12 to 1e12.
    case wild
  }

  package static func network(
    inputs: Int, hidden: [Int], outputs: Int = 1, weights: Weights, hasBias: Bool, leaky: Bool,
    using generator: inout SeededGenerator
  ) throws -> Network {
    var layers: [Layer] = []
    var size = inputs
    for (index, count) in (hidden + [outputs]).enumerated() {
      let isLast = index == hidden.count
      let matrix = Matrix((0..<count).map { _ in (0..<size).map { _ in weight(weights, size, &generator) } })
      let bias = hasBias ? (0..<count).map { _ in weight(weights, 4 * size, &generator) } : nil
      let activations = (0..<count).map { _ -> Activation in
        if isLast { return .linear }
        guard leaky else { return .relu }
        return [.relu, .linear, .leakyReLU(slope: 0.25), .leakyReLU(slope: -1)].randomElement(using: &generator)!
      }
      layers.append(Layer(weights: matrix, bias: bias, activations: activations))
      size = count
    }
    return try Network(layers: layers)
  }

  private static func weight(_ kind: Weights, _ size: Int, _ generator: inout SeededGenerator) -> Double {
    switch kind {
    case .he: Double.random(in: -1...1, using: &generator) * (6 / Double(size)).squareRoot()
    case .integers: Double(Int.random(in: -2...2, using: &generator))
    case .sparse: Int.random(in: 0..<3, using: &generator) == 0 ? Double.random(in: -2...2, using: &generator) : 0
    case .wild:
      Double.random(in: -1...1, using: &generator)
        * [1e-12, 1e-6, 1, 1, 1e6, 1e12].randomElement(using: &generator)!
    }
  }

  /// A convex polygon with up to seven corners on a grid, or the box [−1, 1]².
  package static func domain(using generator: inout SeededGenerator) throws -> ConvexPolygon {
    if Bool.random(using: &generator) { return ConvexPolygon(try Box(-1...1, dimension: 2)) }
    let corners: [SIMD2<Double>] = [
      [2, 0], [1.5, 1], [0.5, 1.75], [-1, 1.5], [-1.75, 0.5], [-1, -1], [1, -1.25],
    ]
    let kept = corners.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 }
    return try ConvexPolygon(kept.count >= 3 ? kept : corners)
  }
}
