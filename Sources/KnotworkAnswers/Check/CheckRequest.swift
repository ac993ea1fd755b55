import Knotwork
import KnotworkFormats

/// Does a certificate prove what the regions of a network are?
public struct CheckRequest: Sendable {
  /// A request; there is nothing to choose.
  public init() {}

  /// Checks a certificate step by step, in exact arithmetic.
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
    return CheckAnswer(regionCount: reader.regionCount, domain: reader.domain, flaw: flaw)
  }
}
