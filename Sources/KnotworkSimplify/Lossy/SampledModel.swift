import Knotwork
import KnotworkGeometry

/// A network at sampled inputs, in floating point, as it is made smaller: hidden layers whose units are columns of values, and an output
/// that sees the units of the last hidden layer that bend and, straight through, those of the layer before.
///
/// What goes straight through costs one linear unit of the last hidden layer for each output, whatever it is a combination of.
struct SampledModel {
  /// A hidden layer.
  struct Hidden {
    var weights: [[Double]]
    var bias: [Double]
    /// 1 for a linear unit.
    var slopes: [Double]
    /// The pre-activations and values of each unit at the samples.
    var pre: [[Double]] = []
    var post: [[Double]] = []

    /// The units that bend.
    var bending: [Int] { slopes.indices.filter { slopes[$0] != 1 } }
  }

  /// At least one.
  private(set) var hidden: [Hidden]
  /// The inputs at the samples, a column each.
  let inputs: [[Double]]
  /// For each output its weights: of the units of the last hidden layer, of the columns that go straight through, and the bias.
  private(set) var outputWeights: [[Double]]
  private(set) var straightWeights: [[Double]]
  private(set) var outputBias: [Double]
  private let names: (inputs: [String], outputs: [String])
  private let outputActivations: [Activation]

  var sampleCount: Int { inputs[0].count }
  var lastHidden: Int { hidden.count - 1 }
  /// What the last hidden layer sees.
  var straight: [[Double]] { hidden.count > 1 ? hidden[hidden.count - 2].post : inputs }
  var bendingCount: Int { hidden.reduce(0) { $0 + $1.bending.count } }

  /// - Requires: at least one hidden layer.
  init(_ network: Network, inputs: [[Double]]) {
    self.inputs = inputs
    names = (network.inputNames, network.outputNames)
    let last = network.layers[network.layers.count - 1]
    outputActivations = last.activations
    hidden = network.layers.dropLast().map { layer in
      Hidden(
        weights: (0..<layer.unitCount).map { Array(layer.weights[row: $0]) }, bias: layer.bias,
        slopes: layer.activations.map(\.inactiveSlope))
    }
    outputWeights = (0..<last.unitCount).map { Array(last.weights[row: $0]) }
    outputBias = last.bias
    let width = hidden[hidden.count - 1].weights.first?.count ?? 0
    straightWeights = outputWeights.map { _ in [Double](repeating: 0, count: width) }
    // Linear units of the last hidden layer go straight through.
    let top = hidden.count - 1
    for unit in hidden[top].slopes.indices.reversed() where hidden[top].slopes[unit] == 1 {
      straighten(lastUnit: unit, slope: 1, constant: 0)
    }
    for layer in hidden.indices { forward(layer) }
  }

  /// The values of a layer from those before it.
  private mutating func forward(_ layer: Int) {
    let before = layer > 0 ? hidden[layer - 1].post : inputs
    let own = hidden[layer]
    hidden[layer].pre = own.weights.indices.map { unit in
      SampledModel.combination(own.weights[unit], before, own.bias[unit], sampleCount)
    }
    hidden[layer].post = own.weights.indices.map { unit in
      let slope = own.slopes[unit]
      return slope == 1 ? hidden[layer].pre[unit] : hidden[layer].pre[unit].map { $0 > 0 ? $0 : slope * $0 }
    }
  }

  static func combination(_ weights: [Double], _ columns: [[Double]], _ bias: Double, _ count: Int) -> [Double] {
    var sum = [Double](repeating: bias, count: count)
    for (weight, column) in zip(weights, columns) where weight != 0 {
      for row in 0..<count { sum[row] += weight * column[row] }
    }
    return sum
  }

  /// The outputs before their activation, a column each.
  var outputs: [[Double]] {
    outputWeights.indices.map { output in
      let straightPart = SampledModel.combination(
        straightWeights[output], straight, outputBias[output], sampleCount)
      let own = SampledModel.combination(outputWeights[output], hidden[lastHidden].post, 0, sampleCount)
      return zip(straightPart, own).map { $0 + $1 }
    }
  }

  /// Gives the output other weights.
  mutating func setOutput(_ weights: [[Double]], straight: [[Double]], bias: [Double]) {
    (outputWeights, straightWeights, outputBias) = (weights, straight, bias)
  }

  /// Replaces a unit of the last hidden layer by slope · z + constant, which goes straight through.
  private mutating func straighten(lastUnit unit: Int, slope: Double, constant: Double) {
    let top = hidden.count - 1
    for output in outputWeights.indices {
      let weight = outputWeights[output].remove(at: unit)
      guard weight != 0 else { continue }
      outputBias[output] += weight * (slope * hidden[top].bias[unit] + constant)
      for (source, factor) in hidden[top].weights[unit].enumerated() {
        straightWeights[output][source] += weight * slope * factor
      }
    }
    hidden[top].weights.remove(at: unit)
    hidden[top].bias.remove(at: unit)
    hidden[top].slopes.remove(at: unit)
    if !hidden[top].pre.isEmpty {
      hidden[top].pre.remove(at: unit)
      hidden[top].post.remove(at: unit)
    }
  }

