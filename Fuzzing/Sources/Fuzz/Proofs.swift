import Knotwork
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

  /// The table of the certificates in Corpora/fit-proofs: x1, x2 and y.
  static let rows: WeightedRows = {
    let inputs = [[0.0, 1], [1, 0.5], [2, -1], [3, 0.25], [4, 2], [5, -0.5]]
    return try! WeightedRows(
      inputs: Matrix(rows: inputs.count, columns: 2, elements: inputs.flatMap { $0 }), targets: [0, 1, 1, 3, 5, 4])
  }()

  static func checkRegions(_ bytes: [UInt8]) {
    var reader = CertificateReader(network)
    if (try? reader.read(bytes)) != nil, (try? reader.finish()) != nil { _ = reader.domain }
  }

  static func checkFit(_ bytes: [UInt8]) {
    var reader = FitProofReader { columns in
      guard columns.inputs == ["x1", "x2"], columns.target == "y" else { throw FormatError("other columns") }
      return rows
    }
    if (try? reader.read(bytes)) != nil { _ = try? reader.finish() }
  }
}
