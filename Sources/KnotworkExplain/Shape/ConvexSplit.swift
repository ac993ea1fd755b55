import Knotwork
import KnotworkGeometry

/// A network as the difference of two convex ones, f = p − q.
///
/// Layer by layer, h = p − q with both convex: with the positive and negative parts of the weights, W = W⁺ − W⁻, the next
/// pre-activations are (W⁺ p + W⁻ q + b) − (W⁻ p + W⁺ q), and relu(u − v) = max(u, v) − v = (v + relu(u − v)) − v. The weights
/// of both parts are those of the network, so nothing is rounded. The parts grow from layer to layer, and cancel: two digits
/// are lost where they are a hundred times as large.
public struct ConvexSplit: Sendable {
  /// p, a convex network with the outputs of f.
  public let convex: Network
  /// q, a convex network: f = p − q.
  public let subtracted: Network

  /// The split of a network of ReLU and linear units whose outputs are linear.
  ///
  /// - Returns: nil for other units.
  /// - Complexity: O(weights).
  public init?(_ network: Network) {
    let all = network.layers.flatMap(\.activations)
    guard all.allSatisfy({ $0 == .linear || $0 == .relu }),
      network.layers[network.layers.count - 1].activations.allSatisfy({ $0 == .linear })
    else { return nil }
    guard let convex = ConvexSplit.part(network, isSubtracted: false),
      let subtracted = ConvexSplit.part(network, isSubtracted: true)
    else { return nil }
    (self.convex, self.subtracted) = (convex, subtracted)
  }

  /// The greatest value of each output of the subtracted network over a box: a convex function takes it at a corner.
  ///
  /// - Returns: nil for boxes of more than 16 dimensions.
  /// - Complexity: 2^dimensions evaluations.
  public func greatestSubtracted(over box: Box) -> [Double]? {
    guard box.dimension <= 16 else { return nil }
    var greatest = [Double](repeating: -.infinity, count: subtracted.outputCount)
    for corner in 0..<1 << box.dimension {
      let point = (0..<box.dimension).map { corner >> $0 & 1 == 1 ? box.upper[$0] : box.lower[$0] }
      for (output, value) in subtracted(point).enumerated() { greatest[output] = max(greatest[output], value) }
    }
    return greatest
  }

  /// One of both. A layer's values are carried as r = relu(u − v) and v, of which p = v + r and q = v; linear units have r = 0,
  /// p = u.
  private static func part(_ network: Network, isSubtracted: Bool) -> Network? {
    var layers: [Layer] = []
    // How p and q of each value of the layer before are read from what is carried.
    var size = network.inputCount
    var (p, q): ([[Int]], [[Int]]) = ((0..<size).map { [$0] }, (0..<size).map { _ in [] })
    for (number, layer) in network.layers.enumerated() {
      let isLast = number + 1 == network.layers.count
      var (rows, bias, activations): ([[Double]], [Double], [Activation]) = ([], [], [])
      var (nextP, nextQ): ([[Int]], [[Int]]) = ([], [])
      func add(_ row: [Double], _ constant: Double, _ activation: Activation) -> Int {
        rows.append(row)
        bias.append(constant)
        activations.append(activation)
        return rows.count - 1
      }
      for unit in 0..<layer.unitCount {
        let weights = Array(layer.weights[row: unit])
        // W⁻ p + W⁺ q, W⁺ p + W⁻ q, and their difference, W p − W q, which is W h.
        func sum(_ plus: [[Int]], _ minus: [[Int]], _ size: Int) -> [Double] {
          var row = [Double](repeating: 0, count: size)
          for (source, weight) in weights.enumerated() {
            for place in weight > 0 ? plus[source] : minus[source] { row[place] += weight.magnitude }
          }
          return row
        }
        let (u, v) = (sum(p, q, size), sum(q, p, size))
        if isLast {
          _ = isSubtracted ? add(v, 0, .linear) : add(u, layer.bias[unit], .linear)
          continue
        }
        let isZero = v.allSatisfy { $0 == 0 }
        if layer.activations[unit] == .linear {
          nextP.append([add(u, layer.bias[unit], .linear)])
          nextQ.append(isZero ? [] : [add(v, 0, .linear)])
        } else {
          // p and q share all that both read, so that what is left of u − v is W h in the values that p alone reads.
          var z = [Double](repeating: 0, count: size)
          for (source, weight) in weights.enumerated() {
            for place in p[source] where !q[source].contains(place) { z[place] += weight }
            for place in q[source] where !p[source].contains(place) { z[place] -= weight }
          }
          let r = add(z, layer.bias[unit], .relu)
          let carried = isZero ? [] : [add(v, 0, .linear)]
          nextP.append(carried + [r])
          nextQ.append(carried)
        }
      }
      layers.append(Layer(weights: Matrix(rows), bias: bias, activations: activations))
      (p, q, size) = (nextP, nextQ, rows.count)
    }
    return try? Network(layers: layers, inputNames: network.inputNames, outputNames: network.outputNames)
  }
}
