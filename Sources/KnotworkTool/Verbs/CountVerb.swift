import ArgumentParser
import Knotwork
import KnotworkAnswers

/// `knotwork count`.
struct CountVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Counts the regions of a network over a domain, in little memory.",
    discussion: """
      A region is a set of inputs with positive volume that share one activation pattern. Networks of any number of inputs; \
      how many regions there are grows fast with it: the upper bound says how many there can be (Serra et al. 2018), \
      --estimate how many there are about, and --time-limit and --max-regions stop with a lower bound.

      EXAMPLES
        knotwork count Examples/question.json
        knotwork count Examples/ripple.json --box=-2:2 --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions

  @Flag(help: "Count over the whole input space.")
  var wholeSpace = false

  @Flag(help: "Count linear pieces and distinct affine maps as well; this keeps the regions in memory.")
  var pieces = false

  @Flag(help: "Estimate instead of counting, from random samples, with an interval of 95 % confidence.")
  var estimate = false

  @Option(
    help: ArgumentHelp("With --estimate: how many samples.", valueName: "count"),
    transform: WholeNumber.from(2...1_000_000_000))
  var samples = 1000

  @Option(
    help: ArgumentHelp("With --estimate: another seed gives other samples.", valueName: "number"),
    transform: WholeNumber.from(WholeNumber.seeds))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Prove the count: write a certificate for knotwork check. On one thread, in exact arithmetic.", valueName: "file")
  )
  var certify: String?

  @OptionGroup var work: RunOptions
  @OptionGroup var keeping: CheckpointOptions
  @OptionGroup var format: FormatOptions

  private var method: CountRequest.Method {
    estimate ? .estimate(samples: samples, seed: seed) : pieces ? .pieces : .count
  }

  func validate() throws {
    if wholeSpace, estimate { throw ValidationError("--estimate is for a bounded domain; leave out --whole-space") }
    if estimate, pieces { throw ValidationError("--estimate and --pieces exclude each other") }
    if certify != nil, wholeSpace || estimate || pieces || keeping.checkpoint != nil || !domain.isOfInputSpace {
      throw ValidationError("--certify is for counting regions over a --box; leave out what else is asked for")
    }
    if certify == "-", format.output == nil || format.output == "-" {
      throw ValidationError(
        "--certify - and the count cannot both go to standard output; give the count a file with -o")
    }
    if keeping.checkpoint != nil, estimate || pieces {
      throw ValidationError("--checkpoint is for counting; leave out --estimate and --pieces")
    }
    if wholeSpace, domain.isGiven {
      throw ValidationError("--whole-space goes without a domain")
    }
  }

  func run() throws {
    try format.check(reading: network.path)
    if let certify { try RunFiles.add(.output(isGuarded: false), "--certify", certify) }
    try domain.space.requireDifferent(from: network)
    let checkpoint = try CheckpointFile.open(keeping)
    defer { checkpoint?.release() }
    let file = try network.loadFile()
    let network = file.network
    let place = wholeSpace ? Place(.wholeSpace, of: network) : try domain.place(for: file)
    let request = CountRequest(over: place, by: method)
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) { try count(request, network, checkpoint) }
    }
    if answer.stop != nil { keeping.remind() }
    try format.write(answer, work: duration)
    if answer.stop == nil { checkpoint?.remove() }
  }

  private func count(_ request: CountRequest, _ network: Network, _ file: CheckpointFile?) throws -> CountAnswer {
    if let certify {
      let output = try Output(certify)
      let answer = try request.certifiedAnswer(about: network, within: work.budget) { try output.write($0) }
      if answer.stop == nil { try output.close() }
      return answer
    }
    guard let file else { return try request.answer(about: network, within: work.budget) }
    let keeper = try EnumerationKeeper(file, of: "count", network, request.place.domain)
    return try keeper.stoppable {
      try request.answer(about: network, within: work.budget, checkpoints: keeper.checkpoints())
    }
  }
}
