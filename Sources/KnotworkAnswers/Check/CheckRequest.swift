import Knotwork
import KnotworkClaims
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Does a certificate prove what the regions of a network are, or that no network fits a table better?
public struct CheckRequest: Sendable {
  /// A request; there is nothing to choose.
  public init() {}

  /// Checks a certificate of regions step by step, in exact arithmetic.
  ///
  /// - Throws: ``InvalidData`` for bytes that are no certificate.
  public func answer(about network: Network, certificate: ByteSource) throws -> CheckAnswer {
    var reader = CertificateReader(network)
    let flaw = try read(certificate, &reader)
    if !reader.parts.isEmpty {
      return CheckAnswer(subject: .parts(reader.parts, isComplete: false), flaw: flaw)
    }
    return CheckAnswer(subject: .regions(count: reader.regionCount, domain: reader.domain), flaw: flaw)
  }

  /// Checks parts of a certificate of regions, each by itself, and whether together they prove all regions of their domain.
  ///
  /// - Parameters:
  ///   - network: what they are about.
  ///   - parts: files of parts, which are checked.
  ///   - checked: documents of parts that were checked before, perhaps by others; they are believed.
  /// - Throws: ``InvalidData`` for bytes that are no parts, or no documents of them.
  public func answer(
    about network: Network, parts: [ByteSource], checked: [(name: String, document: JSONValue)] = []
  ) throws -> CheckAnswer {
    var proved: [CertifiedPart] = []
    var flaw: String?
    for source in parts where flaw == nil {
      var reader = CertificateReader(network)
      flaw = try read(source, &reader).map { "\(source.name): \($0)" }
      proved += reader.parts
      if flaw == nil, reader.parts.isEmpty {
        throw InvalidData("\(source.name): is no part of a certificate; check a whole one by itself, without --whole")
      }
    }
    for (name, document) in checked {
      do {
        proved += try CheckRequest.parts(document)
      } catch {
        throw InvalidData("\(name): \(error)")
      }
    }
    if flaw == nil {
      do {
        _ = try CertifiedPart.regionCount(of: proved)
      } catch {
        flaw = error.description
      }
    }
    return CheckAnswer(subject: .parts(proved, isComplete: flaw == nil), flaw: flaw)
  }

  /// What a document says that was proved.
  private static func parts(_ document: JSONValue) throws -> [CertifiedPart] {
    try document.require(CheckAnswer.schema)
    guard document["holds"] == .boolean(true), let cells = document["cells"]?.elements else {
      throw FormatError("expected the document of parts that hold")
    }
    let intervals = (document["box"]?.elements ?? []).map { ($0.elements ?? []).compactMap(\.number) }
    guard intervals.allSatisfy({ $0.count == 2 }) else { throw FormatError("\"box\" is none") }
    let halfSpaces = try (document["where"]?.elements ?? []).map { half in
      guard let normal = half["normal"]?.elements?.compactMap(\.number), let offset = half["offset"]?.number else {
        throw FormatError("\"where\" has what is no half-space")
      }
      return HalfSpace(normal: normal, offset: offset)
    }
    let box = try Box(lower: intervals.map { $0[0] }, upper: intervals.map { $0[1] })
    let domain = try Polytope(box, halfSpaces: halfSpaces)
    return try cells.map { cell in
      CertifiedPart(
        domain: domain, cell: try [RegionProofStep.Side](cell.text("cell")), regionCount: try cell.count("regions"),
        left: try cell.texts("left").map { try [RegionProofStep.Side]($0) })
    }
  }

  /// Reads and checks a certificate; what is wrong with the proof, or nil where it holds.
  private func read(_ certificate: ByteSource, _ reader: inout CertificateReader) throws -> String? {
    do {
      try certificate.forEachPiece { try reader.read($0) }
      try reader.finish()
      return nil
    } catch let found as CertificateReader.Flaw {
      return found.description
    } catch let error as FormatError {
      throw InvalidData("\(certificate.name): \(error.description)")
    }
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
      var answer = CheckAnswer(subject: subject(try certificate.check(against: network)), flaw: nil)
      answer.points = certificate.points.map { ($0, network.exactly($0.map(Dyadic.init)).map(\.nearest)) }
      return answer
    } catch {
      return CheckAnswer(subject: subject(0), flaw: error.description)
    }
  }

  /// Whether bytes begin as the proof of a claim does, which is checked against a network.
  public static func isAboutClaim(_ bytes: [UInt8]) -> Bool { ClaimProofText.isLikely(bytes) }

  /// Whether bytes begin as a certificate of a fit does, which is checked against a table.
  public static func isAboutFit(_ bytes: [UInt8]) -> Bool { bytes.starts(with: FitProofText.name.utf8) }
}
