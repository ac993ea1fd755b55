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
      the network's error and the coefficients of least squares on just these rows.

      EXAMPLES
        knotwork pieces Examples/question.json --data Examples/points.csv
        knotwork pieces Examples/question.json --data Examples/points.csv --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var table: MeasuredTableOptions
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
    let (answer, duration) = try timed { try check { try request.answer(about: file.network) } }
    try picture.write(answer)
    try format.write(answer, work: duration)
  }
}
