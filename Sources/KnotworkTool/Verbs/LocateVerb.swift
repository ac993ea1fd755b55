import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork locate`.
struct LocateVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "locate",
    abstract: "Shows the region of a point, or the regions that hold the rows of a file.",
    discussion: """
      The region is that of the whole input space, with its facets: the half-spaces that bound it, none of them redundant. \
      It is found without any other region, so the network may have any number of inputs.

      EXAMPLES
        knotwork locate Examples/question.json --at=0.5,-0.2
        knotwork locate Examples/question.json --data Examples/points.csv
      """)

  @OptionGroup var network: NetworkArgument

  @Option(help: ArgumentHelp("The point, one number per input: --at=0.5,-1.", valueName: "point"))
  var at: String?

  @Option(
    help: ArgumentHelp(
      "Count the rows of this table by regions (CSV or like it, DATABASE::TABLE for SQLite); - is standard input.",
      valueName: "file"))
  var data: String?

  @OptionGroup var time: TimeLimitOption
  @OptionGroup var format: FormatOptions

  @OptionGroup(title: "How the table is written") var dialect: DialectOptions

  func validate() throws {
    if (at == nil) == (data == nil) {
      throw ValidationError("say where: either --at with a point or --data with a file")
    }
    if data == nil, dialect.describesText || dialect.missingValues != nil {
      throw ValidationError("options on how a table is written go with --data")
    }
    if network.path == "-", data == "-" {
      throw ValidationError("only one of network and data can come from standard input")
    }
  }

  func run() throws { try time.during { try locate() } }

  private func locate() throws {
    try format.check(reading: network.path, data ?? "-")
    let network = try network.load()
    if let data {
      let (answer, work) = try timed { try TallyRequest().answer(about: network, rows: .table(data, dialect)) }
      try format.write(answer, work: work)
    } else {
      let request = LocateRequest(point: try NumberList.numbers(at ?? "", in: "--at"))
      let (answer, work) = try timed { try request.answer(about: network) }
      try format.write(answer, work: work)
    }
  }
}
