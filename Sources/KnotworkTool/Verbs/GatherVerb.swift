import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork gather`.
struct GatherVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gather",
    abstract: "Checks the receipts of shared work, and gives the answer, or what is left to do.",
    discussion: """
      Exit code 0 with the answer where the work is complete; 2 where units have no receipt, or cells are left, with the files of \
      the units that are to be done, a line each; 65 where receipts and units do not fit together.

      EXAMPLES
        knotwork plan Examples/question.json -o run; knotwork gather run
        knotwork gather run --json
      """)

  @Argument(help: ArgumentHelp("The folder that plan has made.", valueName: "folder"))
  var folder: String

  @Flag(help: "Deal the cells that are left into new units.")
  var next = false

  @Option(
    help: ArgumentHelp("With --next: into how many at most; those of the plan unless given.", valueName: "count"),
    transform: WholeNumber.from(1...1_000_000))
  var ways: Int?

  @Option(
    help: ArgumentHelp("With --next: how many steps these take; those of the plan unless given.", valueName: "count"),
    transform: WholeNumber.from(1...(1 << 53)))
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "The table, the certificate, or the proof of a claim, put together from its parts; of a complete run for one.",
      valueName: "file"))
  var file: String?

  @OptionGroup var format: FormatOptions

  func validate() throws {
    if !next, ways != nil || steps != nil {
      throw ValidationError("--\(ways == nil ? "steps" : "ways") goes with --next")
    }
  }

  func run() throws {
    try format.check()
    if let file { try RunFiles.add(.output(isGuarded: false), "--file", file) }
    let folder = PlanFolder(folder)
    var request = GatherRequest()
    (request.dealsNext, request.ways, request.steps) = (next, ways, steps)
    let (gathering, duration) = try folder.alone {
      try timed {
        let ledger = try folder.ledger()
        let gathering = try request.answer(ledger)
        switch gathering {
        case .open(let open): try folder.write(open.next)
        case .complete(let answer): try writeFile(of: ledger, answer, in: folder)
        }
        return gathering
      }
    }
    switch gathering {
    case .complete(let answer):
      try answer.write(json: format.json, work: format.timing ? duration : nil, to: format.output)
    case .open(let open) where format.json: try format.write(open, work: duration)
    case .open(let open):
      let output = try Output(format.output)
      for unit in open.missing + open.next { try output.write("\(folder.unitPath(unit.id))\n") }
      try output.close()
      try open.ending.finish()
    }
  }

  /// Writes the table or the certificate.
  private func writeFile(of ledger: WorkLedger, _ answer: any Answer, in folder: PlanFolder) throws {
    guard let file else { return }
    let question = ledger.plan.work.question
    if let certificate = (answer as? VerifyAnswer)?.results.first?.certificate {
      let output = try Output(file)
      try output.write(ClaimProofText.encode(certificate))
      return try output.close()
    }
    guard let ending = question.fileExtension else {
      throw Failure(
        .usage,
        question == .claim
          ? "--file: there is no proof to write, because the claim is not proved"
          : "--file is for plans for regions, for a certificate or for a claim; this one is for \(question.rawValue)")
    }
    let parts = try folder.parts(ledger, ending)
    let output = try Output(file)
    if question == .regions {
      try parts.writeTable { try output.write($0) }
    } else {
      try parts.writeCertificate { try output.write($0) }
    }
    try output.close()
  }
}
