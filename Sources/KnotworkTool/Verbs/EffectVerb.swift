import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork effect`.
struct EffectVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "effect",
    abstract: "What a network does as one input varies: partial dependence and accumulated effects, without a grid.",
    discussion: """
      The mean over the rows of the exact curve of each (partial dependence). It is printed in the fewest pieces within an \
      error, which is proved; --json has all knots, and with --curves the curve of each row. Accumulated local effects \
      stand beside it.

      With --inputs two inputs vary: the mean over the rows is a surface of flat regions, found without rounding while the rows \
      are few, and else a grid of values.

      EXAMPLES
        knotwork effect Examples/question.json --data Examples/points.csv --input x1
        knotwork effect Examples/question.json --data Examples/points.csv --input x2 --curves --json
      """)

  @OptionGroup var network: NetworkArgument

  @Option(help: ArgumentHelp("The rows; the header may name the inputs in any order.", valueName: "file"))
  var data: String

  @Option(help: ArgumentHelp("The input that varies.", valueName: "name"))
  var input: String?

  @Option(help: ArgumentHelp("Two inputs that vary, as x1,x2: a surface.", valueName: "names"))
  var inputs: String?

  @Option(
    help: ArgumentHelp("With --inputs: so many values of each on the grid.", valueName: "count"),
    transform: WholeNumber.from(2...1000))
  var grid: Int?

  @Option(
    help: ArgumentHelp(
      "Its values: --range=-1:1, of two inputs --range=-1:1,0:2; those in the rows unless given.", valueName: "interval"
    ))
  var range: String?

  @Option(
    help: ArgumentHelp(
      "How far the printed curve may be off; a hundredth of its spread unless given.", valueName: "number"))
  var error: Double?

  @Option(
    help: ArgumentHelp("So many bins for accumulated local effects.", valueName: "count"),
    transform: WholeNumber.from(1...10_000))
  var bins: Int?

  @Flag(help: "With --json: the curve of each row.")
  var curves = false

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; the first unless given.", valueName: "name"))
  var outputName: String?

  @OptionGroup var work: RunOptions
  @OptionGroup var picture: PictureOption
  @OptionGroup var format: FormatOptions
  @OptionGroup(title: "How the table is written") var dialect: DialectOptions

  func validate() throws {
    if curves, !format.json { throw ValidationError("--curves goes with --json") }
    if input != nil, inputs != nil { throw ValidationError("--input and --inputs exclude each other") }
    if inputs == nil, grid != nil { throw ValidationError("--grid goes with --inputs") }
    if inputs != nil, error != nil || bins != nil || curves {
      throw ValidationError("--error, --bins and --curves are of one input, and go with --input")
    }
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
    if let inputs { return try writeSurface(of: inputs, file.network, rows) }
    var request = EffectRequest(of: input, rows: rows)
    (request.output, request.error, request.showsCurves) = (outputName, error, curves)
    request.bins = bins ?? request.bins
    request.hasPicture = picture.isWanted
    if let range {
      let (low, high) = try NumberList.interval(range, in: "--range")
      guard low < high else {
        throw ValidationError("--range: \(range) is no interval; expected the lower number first")
      }
      request.range = low...high
    }
    let (answer, duration) = try timed {
      try work.time.during { try check { try request.answer(about: file.network) } }
    }
    try picture.write(answer)
    try format.write(answer, work: duration)
  }

  private func writeSurface(of inputs: String, _ network: Network, _ rows: DataRows) throws {
    let names = inputs.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard names.count == 2 else {
      throw ValidationError("--inputs: \"\(inputs)\" has \(names.count.counted("name")); expected two, as x1,x2")
    }
    var request = SurfaceRequest(of: (names[0], names[1]), rows: rows)
    (request.output, request.nodes) = (outputName, grid ?? request.nodes)
    if let range {
      let box = try NumberList.box(range, dimension: 2)
      request.ranges = (box.lower[0]...box.upper[0], box.lower[1]...box.upper[1])
    }
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) {
        try check { try request.answer(about: network, within: work.budget) }
      }
    }
    try picture.write(answer)
    try format.write(answer, work: duration)
  }
}
