import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork explain`.
struct ExplainVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Why a network gives what it gives for a row: region, slopes, exact attributions.",
    discussion: """
      Shapley values split the difference from the mean over a background, all of which is used; up to 12 inputs they are \
      exact, as long as --time-limit allows, and else estimates with intervals, which say so. With --against integrated gradients split the difference from a point, in closed form. With --row one row is \
      explained in full: its region, the nearest crease and what changes behind it, the rows that share the region, and with \
      --reach the smallest change of the inputs that makes the output a value.

      EXAMPLES
        knotwork explain Examples/question.json --data Examples/points.csv
        knotwork explain Examples/question.json --data Examples/points.csv --row 1 --against mean --reach 1
      """)

  @OptionGroup var network: NetworkArgument

  @Option(
    help: ArgumentHelp("The rows to be explained; the header may name the inputs in any order.", valueName: "file"))
  var data: String

  @Option(help: ArgumentHelp("The rows to compare with; those of --data unless given.", valueName: "file"))
  var background: String?

  @Option(
    help: ArgumentHelp("Explain this row alone, in full; counted from 1.", valueName: "number"),
    transform: WholeNumber.from(1...(1 << 53)))
  var row: Int?

  @Option(
    help: ArgumentHelp(
      "What integrated gradients compare with: mean, median, row:NUMBER, or a point as 0,1.5.", valueName: "reference"))
  var against: String?

  @Option(help: ArgumentHelp("With --row: the value that the output is to reach.", valueName: "number"))
  var reach: Double?

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; the first unless given.", valueName: "name"))
  var outputName: String?

  @Option(
    help: ArgumentHelp("Up to so many inputs that differ Shapley values are exact.", valueName: "count"),
    transform: WholeNumber.from(1...24))
  var exactInputs = 12

  @Option(
    help: ArgumentHelp("Beyond, draw so many orders of the inputs, each with its reverse.", valueName: "count"),
    transform: WholeNumber.from(20...1_000_000))
  var pairs = 40

  @Option(help: "Chooses these orders.", transform: WholeNumber.from(0...(1 << 53)))
  var seed = 0

  @OptionGroup var work: RunOptions
  @OptionGroup var picture: PictureOption
  @OptionGroup var format: FormatOptions
  @OptionGroup(title: "How the tables are written") var dialect: DialectOptions

  func validate() throws { _ = try reference() }

  private func reference() throws -> ExplainRequest.Reference? {
    switch against {
    case nil: return nil
    case "mean": return .mean
    case "median": return .median
    case let text? where text.hasPrefix("row:"):
      guard let row = Int(text.dropFirst(4)), row > 0 else {
        throw ValidationError("--against: \"\(text)\" is no row; expected row: and a number from 1")
      }
      return .row(row - 1)
    case let text?: return .point(try NumberList.numbers(text, in: "--against"))
    }
  }

  func run() throws {
    try format.check(reading: network.path, data, background ?? "")
    try picture.check()
    if [network.path, data, background].filter({ $0 == "-" }).count > 1 {
      throw ValidationError("only one of network, --data and --background can come from standard input")
    }
    let file = try network.loadFile()
    func rows(_ path: String) throws -> DataRows {
      let rows = try DataRows(.table(path, dialect), names: file.network.inputNames, keepsRows: true)
      for note in rows.notes { Messages.write("note: \(note)") }
      return rows
    }
    var request = ExplainRequest(rows: try rows(data), background: try background.map(rows))
    request.row = row.map { $0 - 1 }
    request.reference = try reference()
    request.output = outputName
    (request.mostExact, request.pairs, request.seed, request.target) = (exactInputs, pairs, UInt64(seed), reach)
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) {
        try check { try request.answer(about: file.network, within: work.budget) }
      }
    }
    try picture.write(answer)
    try format.write(answer, work: duration)
  }
}
