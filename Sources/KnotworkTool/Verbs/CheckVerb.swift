import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork check`.
struct CheckVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks a certificate of regions, of a fit or of a claim, trusting nothing but exact arithmetic.",
    discussion: """
      A certificate written by count --certify is a proof, step by step, that a network has certain regions over a domain: \
      that each is real, and that none is missing; it is checked against the network. One written by fit --exact --certify is a \
      proof that no network of a kind fits a table better than a bound says, with a network that comes as near; it is checked \
      against the table. One written by verify --certify is a proof that a network never shows the violation of a claim; what \
      that is, the checker says; one by range --certify is of that kind too. The checker uses neither floating point nor what found them, and says what exactly is \
      proved: whoever wrote the certificate has chosen it. Exit code 0 when the proof holds, 1 when it does not.

      EXAMPLES
        knotwork check Examples/question.json Examples/question.cert
        knotwork check Examples/question.json Examples/question.cert --json
      """)

  @OptionGroup var network: NetworkArgument

  @Argument(help: ArgumentHelp("The certificate, or - for standard input.", valueName: "certificate"))
  var certificate: String

  @Argument(
    help: ArgumentHelp(
      "With --whole: more files of parts, as the units of a plan for a certificate write them.", valueName: "parts"))
  var others: [String] = []

  @Flag(help: "The certificates are parts; together they have to prove all regions of their domain.")
  var whole = false

  @Option(
    help: ArgumentHelp(
      "With --whole: what check --json said of other parts, which is believed; may be given several times.",
      valueName: "file"))
  var checked: [String] = []

  @OptionGroup var format: FormatOptions

  func validate() throws {
    if !whole, !others.isEmpty || !checked.isEmpty {
      throw ValidationError("several certificates are parts of one: they go with --whole")
    }
    if network.path == "-", certificate == "-" {
      throw ValidationError("only one of network (or table) and certificate can come from standard input")
    }
  }

  private func checkWhole() throws {
    let network = try network.load()
    let sources = try ([certificate] + others).map { ByteSource(try Files.read($0), name: $0) }
    let documents = try checked.map { path in
      try PlanFolder.reading(path) { document, _ in (name: path, document: document) }
    }
    let (answer, work) = try timed {
      try CheckRequest().answer(about: network, parts: sources, checked: documents)
    }
    try format.write(answer, work: work)
  }

  func run() throws {
    try format.check(reading: network.path, certificate)
    if whole { return try checkWhole() }
    let bytes = try Files.read(certificate)
    let source = ByteSource(bytes, name: certificate == "-" ? "standard input" : certificate)
    let isFit = CheckRequest.isAboutFit(bytes)
    let network = try isFit ? nil : network.load()
    let (answer, work) = try timed {
      try network.map { network in
        CheckRequest.isAboutClaim(bytes)
          ? try CheckRequest().answer(about: network, claimProof: source)
          : try CheckRequest().answer(about: network, certificate: source)
      }
        ?? CheckRequest().answer(aboutTable: .file(self.network.path), certificate: source)
    }
    try format.write(answer, work: work)
  }
}
