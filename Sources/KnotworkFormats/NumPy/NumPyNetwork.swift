import Knotwork
import KnotworkGeometry

/// Networks as NumPy arrays.
///
/// Written are the keys `W1` (units × inputs), `b1` (units; missing where there is no bias), `slope1` (units: the factor on
/// z ≤ 0, so 0 for ReLU and 1 for linear units), `W2`, …, and `inputs` and `outputs`, the names. Read are also the names
/// that PyTorch, Keras and scikit-learn give their arrays, and arrays without names, in the order of the layers. Where names
/// and shapes leave a choice, the options make it. Where there are no slopes, ReLU is assumed between the layers and none after the last.
public enum NumPyNetwork {
  /// Reads a .npz file, or a .npy file of one matrix: the weights of a single linear layer.
  ///
  /// - Returns: the network, and what was assumed.
  /// - Throws: ``FormatError``, also where neither the file nor the options tell how the layers fit together.
  public static func decode(
    _ bytes: [UInt8], options: TensorOptions = TensorOptions()
  ) throws(FormatError) -> (network: Network, notes: [String]) {
    if bytes.starts(with: NumPyArray.magic) {
      guard case .numbers(let tensor) = try NumPyArray(decoding: bytes), (1...2).contains(tensor.shape.count) else {
        throw FormatError("the array is not a matrix; expected the weights of a layer, units × inputs")
      }
      let matrix = tensor.shape.count == 1 ? NumberArray(shape: [1] + tensor.shape, elements: tensor.elements) : tensor
      let isTransposed = options.isTransposed ?? false
      let read = try TensorNetwork(
        [("W1", matrix)], options: TensorOptions(layers: options.layers, isTransposed: isTransposed))
      let shape = isTransposed ? "inputs × units" : "units × inputs"
      return (read.network, ["one matrix: the weights of a single linear layer, \(shape), without bias"])
    }
    return try decode(ZipArchive(bytes), options: options)
  }

  static func decode(
    _ archive: ZipArchive, options: TensorOptions = TensorOptions()
  ) throws(FormatError) -> (network: Network, notes: [String]) {
    var tensors: [(name: String, tensor: NumberArray)] = []
    var names: [String: [String]] = [:]
    for entry in archive.entries {
      guard entry.name.hasSuffix(".npy") else {
        throw FormatError("the entry \"\(entry.name)\" of the zip file is no NumPy array (.npy)")
      }
      let name = String(entry.name.dropLast(4))
      let array: NumPyArray
      let content = try archive.read(entry)
      do {
        array = try NumPyArray(decoding: content)
      } catch {
        throw FormatError("\(entry.name): \(error.description)")
      }
      switch array {
      case .numbers(let tensor): tensors.append((name, tensor))
      case .texts(let texts):
        guard ["inputs", "outputs"].contains(name) else {
          throw FormatError("the array \"\(name)\" holds texts; only inputs and outputs, the names, may")
        }
        names[name] = texts
      }
    }
    let read = try TensorNetwork(tensors, inputs: names["inputs"], outputs: names["outputs"], options: options)
    return (read.network, read.notes)
  }

  /// The network as a .npz file, exactly: every number is a double, and activations are written as slopes.
  ///
  /// - Throws: ``FormatError`` beyond 4 GiB.
  public static func encode(_ network: Network) throws(FormatError) -> [UInt8] {
    var zip = ZipWriter()
    func add(_ name: String, _ array: NumPyArray) throws(FormatError) { try zip.add("\(name).npy", array.encoded()) }
    try add("inputs", .texts(network.inputNames))
    try add("outputs", .texts(network.outputNames))
    for (index, layer) in network.layers.enumerated() {
      let (units, inputs) = (layer.unitCount, layer.inputCount)
      try add("W\(index + 1)", .numbers(NumberArray(shape: [units, inputs], elements: layer.weights.elements)))
      if layer.hasBias { try add("b\(index + 1)", .numbers(NumberArray(shape: [units], elements: layer.bias))) }
      let slopes = layer.activations.map(\.inactiveSlope)
      try add("slope\(index + 1)", .numbers(NumberArray(shape: [units], elements: slopes)))
    }
    return zip.finish()
  }
}
