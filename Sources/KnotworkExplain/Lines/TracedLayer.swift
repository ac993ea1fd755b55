import Knotwork

/// A layer as lines are traced through it: its weights by rows and by columns.
struct TracedLayer: Sendable {
  /// Number of units, and of inputs.
  let (count, width): (Int, Int)
  /// One row for each unit.
  let rows: [Double]
  /// One row for each input.
  let columns: [Double]
  let bias: [Double]
  /// The factor of each unit where it is inactive.
  let slopes: [Double]
  /// Where the layer's units start among those of all layers.
  let start: Int

  /// Some units of a layer.
  init(_ layer: Layer, units: Range<Int>, start: Int) {
    (count, width) = (units.count, layer.inputCount)
    rows = units.flatMap { layer.weights[row: $0] }
    columns = (0..<layer.inputCount).flatMap { input in units.map { layer.weights[$0, input] } }
    bias = Array(layer.bias[units])
    slopes = layer.activations[units].map(\.inactiveSlope)
    self.start = start
  }
}
