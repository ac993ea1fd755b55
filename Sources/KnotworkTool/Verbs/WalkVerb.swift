import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork walk`.
struct WalkVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walk",
    abstract: "Walks from region to region: around a point, or along a straight path.",
    discussion: """
      Around a point the regions come nearest first, as counted in creases, each once; every one is found from its neighbour, \
      so the network may have any number of inputs. With --to they are those along the segment, in its order.

      EXAMPLES
        knotwork walk Examples/question.json --from=0.5,-0.2
        knotwork walk Examples/ripple.json --from=-2,-1 --to=2,1 --json
      """)

  @OptionGroup var network: NetworkArgument

  @Option(help: ArgumentHelp("Where the walk starts, one number per input.", valueName: "point"))
  var from: String

  @Option(help: ArgumentHelp("Where a straight path ends.", valueName: "point"))
  var to: String?

  @Option(
    help: ArgumentHelp("Visit this many regions at most around a point.", valueName: "count"),
    transform: WholeNumber.from(1...1_000_000_000))
  var count = 100

  @OptionGroup var time: TimeLimitOption

  @OptionGroup var format: FormatOptions

  func validate() throws {
    try check { try WalkRequest(start: [], count: count).validate() }
  }

  func run() throws {
    try format.check(reading: network.path)
    let network = try network.load()
    let start = try NumberList.numbers(from, in: "--from")
    let budget = Budget(
      limits: Limits(duration: time.duration), progress: ProgressDisplay.progress)
    if let to {
      let request = PathRequest(from: start, to: try NumberList.numbers(to, in: "--to"))
      let (answer, work) = try ProgressDisplay.during(budget) {
        try timed { try request.answer(about: network, within: budget) }
      }
      try format.write(answer, work: work)
    } else {
      let answer = try WalkRequest(start: start, count: count).answer(about: network, within: budget)
      try ProgressDisplay.during(budget) { try format.write(answer, work: .zero) }
    }
  }
}
