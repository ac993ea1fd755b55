import Knotwork
import KnotworkClaims
import KnotworkFitting
import KnotworkFormats

/// Does a certificate prove what the regions of a network are, or that no network fits a table better?
public struct CheckRequest: Sendable {
  /// A request; there is nothing to choose.
  public init() {}

  /// Checks a certificate of regions step by step, in exact arithmetic.
  ///
  /// - Throws: ``InvalidData`` for bytes that are no certificate.
  public func answer(about network: Network, certificate: ByteSource) throws -> CheckAnswer {
    var reader = CertificateReader(network)
    var flaw: String?
    do {
      try certificate.forEachPiece { try reader.read($0) }
      try reader.finish()
    } catch let found as CertificateReader.Flaw {
      flaw = found.description
    } catch let error as FormatError {
      throw InvalidData("\(certificate.name): \(error.description)")
    }
    return CheckAnswer(subject: .regions(count: reader.regionCount, domain: reader.domain), flaw: flaw)
  }

  /// Checks a certificate of a fit step by step, in exact arithmetic, against the table.
  ///
  /// - Throws: ``InvalidData`` for bytes that are no certificate; what ``LoadedTable`` throws for the table.
  public func answer(aboutTable table: ByteSource, certificate: ByteSource) throws -> CheckAnswer {
    var reader = FitProofReader { columns in
      let options = TableOptions(
        target: columns.target, features: columns.inputs, weights: columns.weights, keepsConstants: true)
      let loaded = try LoadedTable(table, options: options).table
      guard loaded.inputNames == columns.inputs else {
        throw InvalidData(
          "\(table.name): the inputs are not those of the certificate, \(columns.inputs.joined(separator: ", "))")
      }
      return try WeightedRows(loaded)
    }
    var flaw: String?
    do {
      try certificate.forEachPiece { try reader.read($0) }
      try reader.finish()
    } catch let found as FitProofReader.Flaw {
      flaw = found.description
    } catch let error as FormatError {
      throw InvalidData("\(certificate.name): \(error.description)")
    }
    return CheckAnswer(subject: .fit(cases: reader.leafCount, result: reader.result), flaw: flaw)
  }

  /// Checks the proof of a claim, in whole numbers.
  ///
  /// - Throws: ``InvalidData`` for bytes that are no proof.
  public func answer(about network: Network, claimProof proof: ByteSource) throws -> CheckAnswer {
    var bytes: [UInt8] = []
    try proof.forEachPiece { bytes += $0 }
    let certificate: ClaimCertificate
    do {
      certificate = try ClaimProofText.decode(bytes, outputCount: network.outputCount)
    } catch {
      throw InvalidData("\(proof.name): \(error.description)")
    }
    let claim = Claim(
      inputCount: certificate.violation.lower.count, outputCount: network.outputCount, violation: certificate.violation)
    func subject(_ parts: Int) -> CheckAnswer.Subject {
      .claim(parts: parts, claim: claim, inputs: network.inputNames, outputs: network.outputNames)
    }
    do {
      return CheckAnswer(subject: subject(try certificate.check(against: network)), flaw: nil)
    } catch {
      return CheckAnswer(subject: subject(0), flaw: error.description)
    }
  }

  /// Whether bytes begin as the proof of a claim does, which is checked against a network.
  public static func isAboutClaim(_ bytes: [UInt8]) -> Bool { ClaimProofText.isLikely(bytes) }

  /// Whether bytes begin as a certificate of a fit does, which is checked against a table.
  public static func isAboutFit(_ bytes: [UInt8]) -> Bool { bytes.starts(with: FitProofText.name.utf8) }
}
