import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry
import KnotworkPlot

/// `knotwork profile`.
struct ProfileVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "The broken line that a network draws along a segment: knots, slopes, bends.",
    discussion: """
      Along --from … --to … the coordinate runs from 0 to 1. With --input and --range it is that input, while the others \
      stay at --at. Where the network's file has ranges of its inputs, --range is that of the input unless given, and --at the \
      middle of the others; otherwise --at is 0. A network of one input needs no --input.

      EXAMPLES
        knotwork profile Examples/question.json --from=-1,1 --to=1,1
        knotwork profile Examples/question.json --input x1 --range=-1:1 --at 0,1 --json
      """)

  @OptionGroup var network: NetworkArgument

  @Option(help: ArgumentHelp("Where the segment starts.", valueName: "point"))
  var from: String?

  @Option(help: ArgumentHelp("Where the segment ends.", valueName: "point"))
  var to: String?

  @Option(help: ArgumentHelp("The input that varies.", valueName: "name"))
  var input: String?

  @Option(help: ArgumentHelp("The values of that input: --range=-1:1.", valueName: "interval"))
  var range: String?

  @Option(help: ArgumentHelp("The values of all inputs; the one that varies is ignored.", valueName: "point"))
  var at: String?

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; the first unless given.", valueName: "name"))
  var outputName: String?

  @Option(help: ArgumentHelp("Draw the profile into this file.", valueName: "file"))
  var svg: String?

  @OptionGroup var format: FormatOptions

  func validate() throws {
    let isSegment = from != nil || to != nil
    if isSegment, from == nil || to == nil { throw ValidationError("--from and --to go together") }
    if isSegment, input != nil || range != nil || at != nil {
      throw ValidationError("give either --from and --to, or --input, --range and --at")
    }
  }

  func run() throws {
    try format.check(reading: network.path)
    if let svg { try RunFiles.add(.output(isGuarded: false), "--svg", svg) }
    let file = try network.loadFile()
    let isSegment = from != nil
    if !isSegment, range == nil, file.ranges == nil || (input == nil && file.network.inputCount > 1) {
      throw ValidationError(
        "say where: --from … --to …, or --input NAME --range a:b (and --at …)"
          + (file.ranges == nil && input != nil ? "; the network's file has no ranges of its inputs" : ""))
    }
    let request = ProfileRequest(along: try line(), output: outputName, ranges: file.ranges)
    let (answer, work) = try timed { try check { try request.answer(about: file.network) } }
    if let svg { try Output.write(answer.drawing.svg, to: svg) }
    try format.write(answer, work: work)
  }

  private func line() throws -> ProfileRequest.Line {
    if let from, let to {
      return .segment(from: try NumberList.numbers(from, in: "--from"), to: try NumberList.numbers(to, in: "--to"))
    }
    let point = try at.map { try NumberList.numbers($0, in: "--at") }
    guard let range else { return .input(input, over: nil, at: point) }
    let bounds = try NumberList.interval(range, in: "--range")
    guard bounds.lower < bounds.upper else {
      throw ValidationError(
        "--range: the lower bound \(bounds.lower.short) must be less than the upper \(bounds.upper.short)")
    }
    return .input(input, over: bounds.lower...bounds.upper, at: point)
  }
}
