import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats
import KnotworkPlot

/// `knotwork plot`.
struct PlotVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draws a network: its curve, regions, creases, patterns, surface, and rows of data on it.",
    discussion: """
      curve: the broken line of one input. regions: a map in two dimensions, regions numbered as by dissect. creases: the wider, \
      the more the output bends. patterns: which units are active on which regions. surface: the graph, beside a plane. \
      residuals: those of the rows, by region. slopes: of each input over the regions that hold rows, beside linear regression. \
      effects: over --input with the others as in each row, and the mean.

      Rows of --data are drawn where they lie; with a column that is called as the output is, or --target, linear regression on \
      them too. The picture is SVG, or PNG where the file ends in .png and rsvg-convert, resvg, cairosvg or inkscape is installed.

      EXAMPLES
        knotwork plot Examples/question.json --view patterns --text
        knotwork plot Examples/question.json --view regions -o regions.svg && wc regions.svg
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions

  @Option(
    help: """
      What is drawn: curve, regions, creases, patterns, surface, residuals, slopes, effects. Unless given, curve for one input and regions \
      for more.
      """)
  var view: PlotRequest.View?

  @Option(
    help: "What the colours of regions say: output, slope (of --input), pattern, residual (mean of target - output).")
  var colorBy = PlotRequest.Coloring.output

  @Option(help: ArgumentHelp("The input along the curve or effects, or whose slope is coloured.", valueName: "name"))
  var input: String?

  @Option(
    help: ArgumentHelp("For a curve: the values of all inputs; the one that varies is ignored.", valueName: "point"))
  var at: String?

  @Option(
    name: .customLong("output-name"), help: ArgumentHelp("Which output; the first unless given.", valueName: "name"))
  var outputName: String?

  @Option(
    help: ArgumentHelp(
      "With --data: the column that was measured; the one called as the output is, unless given.", valueName: "column"))
  var target: String?

  @Flag(help: "Light on dark.")
  var dark = false

  @Flag(help: "Characters instead of SVG, for curve and patterns.")
  var text = false

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("A file for the picture, .svg or .png; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace output files that exist; they are replaced without it too.")
  var force = false

  private var isPNG: Bool { output?.lowercased().hasSuffix(".png") ?? false }

  func validate() throws {
    if target != nil, domain.space.data == nil { throw ValidationError("--target goes with --data") }
    if text, dark { throw ValidationError("--text has no colours; leave out --dark") }
    if text, isPNG { throw ValidationError("--text is no picture; name a file that does not end in .png") }
    if at != nil, view != nil, view != .curve { throw ValidationError("--at goes with --view curve") }
  }

  func run() throws {
    try RunFiles.expect([network.path] + (domain.space.data.map { [$0] } ?? []))
    try RunFiles.add(.output(isGuarded: false), "-o", output ?? "-")
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    let rows = try domain.space.data.map {
      try DataRows(.table($0, domain.space.dialect), names: file.network.inputNames, keepsRows: true)
    }
    let request = try request(for: file, rows)
    try check { try request.validate(for: file.network) }
    if text, ![.curve, .patterns].contains(request.view) {
      throw ValidationError("--text draws curve and patterns; \(request.view.rawValue) needs a file: -o picture.svg")
    }
    let answer = try check {
      try ProgressDisplay.during(work.budget) { try request.answer(about: file.network, within: work.budget) }
    }
    if text {
      let output = try Output(output)
      for line in answer.text ?? [] { try output.line(line) }
      return try output.close()
    }
    let svg = answer.drawing.svg(.theme(dark ? .dark : .light))
    let bytes = isPNG ? try Picture.png(svg) : Array(svg.utf8)
    let output = try Output(output)
    try output.write(bytes)
    try output.close()
  }

  private func request(for file: NetworkFile, _ rows: DataRows?) throws -> PlotRequest {
    let network = file.network
    let place = try domain.place(for: file, rows)
    let dimension = place.domain.dimension(inputs: network.inputCount)
    var request = PlotRequest(view ?? (dimension == 1 || at != nil ? .curve : .regions), over: place)
    request.ranges = InputRanges(try domain.space.box(for: file, rows).box)
    (request.output, request.input, request.coloring) = (outputName, input, colorBy)
    request.point = try at.map { try NumberList.numbers($0, in: "--at") }
    let name = outputName ?? network.outputNames[0]
    if let (table, hasTarget) = try domain.space.table(of: network, output: name, target: target, rows) {
      (request.rows, request.hasTarget) = (table, hasTarget)
    }
    return request
  }
}

extension PlotRequest.View: ExpressibleByArgument {}

extension PlotRequest.Coloring: ExpressibleByArgument {}
