import Knotwork
import KnotworkFormats

/// Reads inputs that libFuzzer makes up as every format: whatever they are, they are read or refused, and what is read is written
/// and read alike.
@main
struct FuzzFiles {
  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    _ = runFuzzer(&count, &arguments, checkOneInput)
  }

  static func check(_ bytes: [UInt8]) {
    for name in ["", "x.json", "x.onnx", "x.nnet", "x.npz"] {
      guard let network = try? NetworkFile(bytes, name: name).network else { continue }
      let again = try? NetworkFile(NetworkJSON.encode(network)).network
      precondition(again == network, "a network changed by writing it")
    }
    for isTransposed in [false, true] {
      _ = try? NetworkFile(bytes, tensors: TensorOptions(layers: ["0", "2"], isTransposed: isTransposed))
    }
    if let claim = try? VNNLIB.decode(bytes).claim {
      precondition((try? VNNLIB.decode(VNNLIB.encode(claim)).claim) == claim, "a claim changed by writing it")
    }
    var table = InputReader(names: ["x1", "x2"])
    if (try? table.read(bytes)) != nil { while let rows = try? table.finish(), !rows.isEmpty {} }
  }
}

/// Under the name that the sanitizer's library looks for.
@_cdecl("LLVMFuzzerTestOneInput")
public func checkOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzFiles.check(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// The driver of libFuzzer, which the sanitizer's library brings.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
