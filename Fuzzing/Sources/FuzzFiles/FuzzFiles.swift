import Knotwork
import KnotworkFormats

/// Reads one input as every format: whatever it is, it is read or refused, and what is read is written and read alike.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFiles(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  for name in ["", "x.json", "x.onnx", "x.nnet", "x.npz"] {
    guard let network = try? NetworkFile(bytes, name: name).network else { continue }
    let again = try? NetworkFile(NetworkJSON.encode(network)).network
    precondition(again == network, "a network changed by writing it")
  }
  if let claim = try? VNNLIB.decode(bytes) {
    precondition((try? VNNLIB.decode(VNNLIB.encode(claim))) == claim, "a claim changed by writing it")
  }
  var table = InputReader(names: ["x1", "x2"])
  if (try? table.read(bytes)) != nil { while let rows = try? table.finish(), !rows.isEmpty {} }
  return 0
}
