import Knotwork
import KnotworkGeometry

/// Networks side by side as one, layer by layer: what goes to the kernels.
///
/// Those with fewer layers get linear ones behind them that change nothing.
struct FlatNetwork: Sendable {
  /// Inputs, then units of each layer.
  private(set) var widths: [Int32]
  /// All weights, row by row, layer by layer.
  private(set) var weights: [Double] = []
  /// One for each unit.
  private(set) var biases: [Double] = []
  /// For each unit the factor on its pre-activation where that is not positive.
  private(set) var slopes: [Double] = []

  var inputCount: Int { Int(widths[0]) }
  var outputCount: Int { Int(widths[widths.count - 1]) }
  var unitCount: Int { biases.count }

  /// - Requires: at least one network.
  init(_ networks: [Network]) {
    let depth = networks.map(\.layers.count).max() ?? 0
    widths = [Int32(networks.reduce(0) { $0 + $1.inputCount })]
    for number in 0..<depth {
      let blocks = networks.map { network -> Layer in
        if number < network.layers.count { return network.layers[number] }
        let count = network.outputCount
        return Layer(
          weights: Matrix((0..<count).map { row in (0..<count).map { $0 == row ? 1 : 0 } }), activation: .linear)
      }
      let columns = blocks.reduce(0) { $0 + $1.inputCount }
      var start = 0
      for block in blocks {
        for unit in 0..<block.unitCount {
          weights += [Double](repeating: 0, count: start)
          weights += block.weights[row: unit]
          weights += [Double](repeating: 0, count: columns - start - block.inputCount)
        }
        biases += block.bias
        slopes += block.activations.map(\.inactiveSlope)
        start += block.inputCount
      }
      widths.append(Int32(blocks.reduce(0) { $0 + $1.unitCount }))
    }
  }
}
