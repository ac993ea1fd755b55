import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry
import KnotworkPlot

/// `knotwork dissect`.
struct DissectVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dissect",
    abstract: "Takes a network apart into its regions, with the affine map of each.",
    discussion: """
      Counts name what they count: regions (inputs that share one activation pattern), linear pieces (regions merged \
      where the slope does not change), distinct affine maps. In a slice, slopes and volumes are in its coordinates s, t.

      EXAMPLES
        knotwork dissect Examples/question.json
        knotwork dissect Examples/ripple.json --box=-2:2 --summary --check
      """)

  @OptionGroup var network: NetworkArgument
  @OptionGroup var domain: DomainOptions
  @OptionGroup var work: RunOptions
  @OptionGroup var keeping: CheckpointOptions
  @OptionGroup var format: FormatOptions

  @Flag(help: "One line per region, streamed: memory does not grow with their number.")
  var csv = false

  @Flag(help: "Counts and answers only, without the regions.")
  var summary = false

  @Flag(help: "Check the dissection against the laws that it must obey; exit code 1 if one fails.")
  var check = false

  @Flag(help: "With --json, in three dimensions and more: the vertices of every region.")
  var vertices = false

  @Option(
    help: ArgumentHelp("Draw the regions of the first output into this file (two dimensions).", valueName: "file"))
  var svg: String?

  func validate() throws {
    if csv, svg != nil { throw ValidationError("--csv streams the regions and keeps none to draw; leave out --svg") }
    if csv, format.json { throw ValidationError("--csv and --json exclude each other") }
    if vertices, !format.json || summary { throw ValidationError("--vertices goes with --json, without --summary") }
    if keeping.checkpoint != nil, !csv { throw ValidationError("--checkpoint goes with --csv") }
    if csv, summary || check { throw ValidationError("--csv lists regions only; leave out --summary and --check") }
  }

  func run() throws {
    let network = try network.load()
    switch try domain.place(for: network) {
    case .plane(let domain): try dissectPlane(network, domain)
    case .space where svg != nil:
      throw Failure(.usage, "--svg draws two dimensions; choose a plane with --slice or --through")
    case .space(let polytope, _) where csv:
      try SpaceTableRun(work: work, format: format, keeping: keeping).run(network, polytope)
    case .space(let polytope, let description):
      try SpaceDissectRun(work: work, format: format, summary: summary, check: check, vertices: vertices).run(
        network, polytope, description)
    }
  }

  private func dissectPlane(_ network: Network, _ domain: DomainOptions.Domain) throws {
    guard keeping.checkpoint == nil else {
      throw Failure(.usage, "--checkpoint is for three inputs and more; two are done in no time")
    }
    if csv { return try writeTable(network, domain) }
    let progress = Budget.Progress()
    let start = ContinuousClock.now
    let dissection = try ProgressDisplay.during(progress) {
      try Dissection(
        of: network, over: domain.polygon, on: domain.plane, threads: work.threadCount, limits: work.limits,
        progress: progress)
    }
    let answers = DissectionSummary(dissection)
    let seconds = (ContinuousClock.now - start).seconds
    if let svg {
      guard dissection.dimension == 2 else {
        throw Failure(.usage, "--svg needs two dimensions; see knotwork profile --svg")
      }
      try Output.write(
        Drawing(
          dissection, title: "\(network.outputNames[0]) over \(domain.description)",
          names: (domain.coordinates[0], domain.coordinates[1])
        ).svg, to: svg)
    }
    let report = check ? dissection.check() : nil
    let output = try Output(format.output)
    if format.json {
      try DissectionJSON.write(
        dissection, answers, report, regions: !summary, seconds: format.timing ? seconds : nil, to: output)
    } else {
      try DissectionText.write(dissection, answers, report, regions: !summary, domain, to: output)
    }
    try output.close()
    if let report, !report.isSound { throw Failure(.claimFails, "the dissection violates a law; please report this") }
  }

  /// Streams one line per region.
  private func writeTable(_ network: Network, _ domain: DomainOptions.Domain) throws {
    let output = try Output(format.output)
    let isFlat = domain.plane.isLine
    let coordinates = isFlat ? [domain.coordinates[0]] : domain.coordinates
    let header =
      ["region", "pattern", "volume"] + coordinates.map { "interior_\($0)" }
      + network.outputNames.flatMap { name in coordinates.map { "slope_\(name)_\($0)" } + ["intercept_\(name)"] }
    try output.line(CSVWriter.line(header))
    let progress = Budget.Progress()
    try ProgressDisplay.during(progress) {
      try network.forEachRegion(over: domain.polygon, on: domain.plane, limits: work.limits, progress: progress) {
        region in
        let maps = (0..<network.outputCount).flatMap { Array(region.map.slope[row: $0]) + [region.map.intercept[$0]] }
        let numbers = [region.volume] + region.interiorPoint + maps
        try output.line(
          CSVWriter.line([String(region.index), region.pattern.description] + numbers.map(\.description)))
      }
    }
    try output.close()
  }
}
