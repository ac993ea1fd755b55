import Knotwork
import KnotworkGeometry

extension Network {
  /// One network for several groups of rows: each has the function of its own network, and an input of 0 or 1 for each group but the
  /// first says which one a row is of.
  ///
  /// A unit z counts in its group alone: max(0, z − m (1 − c)) is max(0, z) where c is 1, and 0 where c is 0, as far as z ≤ m. The
  /// numbers m are beyond what units reach over the ranges of inputs by four times what they vary there.
  ///
  /// - Parameters:
  ///   - parts: a network with one hidden layer of linear and ReLU units and one linear output for each group, all of the same inputs.
  ///   - lower: the least value of each input.
  ///   - upper: the largest.
  ///   - groupNames: the names of the inputs that tell groups apart, one for each but the first.
  /// - Requires: at least one part; one name less than parts.
  /// - Throws: `InvalidNetwork` where a number is beyond the range of doubles.
  /// - Complexity: O(units · (inputs + groups)).
  public init(gating parts: [Network], lower: [Double], upper: [Double], groupNames: [String]) throws(InvalidNetwork) {
    precondition(
      !parts.isEmpty && groupNames.count == parts.count - 1, "Network: \(parts.count) groups, \(groupNames.count) names"
    )
    let size = lower.count
    var (weights, bias, activations, outputs): ([[Double]], [Double], [Activation], [Double]) = ([], [], [], [])
    var constants: [Double] = []
    for (group, part) in parts.enumerated() {
      let hidden = part.layers[0]
      var constant = part.layers[1].bias[0]
      for unit in 0..<hidden.unitCount where part.layers[1].weights[0, unit] != 0 {
        let own = Array(hidden.weights[row: unit])
        var (low, high) = (hidden.bias[unit], hidden.bias[unit])
        for (input, factor) in own.enumerated() {
          low += min(factor * lower[input], factor * upper[input])
          high += max(factor * lower[input], factor * upper[input])
        }
        let weight = part.layers[1].weights[0, unit]
        let beyond = 4 * (high - low)
        // A linear unit is z = max(0, z − s) + s for a start s far below.
        let start = hidden.activations[unit] == .linear ? low - beyond : 0
        constant += weight * start
        let reach = high + beyond - start
        guard reach > 0 || start != 0 else { continue }
        let gate = reach > 0 && reach.isFinite ? 2 * reach.binade : 1
        var row = own + [Double](repeating: 0, count: parts.count - 1)
        if group == 0 {
          for other in size..<row.count { row[other] = -gate }
        } else {
          row[size + group - 1] = gate
        }
        weights.append(row)
        bias.append(hidden.bias[unit] - start - (group == 0 ? 0 : gate))
        activations.append(.relu)
        outputs.append(weight)
      }
      constants.append(constant)
    }
    for (number, constant) in constants.dropFirst().enumerated() {
      var row = [Double](repeating: 0, count: size + parts.count - 1)
      row[size + number] = 1
      weights.append(row)
      bias.append(0)
      activations.append(.linear)
      outputs.append(constant - constants[0])
    }
    if weights.isEmpty {
      (weights, bias, activations, outputs) = ([[Double](repeating: 0, count: size)], [0], [.linear], [0])
    }
    try self.init(
      layers: [
        Layer(weights: Matrix(weights), bias: bias, activations: activations),
        Layer(weights: Matrix([outputs]), bias: [constants[0]], activation: .linear),
      ], inputNames: parts[0].inputNames + groupNames, outputNames: parts[0].outputNames)
  }
}
