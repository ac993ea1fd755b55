import Knotwork
import KnotworkClaims
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Certificates: a proof of the regions of one network, and one of the fit of one table. Fuzzing/Corpora has true ones.
enum Proofs {
  /// The network of the certificates in Corpora/region-proofs.
  static let network: Network = {
    let text = """
      {"format": "knotwork-network", "version": 1, "layers": [
        {"weights": [[1.5, -0.75], [-1.5, 0.5]], "bias": [0.25, 0], "activation": "relu"},
        {"weights": [[1, -1]], "bias": [0.125], "activation": "relu"}, {"weights": [[2]], "activation": "linear"}]}
      """
    return try! NetworkJSON.decode(Array(text.utf8))
  }()

  /// The table of the certificates in Corpora/fit-proofs: x and y.
  static let rows = try! WeightedRows(
    inputs: Matrix(rows: 4, columns: 1, elements: [0, 1, 2, 3]), targets: [0, 1, 1, 3])

  static func checkRegions(_ bytes: [UInt8]) {
    var reader = CertificateReader(network)
    if (try? reader.read(bytes)) != nil, (try? reader.finish()) != nil { _ = reader.domain }
  }

  static func checkClaim(_ bytes: [UInt8]) {
    guard let proof = try? ClaimProofText.decode(bytes, outputCount: 1) else { return }
    let again = try? ClaimProofText.decode(ClaimProofText.encode(proof), outputCount: 1)
    precondition(again == proof, "a proof changed by writing it")
    _ = try? proof.check(against: network)
  }

  static func checkFit(_ bytes: [UInt8]) {
    var reader = FitProofReader { columns in
      guard columns.inputs == ["x"], columns.target == "y" else { throw FormatError("other columns") }
      return rows
    }
    if (try? reader.read(bytes)) != nil { _ = try? reader.finish() }
  }
}
