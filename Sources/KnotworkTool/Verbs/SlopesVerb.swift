import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork slopes`.
struct SlopesVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slopes",
    abstract: "The slopes of a network along each input, beside the coefficients of linear regression.",
    discussion: """
      Over the rows of a table (average marginal effects, with standard errors) and over their box, which are different \
      questions: mean, least, greatest, and the share where the slope is positive. Where the table has the column that was \
      measured, linear regression is of that, and else of the network's own output.

      EXAMPLES
        knotwork slopes Examples/question.json --data Examples/points.csv
        knotwork slopes Examples/question.json --data Examples/points.csv --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var table: MeasuredTableOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var picture: PictureOption
  @OptionGroup var format: FormatOptions

  func run() throws {
    try format.check(reading: network.path, table.data)
    try picture.check()
    let file = try network.loadFile()
    let (rows, measured) = try table.load(for: file.network)
    var request = SlopesRequest(rows: rows, measured: measured)
    request.output = table.outputName
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) {
        try check { try request.answer(about: file.network, within: work.budget) }
      }
    }
    try picture.write(answer)
    try format.write(answer, work: duration)
  }
}