  /// The line that is nearest to a unit's values, in the mean square.
  func line(_ layer: Int, _ unit: Int) -> (slope: Double, constant: Double) {
    let (z, h) = (hidden[layer].pre[unit], hidden[layer].post[unit])
    let count = Double(z.count)
    let (meanZ, meanH) = (z.reduce(0, +) / count, h.reduce(0, +) / count)
    var (zz, zh) = (0.0, 0.0)
    for row in z.indices {
      let d = z[row] - meanZ
      zz += d * d
      zh += d * (h[row] - meanH)
    }
    let slope = zz > 0 ? zh / zz : 0
    return (slope, meanH - slope * meanZ)
  }

  /// Makes a unit linear.
  mutating func straighten(_ layer: Int, _ unit: Int) {
    let (slope, constant) = line(layer, unit)
    guard layer < lastHidden else { return straighten(lastUnit: unit, slope: slope, constant: constant) }
    for row in hidden[layer + 1].weights.indices {
      hidden[layer + 1].bias[row] += hidden[layer + 1].weights[row][unit] * constant
      hidden[layer + 1].weights[row][unit] *= slope
    }
    if layer + 1 == lastHidden {
      for output in straightWeights.indices {
        outputBias[output] += straightWeights[output][unit] * constant
        straightWeights[output][unit] *= slope
      }
    }
    hidden[layer].slopes[unit] = 1
    passThrough(layer)
    for later in layer..<hidden.count { forward(later) }
  }

  /// Where a layer has more linear units than it has inputs, these themselves take their place.
  private mutating func passThrough(_ layer: Int) {
    let linear = hidden[layer].slopes.indices.filter { hidden[layer].slopes[$0] == 1 }
    let inputCount = layer > 0 ? hidden[layer - 1].weights.count : inputs.count
    guard linear.count > inputCount else { return }
    let (rows, biases) = (linear.map { hidden[layer].weights[$0] }, linear.map { hidden[layer].bias[$0] })
    let kept = hidden[layer].bending
    func moved(_ weights: [Double], _ bias: inout Double) -> [Double] {
      var through = [Double](repeating: 0, count: inputCount)
      for (place, unit) in linear.enumerated() where weights[unit] != 0 {
        bias += weights[unit] * biases[place]
        for input in 0..<inputCount { through[input] += weights[unit] * rows[place][input] }
      }
      return kept.map { weights[$0] } + through
    }
    for row in hidden[layer + 1].weights.indices {
      hidden[layer + 1].weights[row] = moved(hidden[layer + 1].weights[row], &hidden[layer + 1].bias[row])
    }
    if layer + 1 == lastHidden {
      for output in straightWeights.indices {
        straightWeights[output] = moved(straightWeights[output], &outputBias[output])
      }
    }
    let unitRows = (0..<inputCount).map { input in (0..<inputCount).map { $0 == input ? 1.0 : 0 } }
    hidden[layer] = Hidden(
      weights: kept.map { hidden[layer].weights[$0] } + unitRows,
      bias: kept.map { hidden[layer].bias[$0] } + [Double](repeating: 0, count: inputCount),
      slopes: kept.map { hidden[layer].slopes[$0] } + [Double](repeating: 1, count: inputCount))
  }

  /// The model as a network: what goes straight through becomes a linear unit for each output.
  func network() throws(InvalidNetwork) -> Network {
    var layers: [Layer] = []
    for (index, layer) in hidden.enumerated() {
      var (rows, bias, slopes) = (layer.weights, layer.bias, layer.slopes)
      if index == lastHidden {
        for row in straightWeights where row.contains(where: { $0 != 0 }) {
          rows.append(row)
          bias.append(0)
          slopes.append(1)
        }
      }
      if rows.isEmpty {
        rows = [[Double](repeating: 0, count: straight.count)]
        (bias, slopes) = ([0], [1])
      }
      layers.append(
        Layer(weights: Matrix(rows), bias: bias, activations: slopes.map { Activation(inactiveSlope: $0) }))
    }
    let throughs = straightWeights.indices.filter { straightWeights[$0].contains { $0 != 0 } }
    let width = layers[layers.count - 1].unitCount
    let last = outputWeights.indices.map { output -> [Double] in
      var row = outputWeights[output] + throughs.map { $0 == output ? 1.0 : 0 }
      row += [Double](repeating: 0, count: width - row.count)
      return row
    }
    layers.append(Layer(weights: Matrix(last), bias: outputBias, activations: outputActivations))
    return try Network(layers: layers, inputNames: names.inputs, outputNames: names.outputs)
  }
}
