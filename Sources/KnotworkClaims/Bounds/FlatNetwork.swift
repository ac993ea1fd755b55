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
  /// Where it is a network and what another has more, unit by unit: whether weights of the differences are rounded; else nil.
  private(set) var pairing: Pairing?

  /// How differences of weights were made.
  enum Pairing {
    /// Each rounded by itself.
    case direct
    /// From weights that were rounded before.
    case rescaled
  }

  var inputCount: Int { Int(widths[0]) }
  var outputCount: Int { Int(widths[widths.count - 1]) }
  var unitCount: Int { biases.count }

  /// - Parameter sharesInputs: whether all of them have the same inputs; else they have inputs of their own, one after the other.
  /// - Requires: at least one network; of as many inputs where they share these.
  init(_ networks: [Network], sharesInputs: Bool = false) {
    let depth = networks.map(\.layers.count).max() ?? 0
    widths = [Int32(sharesInputs ? networks[0].inputCount : networks.reduce(0) { $0 + $1.inputCount })]
    for number in 0..<depth {
      let blocks = networks.map { network -> Layer in
        if number < network.layers.count { return network.layers[number] }
        let count = network.outputCount
        return Layer(
          weights: Matrix((0..<count).map { row in (0..<count).map { $0 == row ? 1 : 0 } }), activation: .linear)
      }
      let isShared = sharesInputs && number == 0
      let columns = isShared ? blocks[0].inputCount : blocks.reduce(0) { $0 + $1.inputCount }
      var start = 0
      for block in blocks {
        for unit in 0..<block.unitCount {
          weights += [Double](repeating: 0, count: start)
          weights += block.weights[row: unit]
          weights += [Double](repeating: 0, count: columns - start - block.inputCount)
        }
        biases += block.bias
        slopes += block.activations.map(\.inactiveSlope)
        if !isShared { start += block.inputCount }
      }
      widths.append(Int32(blocks.reduce(0) { $0 + $1.unitCount }))
    }
  }

  /// A network, and beside each unit what the unit of another network has more: of each layer the first half are the units of the
  /// first, and the outputs are those of the first and what those of the other have more.
  ///
  /// - Requires: networks of one shape, with the same activations.
  init(pairing first: Network, with second: Network, isRescaled: Bool = false) {
    pairing = isRescaled ? .rescaled : .direct
    widths = [Int32(first.inputCount)] + first.layers.map { Int32(2 * $0.unitCount) }
    for (number, (own, other)) in zip(first.layers, second.layers).enumerated() {
      let padding = [Double](repeating: 0, count: number == 0 ? 0 : own.inputCount)
      for unit in 0..<own.unitCount { weights += own.weights[row: unit] + padding }
      for unit in 0..<own.unitCount {
        let row = Array(other.weights[row: unit])
        weights += zip(row, own.weights[row: unit]).map { $0 - $1 }
        if number > 0 { weights += row }
      }
      biases += own.bias + zip(other.bias, own.bias).map { $0 - $1 }
      slopes += (own.activations + own.activations).map(\.inactiveSlope)
    }
  }
}
