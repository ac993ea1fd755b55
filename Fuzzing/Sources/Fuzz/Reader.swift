import Knotwork
import KnotworkAnswers
import KnotworkClaims
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// What reads bytes from outside.
enum Reader: String, CaseIterable {
  case json, onnx, nnet, numpy, safetensors, claims, tables, rows, formulas, options, requests
  case claimTexts = "claim-texts"
  case claimProofs = "claim-proofs"
  case regionProofs = "region-proofs"
  case fitProofs = "fit-proofs"
  case enumerationCheckpoints = "enumeration-checkpoints"
  case trainingCheckpoints = "training-checkpoints"
  case searchCheckpoints = "search-checkpoints"

  /// Reads the bytes: they are read or refused, and what is read is used and, where it can be written, written and read alike.
  func check(_ bytes: [UInt8]) {
    switch self {
    case .json: checkNetwork(bytes, name: "x.json")
    case .onnx:
      checkNetwork(bytes, name: "x.onnx")
      let options = ONNXOptions(cutsFinalActivation: true, inputShape: [1, 2])
      _ = try? NetworkFile(bytes, name: "x.onnx", options: options)
    case .nnet: checkNetwork(bytes, name: "x.nnet")
    case .numpy, .safetensors:
      checkNetwork(bytes, name: self == .numpy ? "x.npz" : "x.safetensors")
      for isTransposed in [false, true] {
        _ = try? NetworkFile(bytes, tensors: TensorOptions(layers: ["0", "2"], isTransposed: isTransposed))
      }
    case .claims: checkClaim(bytes)
    case .claimTexts: checkClaimText(bytes)
    case .tables: checkTable(bytes)
    case .rows:
      var reader = InputReader(names: ["x1", "x2"])
      if (try? reader.read(bytes)) != nil { while let rows = try? reader.finish(), !rows.isEmpty {} }
    case .formulas: checkFormula(bytes)
    case .options: OptionStrings.check(String(decoding: bytes, as: UTF8.self))
    case .requests: Requests.check(bytes)
    case .claimProofs: Proofs.checkClaim(bytes)
    case .regionProofs: Proofs.checkRegions(bytes)
    case .fitProofs: Proofs.checkFit(bytes)
    case .enumerationCheckpoints: KeptWork.checkEnumeration(bytes)
    case .trainingCheckpoints: KeptWork.checkTraining(bytes)
    case .searchCheckpoints: KeptWork.checkSearches(bytes)
    }
  }

  private func checkNetwork(_ bytes: [UInt8], name: String) {
    guard let network = try? NetworkFile(bytes, name: name).network else { return }
    // The text of a dense network that a small file stands for may have dozens of megabytes, in which branches are counted for
    // longer than an input may take.
    guard network.layers.reduce(0, { $0 + $1.unitCount * $1.inputCount }) <= 1_000_000 else { return }
    let again = try? NetworkFile(NetworkJSON.encode(network)).network
    precondition(again == network, "a network changed by writing it")
  }

  private func checkClaim(_ bytes: [UInt8]) {
    guard let claim = try? VNNLIB.decode(bytes).claim else { return }
    precondition((try? VNNLIB.decode(VNNLIB.encode(claim)).claim) == claim, "a claim changed by writing it")
  }

  private func checkClaimText(_ bytes: [UInt8]) {
    guard let box = try? Box(-1...1, dimension: 3) else { return }
    _ = try? ClaimText.decode(
      String(decoding: bytes, as: UTF8.self), inputs: ["x1", "x2", "a b"], outputs: ["y", "and"], over: box)
  }

  private func checkTable(_ bytes: [UInt8]) {
    var dialect = TableDialect()
    // The last byte says which options are given.
    let choice = bytes.last ?? 0
    if choice & 1 != 0 { dialect.skippedLines = Int(choice >> 4) }
    if choice & 2 != 0 { dialect.thousands = choice & 4 != 0 ? "." : " " }
    if choice & 8 != 0 { dialect.missingValues = ["-999", "x"] }
    for options in [TableOptions(), TableOptions(missing: .mean, isCategorical: true, dialect: dialect)] {
      var reader = TableReader(source: "x.csv", options: options)
      if (try? reader.read(bytes)) != nil { _ = try? reader.finish() }
    }
  }

  private func checkFormula(_ bytes: [UInt8]) {
    guard let formula = try? RealExpression(parsing: String(decoding: bytes, as: UTF8.self)) else { return }
    let count = max(1, formula.variables.count)
    _ = formula([Double](repeating: 0.5, count: count))
    // Approximating takes longer; a part of the inputs comes to it.
    guard count <= 2, bytes.count < 64, bytes.reduce(0, { $0 &* 31 &+ Int($1) }) & 0x3F == 0,
      let box = try? Box(0.25...0.75, dimension: count)
    else { return }
    _ = try? Approximation(of: formula, over: box, error: 0.5, limit: 4, until: Deadline(after: .milliseconds(20)))
  }
}
