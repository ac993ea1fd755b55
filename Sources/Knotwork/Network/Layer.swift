import KnotworkGeometry

/// One dense layer: x ↦ activation(`weights` · x + `bias`), an activation for each unit.
public struct Layer: Equatable, Sendable {
  /// One row per unit, one column per input of the layer.
  public let weights: Matrix
  /// One entry per unit; zeros when the layer has none.
  public let bias: [Double]
  /// Whether a bias was given at all; formulas leave it out otherwise.
  public let hasBias: Bool
  /// One entry per unit.
  public let activations: [Activation]

  /// A layer from its parts. The sizes are checked when a ``Network`` is made, which can name the place.
  public init(weights: Matrix, bias: [Double]? = nil, activations: [Activation]) {
    self.weights = weights
    self.bias = bias ?? [Double](repeating: 0, count: weights.rows)
    hasBias = bias != nil
    self.activations = activations
  }

  /// A layer with the same activation for every unit.
  public init(weights: Matrix, bias: [Double]? = nil, activation: Activation) {
    self.init(
      weights: weights, bias: bias, activations: [Activation](repeating: activation, count: weights.rows))
  }

  /// Number of units.
  public var unitCount: Int { weights.rows }

  /// Number of inputs of the layer.
  public var inputCount: Int { weights.columns }

  /// `weights` · x + `bias` as doubles.
  func preactivations(_ input: [Double]) -> [Double] {
    (0..<unitCount).map { unit in
      var sum = 0.0
      for (weight, x) in zip(weights[row: unit], input) { sum += weight * x }
      return sum + bias[unit]
    }
  }
}
