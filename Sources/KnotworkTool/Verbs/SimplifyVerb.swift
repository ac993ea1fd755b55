import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork simplify`.
struct SimplifyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simplify",
    abstract: "Makes a network smaller over a domain, with proof of what that changes.",
    discussion: """
      Units that never switch over the domain, by exact ranges, become linear or go; units that bend at the same place are \
      merged; linear units are written as few as their rank needs, and layers that became linear are multiplied out. That is \
      the same function: weights are rounded once at the end, and by how much that changes it is proved.

      EXAMPLES
        knotwork simplify Examples/question.json
        knotwork simplify Examples/ripple.json --box=-2:2 --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var result: NetworkOutput

  func run() throws {
    try result.check(reading: network.path)
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    let rows = try domain.space.rows(for: file.network)
    let request = SimplifyRequest(over: try domain.place(for: file, rows))
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) {
        try check { try request.answer(about: file.network, within: work.budget) }
      }
    }
    try result.write(answer.network, ranges: InputRanges(request.box))
    try result.write(answer, work: duration)
  }
}
