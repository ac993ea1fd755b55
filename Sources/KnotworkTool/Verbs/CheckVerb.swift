import ArgumentParser
import Foundation
import Knotwork
import KnotworkAnswers
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
    let (answer, work) = try timed { try CheckRequest().answer(about: network, certificate: .file(certificate)) }
    try format.write(answer, work: work)
  }
}
