import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork monotone`.
struct MonotoneVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monotone",
    abstract: "Whether outputs rise or fall with inputs everywhere in a box, and how steeply, proved.",
    discussion: """
      For each output and input: rising, falling, constant, or neither, with the least and the greatest slope. A slope that is \
      shown is that between two points which differ in that input alone, whose values are compared in rational arithmetic; a bound \
      is proved. With --rising, --falling or --slope the work ends when that is decided, with slopes and bounds as they are known by \
      then; the exit code is 0 where it holds, 1 where it fails and 2 where it is open.

      EXAMPLES
        knotwork monotone Examples/question.json
        knotwork monotone Examples/question.json --lipschitz --box=0:1
        knotwork monotone Examples/question.json --input x1 --rising || true
      """)

  @OptionGroup var network: NetworkArgument

  @Option(help: ArgumentHelp("Which input; all of them unless given.", valueName: "name"))
  var input: String?

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; all of them unless given.", valueName: "name"))
  var outputName: String?

  @Flag(help: "Decide whether it never falls.")
  var rising = false

  @Flag(help: "Decide whether it never rises.")
  var falling = false

  @Option(
    help: ArgumentHelp("Decide whether all slopes lie in an interval, as in --slope=0:2.", valueName: "least:greatest"))
  var slope: String?

  @Flag(help: "Enclose the Lipschitz constant too.")
  var lipschitz = false

  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var keeping: CheckpointOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if [rising, falling, slope != nil].count(where: { $0 }) > 1 {
      throw ValidationError("--rising, --falling and --slope exclude each other")
    }
    if lipschitz, keeping.checkpoint != nil {
      throw ValidationError("--checkpoint keeps slopes; leave out --lipschitz")
    }
    if lipschitz, input != nil {
      throw ValidationError("--lipschitz is about all inputs; leave out --input")
    }
  }

  func run() throws {
    try format.check(reading: network.path)
    try domain.space.requireDifferent(from: network)
    var request = MonotoneRequest(over: Place(.wholeSpace, coordinates: [], words: ""))
    if rising { request.claim = .rising }
    if falling { request.claim = .falling }
    if let slope {
      let bounds = slope.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
      guard bounds.count == 2, let least = bounds[0], let greatest = bounds[1], least <= greatest else {
        throw ValidationError("--slope: \"\(slope)\" is no interval; expected least:greatest, as in 0:2")
      }
      request.claim = .within(least...greatest)
    }
    let file = try network.loadFile()
    request.place = try domain.place(for: file)
    request.input = input
    request.output = outputName
    request.showsLipschitz = lipschitz
    let budget = work.budget
    let question = [
      "monotone", String(reflecting: request.place.domain), outputName ?? "", input ?? "",
      String(reflecting: request.claim),
    ]
    try KeptSearches.during(keeping, of: question, [file.network], within: budget) { [request] checkpoints in
      try Interrupts.during(stop: { budget.progress.cancel() }) {
        try check { try request.answer(about: file.network, within: budget, checkpoints: checkpoints) }
      }
    } isOpen: { answer in
      answer.rows.contains { $0.range.cause != nil && $0.holds == nil }
    } write: { answer, duration in
      try format.write(answer, work: duration)
    }
  }
}
