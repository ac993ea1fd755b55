import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork eval`.
struct EvalVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluates a network on rows of inputs.",
    discussion: """
      The data are lines of numbers with separators, one number per input; a header that names the inputs may order the \
      columns as it likes. How a table is written is found out from its first lines, and told in a note. The answer has one \
      line for each, and is streamed. Where the network's file has ranges of its inputs, a note says how many rows lie outside. \
      knotwork predict is the same.

      EXAMPLES
        knotwork eval Examples/question.json Examples/points.csv
        printf '0.5,1\\n-1,0\\n' | knotwork eval Examples/question.json - --json
      """, aliases: ["predict"])

  @OptionGroup var network: NetworkArgument

  @Argument(
    help: ArgumentHelp(
      "A table with one row per point (CSV or like it, DATABASE::TABLE for SQLite), or - for standard input.",
      valueName: "data"))
  var data: String

  @Flag(help: "Add the activation pattern of each row; with --json as \"patterns\".")
  var pattern = false

  @Flag(help: "Data without rows, as an empty part of a table, give a header alone and are no error.")
  var allowEmpty = false

  @Option(
    help: "How many threads share the work; all processors unless given. The result does not depend on it.",
    transform: WholeNumber.from(WholeNumber.threads))
  var threads: Int?

  @OptionGroup var format: FormatOptions

  @OptionGroup(title: "How the table is written") var dialect: DialectOptions

  func validate() throws {
    if network.path == "-", data == "-" {
      throw ValidationError("only one of network and data can come from standard input")
    }
  }

  func run() throws {
    try format.check(reading: network.path, data)
    let file = try network.loadFile()
    var request = EvalRequest(
      showsPatterns: pattern, ranges: file.ranges,
      threads: threads ?? System.processors)
    request.allowsNoRows = allowEmpty
    try format.write(request.answer(about: file.network, at: .table(data, dialect)), work: .zero)
  }
}
