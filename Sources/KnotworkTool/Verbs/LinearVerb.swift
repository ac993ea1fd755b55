import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork linear`.
struct LinearVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "linear",
    abstract: "Decides, exactly, whether a network is linear on a domain.",
    discussion: """
      Either all regions share one affine map, or two points witness the contrary: the value at their midpoint is not the \
      mean of their values, in exact arithmetic. Exit code 0 when linear, 1 when not. The best linear approximation over the \
      domain is given for up to five inputs; with --data it is the best over the rows of the table, each of which counts alike.

      EXAMPLES
        knotwork linear Examples/question.json || true
        knotwork linear Examples/opposite.json --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    try format.check(reading: network.path)
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    let rows = try domain.space.rows(for: file.network, keepsRows: true)
    let request = LinearRequest(over: try domain.place(for: file, rows), rows: rows)
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) { try request.answer(about: file.network, within: work.budget) }
    }
    try format.write(answer, work: duration)
  }
}
