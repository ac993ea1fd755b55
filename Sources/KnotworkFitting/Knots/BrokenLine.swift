import Knotwork
import KnotworkGeometry

/// A continuous broken line: y = values[0] + Σ slopes between the nodes, where nodes are the two ends and the knots.
public struct BrokenLine: Equatable, Sendable {
  /// The two ends and the knots between them, strictly ascending: k + 2 numbers.
  public let nodes: [Double]
  /// The values there.
  public let values: [Double]

  /// A broken line through points.
  ///
  /// - Requires: as many values as nodes, two at least; nodes strictly ascending.
  public init(nodes: [Double], values: [Double]) {
    precondition(
      nodes.count == values.count && nodes.count >= 2, "BrokenLine: \(values.count) values for \(nodes.count) nodes")
    precondition(zip(nodes, nodes.dropFirst()).allSatisfy { $0 < $1 }, "BrokenLine: nodes must ascend")
    self.nodes = nodes
    self.values = values
  }

  /// The knots.
  public var knots: [Double] { Array(nodes.dropFirst().dropLast()) }

  /// The slopes of the pieces, one more than knots.
  public var slopes: [Double] {
    (0..<nodes.count - 1).map { piece -> Double in
      let rise = values[piece + 1] - values[piece]
      return rise / (nodes[piece + 1] - nodes[piece])
    }
  }

  /// The jump of the slope at each knot; > 0 convex, < 0 concave.
  public var bends: [Double] { zip(slopes, slopes.dropFirst()).map { $1 - $0 } }

  /// The value at x; the first and the last piece go on beyond the ends.
  ///
  /// - Complexity: O(log knots).
  public func callAsFunction(_ x: Double) -> Double {
    let piece = piece(at: x)
    let share = (x - nodes[piece]) / (nodes[piece + 1] - nodes[piece])
    return values[piece] + share * (values[piece + 1] - values[piece])
  }

  /// The number of the piece at x; a knot belongs to the piece on its left.
  ///
  /// - Complexity: O(log knots).
  public func piece(at x: Double) -> Int {
    var (low, high) = (0, nodes.count - 2)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle + 1] < x { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The network of one hidden layer that is this function: a linear unit for the first slope, and one ReLU unit for each
  /// knot, y = c + s (x − x₀) + Σ bendₘ relu(x − knotₘ).
  ///
  /// - Throws: `InvalidNetwork` when a slope is beyond the range of doubles.
  /// - Complexity: O(knots).
  public func network(inputName: String = "x", outputName: String = "y") throws(InvalidNetwork) -> Network {
    let offsets = [nodes[0]] + knots
    let activations: [Activation] = [.linear] + knots.map { _ in .relu }
    return try Network(
      layers: [
        Layer(
          weights: Matrix(offsets.map { _ in [1] }), bias: offsets.map { 0 - $0 }, activations: activations),
        Layer(weights: Matrix([[slopes[0]] + bends]), bias: [values[0]], activation: .linear),
      ], inputNames: [inputName], outputNames: [outputName])
  }
}
