import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork cases`.
struct CasesVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cases",
    abstract: "Writes a network of one hidden layer as a table of cases.",
    discussion: """
      For each activation pattern that occurs: the condition on the pre-activations z, the output in symbols and in \
      numbers, and its share of the box.

      EXAMPLES
        knotwork cases Examples/question.json
        knotwork cases Examples/opposite.json --impossible
      """)

  @OptionGroup var network: NetworkArgument

  @OptionGroup var space: SpaceOptions

  @Flag(help: "Also list the patterns that cannot occur, each with the reason.")
  var impossible = false

  @Option(
    help: ArgumentHelp("List this many cases at most.", valueName: "count"),
    transform: WholeNumber.from(1...1_000_000_000))
  var limit = 1024

  @OptionGroup var time: TimeLimitOption

  @OptionGroup var format: FormatOptions

  func run() throws {
    try format.check(reading: network.path)
    try space.requireDifferent(from: network)
    let file = try network.loadFile()
    let (box, source) = try space.box(for: file, try space.rows(for: file.network))
    var request = CasesRequest(over: box, source: source)
    (request.limit, request.listsImpossible) = (limit, impossible)
    let budget = Budget(limits: Limits(duration: time.duration), progress: ProgressDisplay.progress)
    let (answer, work) = try ProgressDisplay.during(budget) {
      try timed { try request.answer(about: file.network, within: budget) }
    }
    try format.write(answer, work: work)
  }
}
