import Knotwork
import KnotworkGeometry

/// A network as it was read from a file of any format.
public struct NetworkFile: Equatable, Sendable {
  /// The network, from raw inputs to raw outputs.
  public let network: Network
  /// What the file is.
  public let format: NetworkFormat
  /// What was assumed, folded or left out, a sentence each.
  public let notes: [String]
  /// What the file says of itself, a line each: who wrote it, which versions, which operators.
  public let facts: [String]
  /// How the file scales inputs and outputs, where it does; folded into ``network``.
  public let normalisation: Normalisation?
  /// The ranges of the inputs in the data that the network was made for, where the file says them.
  public let ranges: InputRanges?
  /// The box of these ranges: the domain of questions that name no other.
  public var box: Box? { try? ranges?.box() }

  /// Reads a network, whatever file it is in: the content says which, and the name where the content does not.
  ///
  /// - Parameters:
  ///   - bytes: the content of the file.
  ///   - name: the file's name, or nothing where it has none.
  ///   - options: how ONNX files are read.
  ///   - tensors: how files of arrays (NumPy, safetensors) are read.
  ///   - externalData: the contents of a file beside an ONNX model; see ``ExternalDataFolder``.
  /// - Throws: ``FormatError``: what was found, where, what was expected, and for files that are never read what to do.
  /// - Complexity: linear in the size of the file, which also bounds the memory, but for ONNX: see ``ONNX``.
  public init(
    _ bytes: [UInt8], name: String = "", options: ONNXOptions = ONNXOptions(),
    tensors: TensorOptions = TensorOptions(),
    externalData: @escaping (String) throws -> [UInt8] = { _ in
      throw FormatError("the files beside the model cannot be reached")
    }
  ) throws(FormatError) {
    format = try NetworkFormat.recognise(bytes, name: name)
    if let option = tensors.given, ![.npz, .npy, .safetensors].contains(format) {
      throw FormatError(
        option: option,
        "is for files of arrays (NumPy, safetensors); \(format.title) says itself how its layers fit together")
    }
    var normalisation: Normalisation?
    var ranges: InputRanges?
    var facts: [String] = []
    switch format {
    case .onnx:
      let model: ONNXModel
      do {
        model = try ONNX.decode(bytes, options: options, externalData: externalData)
      } catch {
        throw FormatError("\(error)")
      }
      (network, notes) = (model.network, model.notes)
      facts = NetworkFile.facts(of: model)
    case .nnet:
      let file = try NNet(decoding: bytes)
      network = try file.folded()
      notes = NetworkFile.notes(on: file)
      normalisation = file.normalisation.isIdentity ? nil : file.normalisation
      ranges = file.box.map(InputRanges.init)
    case .npz, .npy: (network, notes) = try NumPyNetwork.decode(bytes, options: tensors)
    case .safetensors: (network, notes) = try Safetensors.decode(bytes, options: tensors)
    default:
      (network, ranges) = try NetworkJSON.decodeAll(bytes)
      notes = []
    }
    self.normalisation = normalisation
    self.ranges = ranges
    self.facts = facts
  }

  private static func facts(of model: ONNXModel) -> [String] {
    func ports(_ ports: [ONNXModel.Port]) -> String {
      ports.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
    }
    let writer = model.producer.isEmpty ? [] : ["written by \(model.producer)"]
    return writer + [
      "operator sets: \(model.opsets.map { "\($0.domain) \($0.version)" }.joined(separator: ", "))",
      "operators: \(model.operators.map { "\($0.count) \($0.name)" }.joined(separator: ", "))",
      "from \(ports(model.inputs)) to \(ports(model.outputs))",
    ]
  }

  private static func notes(on file: NNet) -> [String] {
    var notes = file.notes
    if !file.normalisation.isIdentity {
      notes.append("means and ranges are folded into the weights: the network takes raw inputs and gives raw outputs")
    }
    if file.box != nil {
      notes.append(
        "inputs are not clipped to the range of the file; questions are asked within it unless they say where")
    }
    return notes
  }
}
