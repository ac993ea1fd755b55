import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork variance`.
struct VarianceVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "variance",
    abstract: "Which share of a network's variance over a box each input explains (Sobol's indices).",
    discussion: """
      By integrals, without sampling, in two inputs, and in any number where weights show that at most pairs interact: inputs that \
      do not interact have a share in common of exactly 0. Elsewhere from drawn rows, with intervals.

      EXAMPLES
        knotwork variance Examples/question.json
        knotwork variance Examples/space.json --samples 1024 --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var space: SpaceOptions

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; the first unless given.", valueName: "name"))
  var outputName: String?

  @Option(
    help: ArgumentHelp("In more than two inputs: rows that are drawn for each estimate.", valueName: "count"),
    transform: WholeNumber.from(16...(1 << 24)))
  var samples = 4096

  @Option(help: "Chooses these rows.", transform: WholeNumber.from(0...(1 << 53)))
  var seed = 0

  @OptionGroup var work: RunOptions
  @OptionGroup var picture: PictureOption
  @OptionGroup var format: FormatOptions

  func run() throws {
    try format.check(reading: network.path)
    try picture.check()
    try space.requireDifferent(from: network)
    let file = try network.loadFile()
    let (box, source) = try space.box(for: file, try space.rows(for: file.network))
    var request = VarianceRequest(over: Place(.box(box), of: file.network, source: source))
    (request.output, request.samples, request.seed) = (outputName, samples, UInt64(seed))
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) {
        try check { try request.answer(about: file.network, within: work.budget) }
      }
    }
    try picture.write(answer)
    try format.write(answer, work: duration)
  }
}
