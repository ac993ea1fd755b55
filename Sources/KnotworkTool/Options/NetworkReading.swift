import ArgumentParser
import Knotwork
import KnotworkFormats
import Synchronization

/// How files of networks are read.
struct NetworkReading: ParsableArguments {
  @Flag(help: "For ONNX: leave out a Softmax or Sigmoid at the end, and take what goes into it.")
  var cutFinal = false

  @Option(
    help: ArgumentHelp(
      "For ONNX: the shape of the input, where the file leaves sizes open: 1,3,32,32.",
      valueName: "sizes"))
  var inputShape: String?

  @Option(
    help: ArgumentHelp(
      "For NumPy and safetensors: the layers to read, in the order of the forward pass: fc1,fc2,out.",
      valueName: "names"))
  var layers: String?

  @Flag(
    inversion: .prefixedNo,
    help:
      "For NumPy and safetensors: matrices are inputs × units (x @ W), or units × inputs (W @ x).")
  var transposed: Bool?

  func validate() throws {
    _ = try options()
    _ = try tensorOptions()
  }

  private func tensorOptions() throws -> TensorOptions {
    let names = layers?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if names?.contains("") == true {
      throw ValidationError(
        "--layers: \"\(layers ?? "")\" has an empty name; expected names with commas between them")
    }
    return TensorOptions(layers: names, isTransposed: transposed)
  }

  private func options() throws -> ONNXOptions {
    let shape = try inputShape.map { text in
      try NumberList.numbers(text, in: "--input-shape").map { number in
        guard let size = Int(exactly: number), size > 0 else {
          throw ValidationError(
            "--input-shape: \"\(text)\" is no shape; expected sizes of at least 1, as in 1,3,32,32")
        }
        return size
      }
    }
    return ONNXOptions(cutsFinalActivation: cutFinal, inputShape: shape)
  }

  /// A file with contents that have been read already.
  func read(_ bytes: [UInt8], path: String) throws -> NetworkFile {
    let (options, tensors) = (try options(), try tensorOptions())
    let folder = ExternalDataFolder(path: path == "-" ? "" : System.folder(of: path))
    let conflict = Mutex<Failure?>(nil)
    do {
      return try NetworkFile(
        bytes, name: path == "-" ? "" : path, options: options, tensors: tensors,
        externalData: { name in
          let data = try folder.read(name)
          do {
            try RunFiles.add(.input, name, "\(folder.path)/\(name)")
          } catch let failure as Failure {
            conflict.withLock { $0 = failure }
            throw failure
          }
          return data
        })
    } catch let error {
      if let failure = conflict.withLock({ $0 }) { throw failure }
      let name = path == "-" ? "standard input" : path
      guard error.option == nil else {
        throw Failure(.usage, "--\(error.option ?? ""): \(name): \(error.description)")
      }
      throw Failure(.badData, "\(name): \(error.description)")
    }
  }

  /// A claim with contents that have been read already, and what was assumed in reading it.
  static func claim(_ bytes: [UInt8], name: String) throws -> (claim: Claim, notes: [String]) {
    do {
      return try VNNLIB.decode(bytes)
    } catch {
      throw Failure(.badData, "\(name): \(error.description)")
    }
  }

  /// Whether options say which arrays of the file make up the network.
  var isChosen: Bool { layers != nil || transposed != nil }
}
