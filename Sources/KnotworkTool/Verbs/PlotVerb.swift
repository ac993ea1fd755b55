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
    abstract: "Draws a network: its curve, regions, creases, patterns, surface, and rows of data on it; or a table.",
    discussion: """
      curve: the broken line of one input. regions: a map in two dimensions, regions numbered as by dissect. creases: the wider, \
      the more the output bends. patterns: which units are active on which regions. surface: the graph, beside a plane. \
      residuals: those of the rows, by region. slopes: of each input over the regions that hold rows, beside linear regression. \
      effects: over --input with the others as in each row, and the mean. Of a table (.csv, .tsv, .txt): curve, the best broken line of \
      one input with intervals and band; accuracy, the error on rows held out against the number of pieces; training, a network of one or \
      two inputs while it is trained: SVG that moves.

      Rows of --data are drawn where they lie; with a column that is called as the output is, or --target, linear regression on \
      them too. The picture is SVG, or PNG where the file ends in .png and rsvg-convert, resvg, cairosvg or inkscape is installed.

      EXAMPLES
        knotwork plot Examples/question.json --view patterns --text
        knotwork plot Examples/question.json --view regions -o regions.svg && wc regions.svg
        knotwork plot Examples/hinge.csv --target y --text
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions

  @Option(
    help: """
      What is drawn: curve, regions, creases, patterns, surface, residuals, slopes, effects; of a table curve, accuracy or training. Unless given, \
      curve for one input, and regions for more; of a table with several inputs accuracy.
      """)
  var view: View?

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
      "The column that was measured: of --data the one called as the output is, of a table the last one, unless given.",
      valueName: "column"))
  var target: String?

  @Option(
    help: ArgumentHelp("Of a table: the columns that explain it; all others unless given.", valueName: "columns"))
  var features: String?

  @Option(
    help: ArgumentHelp(
      "With --view curve of a table: so many knots; the number that BIC chooses unless given.", valueName: "count"),
    transform: WholeNumber.from(0...50))
  var knots: Int?

  @Option(
    help: ArgumentHelp("With --view training: the units of each hidden layer, 16 unless given.", valueName: "8,8"))
  var hidden: String?

  @Option(
    help: ArgumentHelp("With --view training: how often each row is used, 1000 unless given.", valueName: "count"),
    transform: WholeNumber.from(1...1_000_000))
  var epochs: Int?

  @Option(
    help: "With --view training and accuracy: where random choices start, 1 unless given.",
    transform: WholeNumber.from(WholeNumber.seeds))
  var seed: UInt64?

  @Flag(help: "Light on dark.")
  var dark = false

  @Flag(help: "Characters instead of SVG, for curve, patterns, residuals and accuracy.")
  var text = false

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("A file for the picture, .svg or .png; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace output files that exist; they are replaced without it too.")
  var force = false

  private var isPNG: Bool { output?.lowercased().hasSuffix(".png") ?? false }

  /// The views of networks and of tables.
  enum View: String, CaseIterable, ExpressibleByArgument {
    case curve, regions, creases, patterns, surface, residuals, slopes, effects, accuracy, training
  }

  /// Whether it is a table that is drawn, as the ending of its name says.
  private var isTable: Bool {
    let name = network.path.lowercased()
    return [".csv", ".tsv", ".txt"].contains { name.hasSuffix($0) } || name.firstRange(of: "::") != nil
  }

  func validate() throws {
    if isTable {
      if domain.isGiven { throw ValidationError("a table has no --box, --data or slice; those go with a network") }
      if let view, PlotTableRequest.View(rawValue: view.rawValue) == nil {
        throw ValidationError(
          "--view: \(view.rawValue) is drawn of a network; of a table expected curve, accuracy or training")
      }
    } else {
      if target != nil, domain.space.data == nil { throw ValidationError("--target goes with --data, or a table") }
      if features != nil { throw ValidationError("--features goes with a table (.csv, .tsv, .txt)") }
      if let view, PlotRequest.View(rawValue: view.rawValue) == nil {
        throw ValidationError("--view: \(view.rawValue) is drawn of a table (.csv, .tsv, .txt)")
      }
      if knots != nil { throw ValidationError("--knots goes with --view curve of a table (.csv, .tsv, .txt)") }
      if hidden != nil || epochs != nil || seed != nil {
        throw ValidationError("--hidden, --epochs and --seed go with --view training, or accuracy, of a table")
      }
    }
    if text, dark { throw ValidationError("--text has no colours; leave out --dark") }
    if text, isPNG { throw ValidationError("--text is no picture; name a file that does not end in .png") }
    if at != nil, view != nil, view != .curve { throw ValidationError("--at goes with --view curve") }
  }

  func run() throws {
    try RunFiles.expect([network.path] + (domain.space.data.map { [$0] } ?? []))
    try RunFiles.add(.output(isGuarded: false), "-o", output ?? "-")
    if isTable { return try write(drawTable()) }
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    let rows = try domain.space.data.map {
      try DataRows(.table($0, domain.space.dialect), names: file.network.inputNames, keepsRows: true)
    }
    let request = try request(for: file, rows)
    try check { try request.validate(for: file.network) }
    try write(
      check {
        try ProgressDisplay.during(work.budget) { try request.answer(about: file.network, within: work.budget) }
      })
  }

  private func write(_ answer: PlotAnswer) throws {
    var bytes = Array(answer.svg.utf8)
    if text {
      guard let lines = answer.characters else {
        throw ValidationError(
          "--text draws curve, patterns, residuals and accuracy; this view needs a file: -o picture.svg")
      }
      bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    } else if isPNG {
      bytes = try Picture.png(answer.svg)
    }
    let output = try Output(output)
    try output.write(bytes)
    try output.close()
  }

  private func drawTable() throws -> PlotAnswer {
    let options = TableOptions(
      target: target, features: features?.split(separator: ",").map(String.init), isCategorical: true)
    let loaded = try LoadedTable(.table(network.path, domain.space.dialect), options: options)
    for note in loaded.notes { Messages.write("note: \(note)") }
    let usual: PlotTableRequest.View = loaded.table.inputCount == 1 ? .curve : .accuracy
    var request = PlotTableRequest(view.flatMap { .init(rawValue: $0.rawValue) } ?? usual)
    request.appearance = dark ? .dark : .light
    request.knots = knots
    request.training.hidden = try hidden.map(TrainingFlags.units)
    request.training.epochs = epochs
    request.training.seed = seed ?? 1
    try check { try request.validate(for: loaded.table) }
    return try request.answer(about: loaded.table, within: work.budget)
  }

  private func request(for file: NetworkFile, _ rows: DataRows?) throws -> PlotRequest {
    let network = file.network
    let place = try domain.place(for: file, rows)
    let dimension = place.domain.dimension(inputs: network.inputCount)
    var request = PlotRequest(
      view.flatMap { .init(rawValue: $0.rawValue) } ?? (dimension == 1 || at != nil ? .curve : .regions), over: place)
    request.ranges = InputRanges(try domain.space.box(for: file, rows).box)
    (request.output, request.input, request.coloring) = (outputName, input, colorBy)
    request.appearance = dark ? .dark : .light
    request.point = try at.map { try NumberList.numbers($0, in: "--at") }
    let name = outputName ?? network.outputNames[0]
    if let (table, hasTarget) = try domain.space.table(of: network, output: name, target: target, rows) {
      (request.rows, request.hasTarget) = (table, hasTarget)
    }
    return request
  }
}

extension PlotRequest.Coloring: ExpressibleByArgument {}
