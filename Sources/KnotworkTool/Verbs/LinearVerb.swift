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
      mean of their values, in exact arithmetic. Exit code 0 when linear, 1 when not. The best linear approximation is given \
      for up to five inputs.

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
    let network = try network.load()
    let request = LinearRequest(over: try domain.place(for: network))
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) { try request.answer(about: network, within: work.budget) }
    }
    try format.write(answer, work: duration)
  }
}
