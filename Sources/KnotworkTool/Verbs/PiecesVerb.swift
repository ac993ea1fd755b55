import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork pieces`.
struct PiecesVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pieces",
    abstract: "The regions that rows of data lie in, as a model of them: rows, errors, local linear regression.",
    discussion: """
      For each region with rows: how many, the network's own map there, and where the table has what was measured its mean, \
      the network's error and the coefficients of least squares on just these rows. With --rules the network is also written as \
      a list of rules over the rows' box, which is proved equal to it.

      EXAMPLES
        knotwork pieces Examples/question.json --data Examples/points.csv
        knotwork pieces Examples/question.json --data Examples/points.csv --rules
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var table: MeasuredTableOptions
  @Flag(help: "Also write the network as a list of rules, if it has at most 100 regions over the rows' box.")
  var rules = false

  @OptionGroup var picture: PictureOption
  @OptionGroup var format: FormatOptions

  func run() throws {
    try format.check(reading: network.path, table.data)
    try picture.check()
    let file = try network.loadFile()
    let (rows, measured) = try table.load(for: file.network)
    var request = PiecesRequest(
      table: measured ?? rows.table(of: file.network, named: file.network.outputNames[0]), isMeasured: measured != nil)
    request.output = table.outputName
    request.wantsRules = rules
    let (answer, duration) = try timed { try check { try request.answer(about: file.network) } }
    try picture.write(answer)
    try format.write(answer, work: duration)
  }
}
