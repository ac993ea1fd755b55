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
      stay at --at (0 unless given). A network of one input needs --range only.

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
    if !isSegment, range == nil {
      throw ValidationError("say where: --from … --to …, or --input NAME --range a:b (and --at …)")
    }
  }

  func run() throws {
    let network = try network.load()
    let outputIndex = try index(of: outputName, among: network.outputNames, option: "--output-name") ?? 0
    let start = ContinuousClock.now
    let (profile, coordinate) = try profile(of: network, output: outputIndex)
    let seconds = (ContinuousClock.now - start).seconds
    if let svg {
      let name = network.outputNames[outputIndex]
      try Output.write(
        Drawing(profile, title: "\(name) along \(coordinate)", name: name, coordinate: coordinate).svg, to: svg)
    }
    let output = try Output(format.output)
    if format.json {
      var json = JSONWriter()
      json.object { json in
        json.member("schema", "knotwork.profile")
        json.member("version", 1)
        json.member("output", network.outputNames[outputIndex])
        json.member("range", [profile.range.lowerBound, profile.range.upperBound])
        json.member("knots", profile.knots)
        json.member("slopes", profile.slopes)
        json.member("intercepts", profile.intercepts)
        json.member("bends", profile.bends)
        if format.timing { json.member("seconds", seconds) }
      }
      try output.write(json.takeBytes())
    } else {
      try write(profile, network.outputNames[outputIndex], coordinate, output)
    }
    try output.close()
  }

  private func profile(of network: Network, output: Int) throws -> (Profile, coordinate: String) {
    if let from, let to {
      let segment = try Segment(
        from: NumberList.numbers(from, in: "--from"), to: NumberList.numbers(to, in: "--to"))
      guard segment.dimension == network.inputCount else {
        throw Failure(
          .usage,
          "--from and --to have \(segment.dimension) coordinates, but the network has \(network.inputCount) inputs")
      }
      return (try Profile(of: network, output: output, along: segment), "s")
    }
    let bounds = try NumberList.interval(range ?? "", in: "--range")
    guard bounds.lower < bounds.upper else {
      throw ValidationError(
        "--range: the lower bound \(bounds.lower.short) must be less than the upper \(bounds.upper.short)")
    }
    guard
      let varying = try index(of: input, among: network.inputNames, option: "--input")
        ?? (network.inputCount == 1 ? 0 : nil)
    else {
      throw ValidationError("--input: say which of \(network.inputNames.joined(separator: ", ")) varies")
    }
    let point = try at.map { try NumberList.numbers($0, in: "--at") }
    return (
      try Profile(of: network, output: output, input: varying, over: bounds.lower...bounds.upper, at: point),
      network.inputNames[varying]
    )
  }

  private func index(of name: String?, among names: [String], option: String) throws -> Int? {
    guard let name else { return nil }
    guard let index = names.firstIndex(of: name) else {
      throw ValidationError("\(option): \"\(name)\" is not one of \(names.joined(separator: ", "))")
    }
    return index
  }

  private func write(_ profile: Profile, _ name: String, _ coordinate: String, _ output: Output) throws {
    let count = profile.knots.count
    try output.line(
      "\(count.grouped) \(count == 1 ? "knot" : "knots") over [\(profile.range.lowerBound.short), \(profile.range.upperBound.short)]"
    )
    try output.line()
    var table = TextTable(["from", "to", "\(name) =", "bend at its end"])
    let ends = [profile.range.lowerBound] + profile.knots + [profile.range.upperBound]
    for piece in profile.slopes.indices {
      table.append([
        ends[piece].short, ends[piece + 1].short,
        Formula.affine([profile.slopes[piece]], profile.intercepts[piece], [coordinate]),
        piece < count ? profile.bends[piece].short : "",
      ])
    }
    for line in table.lines(leftAligned: [2]) { try output.line(line) }
  }
}
