import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// What is written, and how.
struct Conversion {
  let format: NetworkFormat
  /// What was asked for; nil leaves it to the format.
  let precision: Precision?
  let name: Identifier
  /// The box that was given, if one was.
  let box: Box?
  /// For mixed-integer models: an output by its number, and whether its greatest value is looked for.
  let goal: (output: Int, isMaximum: Bool)

  /// The file, and what should be said of it.
  func encode(_ network: Network) throws -> (bytes: [UInt8], notes: [String]) {
    switch format {
    case .json: return (NetworkJSON.encode(network), [])
    case .nnet:
      let isLowered = network.layers.dropLast().contains { $0.activations.contains { $0 != .relu } }
      return (
        try NNet(network, box: box).encoded(),
        isLowered ? ["the format has ReLU only: other units are written as two"] : []
      )
    case .npz: return (try NumPyNetwork.encode(network), [])
    case .c:
      let points = try probeBox(network).probes(16)
      return (try CSource(network, name: name, precision: precision ?? .double, testPoints: points).encoded(), [])
    case .python: return (PythonSource.encode(network, name: name), [])
    case .sql: return (try SQLSource.encode(network, table: name, box: box), [])
    case .excel:
      let last = network.inputCount
      return (try SpreadsheetFormula.encode(network), ["the inputs are the cells of row 2, from A2 on (\(last) cells)"])
    case .vnnlib:
      guard let box else { throw Failure(.usage, "VNN-LIB describes a box of inputs; give it with --box") }
      return (VNNLIB.encode(VNNLIB.boxClaim(box, outputCount: network.outputCount)), [])
    case .lp, .mps:
      guard let box else { throw Failure(.usage, "a mixed-integer model needs bounded inputs; give them with --box") }
      let bounds = UnitBounds(of: network, over: box)
      let model = try MixedIntegerModel(
        of: network, over: box, output: goal.output, maximising: goal.isMaximum, bounds: bounds)
      let units = network.layers.joined().count { $0.bends }
      return (
        format == .lp ? model.lp() : model.mps(),
        ["\(model.binaryCount) of \(units) units can be active and inactive here; each has a binary variable"]
          + (format == .mps && goal.isMaximum ? ["MPS files minimise: the maximum is minus the answer"] : [])
      )
    case .onnx:
      return (try ONNX.encode(network, precision: precision.map { $0 == .float ? .float : .double }), [])
    case .npy, .safetensors:
      throw Failure(.usage, "\(format.title) is not written; choose one of \(Conversion.writable)")
    }
  }

  /// Where test points are taken from.
  func probeBox(_ network: Network) throws -> Box { try box ?? Box(-1...1, dimension: network.inputCount) }

  static var writable: String { NetworkFormat.allCases.filter(\.isWritable).map(\.rawValue).joined(separator: ", ") }
}

extension Array<Layer> {
  /// The activations of all units.
  fileprivate func joined() -> [Activation] { flatMap(\.activations) }
}
