import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork range`.
struct RangeVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "range",
    abstract: "The least and the greatest value of each output, proved, for any number of inputs.",
    discussion: """
      Ends are exact: vertices in rational arithmetic, with a proof that nothing is beyond them. Where that takes too much, \
      they are enclosed by a value that is taken and a bound that is proved. With --time-limit, and after Ctrl-C, what was \
      enclosed so far is printed.

      EXAMPLES
        knotwork range Examples/space.json
        knotwork range Examples/question.json --combination "y - x1" --where "1,1<=1"
      """)

  @OptionGroup var network: NetworkArgument

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; all of them unless given.", valueName: "name"))
  var outputName: String?

  @Option(
    help: ArgumentHelp(
      "Instead of outputs: a linear expression in outputs and inputs, as in \"2*y1 - y2\".", valueName: "expression"))
  var combination: String?

  @Option(
    help: ArgumentHelp(
      "Write a proof that no value is beyond the ends, for knotwork check and Python/check_certificate.py; of one output.",
      valueName: "file"))
  var certify: String?

  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var keeping: CheckpointOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if outputName != nil, combination != nil {
      throw ValidationError("--output-name and --combination exclude each other")
    }
    if keeping.checkpoint != nil, certify != nil {
      throw ValidationError("--checkpoint keeps no part of a proof; leave out --certify")
    }
  }

  func run() throws {
    try format.check(reading: network.path)
    try domain.space.requireDifferent(from: network)
    if let certify { try RunFiles.add(.output(isGuarded: false), "--certify", certify) }
    let file = try network.loadFile()
    var request = RangeRequest(over: try domain.place(for: file))
    request.output = outputName
    request.combination = combination
    request.isCertified = certify != nil
    let budget = work.budget
    let question = ["range", String(reflecting: request.place.domain), outputName ?? "", combination ?? ""]
    try KeptSearches.during(keeping, of: question, [file.network], within: budget) { [request] checkpoints in
      try Interrupts.during(stop: { budget.progress.cancel() }) {
        try check { try request.answer(about: file.network, within: budget, checkpoints: checkpoints) }
      }
    } isOpen: { answer in
      answer.ranges.contains { $0.range.map { $0.cause != nil } ?? true }
    } write: { answer, duration in
      try write(answer, duration)
    }
  }

  private func write(_ answer: RangeAnswer, _ duration: Duration) throws {
    if let certify, let proof = answer.certificate {
      let output = try Output(certify)
      try output.write(ClaimProofText.encode(proof))
      try output.close()
    }
    try format.write(answer, work: duration)
  }
}
