import Knotwork
import KnotworkFitting
import KnotworkFormats
import Synchronization

/// A network with what C wants to know of it at addresses that stay.
final class NetworkObject: Sendable {
  /// The arrays of a layer.
  struct LayerArrays: Sendable {
    let weights: Numbers<Double>
    let bias: Numbers<Double>?
    let slopes: Numbers<Double>
  }

  let network: Network
  let ranges: InputRanges?
  let evaluator: RowEvaluator
  let singleEvaluator: SingleRowEvaluator
  let bendingUnits: Int
  let format: Text
  let notes: [Text]
  let inputNames: [Text]
  let outputNames: [Text]
  private let layers: Mutex<[Int: LayerArrays]>

  init(_ network: Network, ranges: InputRanges? = nil, format: NetworkFormat = .json, notes: [String] = []) {
    self.network = network
    self.ranges = ranges
    self.format = Text(format.rawValue)
    self.notes = notes.map(Text.init)
    evaluator = network.evaluator
    singleEvaluator = SingleRowEvaluator(network)
    bendingUnits = network.layers.reduce(0) { $0 + $1.activations.count { $0.bends } }
    inputNames = network.inputNames.map(Text.init)
    outputNames = network.outputNames.map(Text.init)
    layers = Mutex([:])
  }

  convenience init(_ file: NetworkFile) {
    self.init(file.network, ranges: file.ranges, format: file.format, notes: file.notes)
  }

  /// The arrays of a layer by its number; made when they are asked for first, and kept.
  func layer(_ index: Int) -> LayerArrays {
    layers.withLock { layers in
      if let found = layers[index] { return found }
      let layer = network.layers[index]
      let arrays = LayerArrays(
        weights: Numbers(layer.weights.elements), bias: layer.hasBias ? Numbers(layer.bias) : nil,
        slopes: Numbers(layer.activations.map(\.inactiveSlope)))
      layers[index] = arrays
      return arrays
    }
  }

  /// Checks that what was built as a network of `inputs` is asked with as many columns.
  static func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
    guard condition else { throw Failure(.wrongUse, message()) }
  }
}
