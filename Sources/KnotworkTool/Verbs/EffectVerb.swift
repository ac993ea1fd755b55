import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork effect`.
struct EffectVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "effect",
    abstract: "What a network does as one input varies: partial dependence and accumulated effects, without a grid.",
    discussion: """
      The mean over the rows of the exact curve of each (partial dependence). It is printed in the fewest pieces within an \
      error, which is proved; --json has all knots, and with --curves the curve of each row. Accumulated local effects \
      stand beside it.

      EXAMPLES
        knotwork effect Examples/question.json --data Examples/points.csv --input x1
        knotwork effect Examples/question.json --data Examples/points.csv --input x2 --curves --json
      """)

  @OptionGroup var network: NetworkArgument

  @Option(help: ArgumentHelp("The rows; the header may name the inputs in any order.", valueName: "file"))
  var data: String

  @Option(help: ArgumentHelp("The input that varies.", valueName: "name"))
  var input: String?

  @Option(help: ArgumentHelp("Its values: --range=-1:1; its range in the rows unless given.", valueName: "interval"))
  var range: String?

  @Option(
    help: ArgumentHelp(
      "How far the printed curve may be off; a hundredth of its spread unless given.", valueName: "number"))
  var error: Double?

  @Option(
    help: ArgumentHelp("So many bins for accumulated local effects.", valueName: "count"),
    transform: WholeNumber.from(1...10_000))
  var bins = 20

  @Flag(help: "With --json: the curve of each row.")
  var curves = false

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; the first unless given.", valueName: "name"))
  var outputName: String?

  @OptionGroup var time: TimeLimitOption
  @OptionGroup var picture: PictureOption
  @OptionGroup var format: FormatOptions
  @OptionGroup(title: "How the table is written") var dialect: DialectOptions

  func validate() throws {
    if curves, !format.json { throw ValidationError("--curves goes with --json") }
  }

  func run() throws {
    try format.check(reading: network.path, data)
    try picture.check()
    if network.path == "-", data == "-" {
      throw ValidationError("only one of network and --data can come from standard input")
    }
    let file = try network.loadFile()
    let rows = try DataRows(.table(data, dialect), names: file.network.inputNames, keepsRows: true)
    for note in rows.notes { Messages.write("note: \(note)") }
    var request = EffectRequest(of: input, rows: rows)
    (request.output, request.error, request.bins, request.showsCurves) = (outputName, error, bins, curves)
    request.hasPicture = picture.isWanted
    if let range {
      let (low, high) = try NumberList.interval(range, in: "--range")
      guard low < high else {
        throw ValidationError("--range: \(range) is no interval; expected the lower number first")
      }
      request.range = low...high
    }
    let (answer, duration) = try timed {
      try time.during { try check { try request.answer(about: file.network) } }
    }
    try picture.write(answer)
    try format.write(answer, work: duration)
  }
}
