import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats

/// `knotwork compare`.
struct CompareVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Decides whether two networks are the same function over a domain, and how far they are apart.",
    discussion: """
      Their difference is taken apart: it is 0 on every region, or there is a point where it is largest. Where it has too many \
      regions points are compared instead, which can show a difference but not that there is none. Exit code 0 when equal, 1 \
      when not, 2 when that is open. With --data the domain is the box of the rows, and they are compared there too.

      EXAMPLES
        knotwork compare Examples/question.json Examples/question.json
        knotwork compare Examples/question.json Examples/opposite.json --json || true
      """)

  @OptionGroup var network: NetworkArgument

  @Argument(help: ArgumentHelp("The other network's file.", valueName: "other"))
  var other: String

  @Flag(
    help: """
      Look only for the largest difference of all outputs. Where bounds are needed, those of the others say that they differ by no \
      more, which takes a fraction of the time.
      """)
  var largest = false

  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    try format.check(reading: network.path, other)
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    var second = network
    second.path = other
    let rows = try domain.space.rows(for: file.network, keepsRows: true)
    var request = CompareRequest(over: try domain.place(for: file, rows), rows: rows)
    request.wantsLargest = largest
    let another = try second.loadFile().network
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) {
        try check { try request.answer(about: file.network, and: another, within: work.budget) }
      }
    }
    try format.write(answer, work: duration)
  }
}
