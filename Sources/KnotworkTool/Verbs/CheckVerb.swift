import ArgumentParser
import Foundation
import Knotwork
import KnotworkFormats
import KnotworkGeometry

/// `knotwork check`.
struct CheckVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks a certificate of regions, trusting nothing but exact arithmetic.",
    discussion: """
      A certificate (written by count --certify) is a proof, step by step, that a network has certain regions over a domain: \
      that each is real, and that none is missing. The checker uses neither floating point nor what found them, and says over which domain the proof \
      is: whoever wrote the certificate has chosen it. Exit code 0 when the \
      proof holds, 1 when it does not.

      EXAMPLES
        knotwork check Examples/question.json Examples/question.cert
        knotwork check Examples/question.json Examples/question.cert --json
      """)

  @OptionGroup var network: NetworkArgument

  @Argument(help: ArgumentHelp("The certificate, or - for standard input.", valueName: "certificate"))
  var certificate: String

  @OptionGroup var format: FormatOptions

  func validate() throws {
    if network.path == "-", certificate == "-" {
      throw ValidationError("only one of network and certificate can come from standard input")
    }
  }

  func run() throws {
    let network = try network.load()
    let start = ContinuousClock.now
    var reader = CertificateReader(network)
    var flaw: String?
    do {
      let input = try Files.open(certificate)
      while let piece = try input.read(upToCount: 1 << 16), !piece.isEmpty { try reader.read(piece) }
      try reader.finish()
    } catch let found as CertificateReader.Flaw {
      flaw = found.description
    } catch let error as FormatError {
      throw Failure(.badData, "\(certificate == "-" ? "standard input" : certificate): \(error.description)")
    }
    let seconds = (ContinuousClock.now - start).seconds
    let output = try Output(format.output)
    if format.json {
      var json = JSONWriter()
      json.object { json in
        json.member("schema", "knotwork.check")
        json.member("version", 1)
        json.member("holds", flaw == nil)
        json.member("regions", reader.regionCount)
        if let domain = reader.domain {
          json.member("box", zip(domain.box.lower, domain.box.upper).map { [$0, $1] })
          json.key("where")
          json.array(lines: true) { json in
            for half in domain.halfSpaces {
              json.object { json in
                json.member("normal", half.normal)
                json.member("offset", half.offset)
              }
            }
          }
        }
        if let flaw { json.member("flaw", flaw) }
        if format.timing { json.member("seconds", seconds) }
      }
      try output.write(json.takeBytes())
    } else if let flaw {
      try output.line("The proof does not hold. After \(reader.regionCount.grouped) regions, \(flaw).")
    } else {
      try output.line(
        "The proof holds: \(reader.regionCount.grouped) regions over \(domainText(reader.domain)), "
          + "every one of them real, and none is missing.")
    }
    try output.close()
    if flaw != nil { throw ExitCode(Failure.Code.claimFails.rawValue) }
  }

  private func domainText(_ domain: Polytope?) -> String {
    guard let domain else { return "no domain" }
    let halfSpaces = domain.halfSpaces.map { "\($0.normal.map(\.short).joined(separator: ","))<=\($0.offset.short)" }
    return ([DomainOptions.description(of: domain.box)] + halfSpaces).joined(separator: " where ")
  }
}
