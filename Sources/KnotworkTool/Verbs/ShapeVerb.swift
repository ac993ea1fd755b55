import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkExplain
import KnotworkFormats

/// `knotwork shape`.
struct ShapeVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shape",
    abstract: "Decides which shape a network has: convex, rising, additive, symmetric; and says how far it is from it.",
    discussion: """
      Every verdict is decided without rounding, from the jumps of the slope over the facets of all regions; what fails has \
      points that prove it, to be checked by hand. Where there are too many regions (200,000, --max-regions, or a third of \
      --time-limit) slopes are bounded by branching instead, and what is open says so: exit code 2. With --split the network is written as the difference of two convex ones.

      EXAMPLES
        knotwork shape Examples/question.json
        knotwork shape Examples/opposite.json --json
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions

  @Option(
    help: ArgumentHelp(
      "Write two convex networks whose difference the network is, to NAME-convex.json and NAME-subtracted.json.",
      valueName: "name"))
  var split: String?

  @Option(help: "By what verdicts are reached: auto, regions or bounds.")
  var method = ShapeRequest.Method.auto

  @OptionGroup var work: RunOptions
  @OptionGroup var picture: PictureOption
  @OptionGroup var format: FormatOptions

  func run() throws {
    try format.check(reading: network.path)
    try picture.check()
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    var request = ShapeRequest(over: try domain.place(for: file))
    request.method = method
    let (answer, duration) = try timed { [request] in
      try ProgressDisplay.during(work.budget) { try request.answer(about: file.network, within: work.budget) }
    }
    if let split {
      guard let parts = ConvexSplit(file.network) else {
        throw Failure(.usage, "--split: a network of ReLU and linear units with linear outputs is needed")
      }
      for note in answer.growth(of: parts) { Messages.write("note: \(note)") }
      for (part, name) in [(parts.convex, "convex"), (parts.subtracted, "subtracted")] {
        try Output.write(
          String(decoding: NetworkJSON.encode(part, ranges: file.ranges), as: UTF8.self), to: "\(split)-\(name).json")
      }
    }
    try picture.write(answer)
    try format.write(answer, work: duration)
  }
}

extension ShapeRequest.Method: ExpressibleByArgument {}
