extension NetworkFormat {
  /// The format of a file that holds a network: by its content, and by its name where the content does not tell.
  ///
  /// - Throws: ``FormatError`` for files that are known not to be read, with what to do instead, and for those that nothing
  ///   is known of.
  public static func recognise(_ bytes: [UInt8], name: String) throws(FormatError) -> NetworkFormat {
    guard !bytes.isEmpty else { throw FormatError("the file is empty; expected a network") }
    if bytes.starts(with: NumPyArray.magic) { return .npy }
    if Safetensors.headerLength(bytes) != nil { return .safetensors }
    if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6]) { return try archive(bytes) }
    if let error = refusal(bytes, name: name) { throw error }
    // An ONNX file begins with its version, field 1: no text does.
    if bytes[0] == 8 { return .onnx }
    let named = NetworkFormat(fileName: name)
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    switch text.first(where: { $0 > 0x20 }) ?? 0 {
    case UInt8(ascii: "{") where named != .onnx, UInt8(ascii: "[") where named != .onnx: return .json
    case UInt8(ascii: "/") where named != .onnx: return .nnet
    case UInt8(ascii: "0")...UInt8(ascii: "9") where name.isEmpty && text.prefix(200).allSatisfy(isListByte):
      return .nnet
    default: break
    }
    if let named, named.isReadable { return named }
    if VNNLIB.isLikely(bytes, name: name) {
      throw FormatError("this looks like a claim (VNN-LIB), not like a network; knotwork inspect reads it")
    }
    let found =
      text.first.map { $0 >= 0x21 && $0 < 0x7F ? "\"\(Character(Unicode.Scalar($0)))\"" : "byte \($0)" } ?? "nothing"
    throw FormatError(
      "no network begins with \(found); expected network JSON, ONNX, NNet, NumPy (.npz, .npy) or safetensors")
  }

  private static func isListByte(_ byte: UInt8) -> Bool {
    byte <= 0x20 || "0123456789,.-+eE".utf8.contains(byte)
  }

  /// What kind of zip file it is.
  private static func archive(_ bytes: [UInt8]) throws(FormatError) -> NetworkFormat {
    let names = try ZipArchive(bytes).entries.map(\.name)
    if names.contains(where: { $0.hasSuffix("model.weights.h5") }) { throw kerasHint }
    if names.contains(where: { $0.hasSuffix("data.pkl") }) { throw pickleHint("a PyTorch file, which holds a pickle") }
    return .npz
  }

  /// Why a file of a known kind is not read; nil for others.
  private static func refusal(_ bytes: [UInt8], name: String) -> FormatError? {
    if bytes.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) { return kerasHint }
    if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) { return pickleHint("a pickle") }
    let ending = name.split(separator: ".").last?.lowercased() ?? ""
    if ["pkl", "pickle", "joblib", "pt", "pth"].contains(ending) { return pickleHint("a pickle, by its name") }
    if bytes.starts(with: [0x1F, 0x8B]) {
      return FormatError("the file is compressed with gzip; expand it with gunzip")
    }
    return nil
  }

  private static func pickleHint(_ what: String) -> FormatError {
    FormatError(
      "\(what): a pickle is a program and is never run. Where you trust it, "
        + "python Python/knotwork_export.py MODEL -o network.json writes the network of a scikit-learn or PyTorch model"
    )
  }

  private static var kerasHint: FormatError {
    FormatError(
      "a Keras model in HDF5, which is not read; python Python/knotwork_export.py MODEL -o network.json writes its network"
    )
  }
}
