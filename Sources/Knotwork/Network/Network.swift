import KnotworkGeometry

/// A feed-forward network of dense layers with piecewise-linear activations: a continuous piecewise-linear function
/// from ℝⁿ to ℝᵐ.
public struct Network: Equatable, Sendable {
  /// At least one layer; the last one gives the outputs.
  public let layers: [Layer]
  /// One name per input: x1, x2, … unless given.
  public let inputNames: [String]
  /// One name per output: y, or y1, y2, … unless given.
  public let outputNames: [String]

  /// A network from its layers.
  ///
  /// - Throws: ``InvalidNetwork``, naming the place, when there is no layer, a layer is empty, sizes do not fit together, a
  ///   number is not finite, or names are missing, empty or repeated.
  public init(
    layers: [Layer], inputNames: [String]? = nil, outputNames: [String]? = nil
  ) throws(InvalidNetwork) {
    guard let first = layers.first, let last = layers.last else {
      throw InvalidNetwork("no layers; expected at least one")
    }
    for (index, layer) in layers.enumerated() {
      try Network.check(layer, number: index + 1, inputs: index == 0 ? nil : layers[index - 1].unitCount)
    }
    self.layers = layers
    self.inputNames = try Network.names(inputNames, count: first.inputCount, kind: "input", default: "x")
    self.outputNames = try Network.names(outputNames, count: last.unitCount, kind: "output", default: "y")
  }

  /// Number of inputs n.
  public var inputCount: Int { layers[0].inputCount }

  /// Number of outputs m.
  public var outputCount: Int { layers[layers.count - 1].unitCount }

  /// The outputs at one point, in floating point.
  ///
  /// - Requires: `input.count == inputCount`.
  public func callAsFunction(_ input: [Double]) -> [Double] {
    precondition(input.count == inputCount, "Network: \(input.count) inputs given, expected \(inputCount)")
    return layers.reduce(input) { values, layer in
      zip(layer.activations, layer.preactivations(values)).map { $0($1) }
    }
  }

  private static func check(_ layer: Layer, number: Int, inputs: Int?) throws(InvalidNetwork) {
    guard layer.unitCount > 0, layer.inputCount > 0 else {
      throw InvalidNetwork("layer \(number): \(layer.unitCount) × \(layer.inputCount) weights; expected at least 1 × 1")
    }
    if let inputs, inputs != layer.inputCount {
      throw InvalidNetwork(
        "layer \(number), row 1: \(layer.inputCount.counted("weight")), expected \(inputs), one for each unit of layer \(number - 1)"
      )
    }
    guard layer.bias.count == layer.unitCount else {
      throw InvalidNetwork(
        "layer \(number): \(layer.bias.count.counted("bias", "biases")), expected \(layer.unitCount), one for each unit"
      )
    }
    guard layer.activations.count == layer.unitCount else {
      throw InvalidNetwork(
        "layer \(number): \(layer.activations.count.counted("activation")), expected \(layer.unitCount), one for each unit"
      )
    }
    for unit in 0..<layer.unitCount {
      if let column = layer.weights[row: unit].firstIndex(where: { !$0.isFinite }) {
        throw InvalidNetwork(
          "layer \(number), row \(unit + 1), weight \(column - unit * layer.inputCount + 1): "
            + "\(layer.weights.elements[column]) is not a finite number")
      }
      guard layer.bias[unit].isFinite else {
        throw InvalidNetwork("layer \(number), bias \(unit + 1): \(layer.bias[unit]) is not a finite number")
      }
      guard layer.activations[unit].inactiveSlope.isFinite else {
        throw InvalidNetwork(
          "layer \(number), slope \(unit + 1): \(layer.activations[unit].inactiveSlope) is not a finite number")
      }
    }
  }

  private static func names(
    _ given: [String]?, count: Int, kind: String, default stem: String
  ) throws(InvalidNetwork) -> [String] {
    guard let given else {
      return count == 1 && kind == "output" ? [stem] : (1...count).map { "\(stem)\($0)" }
    }
    guard given.count == count else {
      throw InvalidNetwork("\(given.count.counted("\(kind) name")), expected \(count)")
    }
    var seen = Set<String>()
    for (index, name) in given.enumerated() {
      guard !name.isEmpty else { throw InvalidNetwork("\(kind) name \(index + 1) is empty") }
      guard seen.insert(name).inserted else {
        throw InvalidNetwork("\(kind) name \(index + 1), \"\(name)\", occurs twice")
      }
    }
    return given
  }
}
