import ArgumentParser
import Knotwork
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

  @Flag(help: "With --json: the vertices of every region and crease; in one and two dimensions they are always there.")
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

  /// Volumes take a triangulation of every region: worth their time in few dimensions.
  private static let volumeLimit = 5
  /// Extremes are looked for at the vertices of all regions.
  private static let vertexLimit = 10
  /// The same for a table, which is streamed.
  private static let tableVolumeLimit = 3

  func run() throws {
    let network = try network.load()
    let place = try domain.place(for: network)
    if csv { return try writeTable(network, place) }
    let dimension = place.domain.dimension(inputs: network.inputCount)
    if svg != nil, dimension != 2 {
      throw Failure(
        .usage,
        "--svg draws two dimensions, and the domain has \(dimension); "
          + (dimension == 1 ? "see knotwork profile --svg" : "choose a plane with --slice or --through"))
    }
    if vertices || check, dimension > DissectVerb.vertexLimit {
      throw Failure(
        .usage,
        "--\(check ? "check" : "vertices") looks at the vertices of all regions, which are too many in "
          + "\(dimension) dimensions; it is for \(DissectVerb.vertexLimit) at most")
    }
    var detail = Dissection.Detail.facets
    if dimension <= DissectVerb.vertexLimit { detail.insert(.extremes) }
    if dimension <= DissectVerb.volumeLimit || check { detail.insert(.means) }
    if vertices || (!summary && dimension <= DissectVerb.volumeLimit) { detail.insert(.vertices) }
    let start = ContinuousClock.now
    let dissection = try ProgressDisplay.during(work.budget) {
      try Dissection(of: network, over: place.domain, keeping: detail, within: work.budget)
    }
    let answers = try DissectionSummary(dissection)
    let seconds = (ContinuousClock.now - start).seconds
    if let svg {
      try Output.write(
        Drawing(
          dissection, title: "\(network.outputNames[0]) over \(place.description)",
          names: (place.coordinates[0], place.coordinates[1])
        ).svg, to: svg)
    }
    let report = check ? try dissection.check(within: work.budget(since: start)) : nil
    let output = try Output(format.output)
    if format.json {
      try DissectionJSON.write(
        dissection, answers, report, regions: !summary, vertices: vertices || dimension <= 2,
        seconds: format.timing ? seconds : nil, to: output)
    } else {
      try DissectionText.write(dissection, answers, report, regions: !summary, place, to: output)
    }
    try output.close()
    if let report, !report.isSound { throw Failure(.claimFails, "the dissection violates a law; please report this") }
  }

  /// Streams one line per region.
  private func writeTable(_ network: Network, _ place: DomainOptions.Place) throws {
    try keeping.requireDifferent(from: format.output)
    let fingerprint = CheckpointOptions.fingerprint("dissect --csv", network, place.domain)
    let start = try keeping.start(fingerprint)
    let output: Output
    if keeping.checkpoint == nil {
      output = try Output(format.output)
    } else {
      guard let path = format.output, path != "-" else {
        throw Failure(
          .usage, "--checkpoint with --csv: name the file for the table with -o, so that it can be gone on with")
      }
      output = try Output(resuming: path, after: start.map { $0.outputBytes ?? 0 })
    }
    if start == nil {
      try output.line(
        CSVWriter.line(
          ["region", "pattern", "volume", "facets"] + place.coordinates.map { "interior_\($0)" }
            + network.outputNames.flatMap { name in
              place.coordinates.map { "slope_\(name)_\($0)" } + ["intercept_\(name)"]
            }))
    }
    let isSmall = place.domain.dimension(inputs: network.inputCount) <= DissectVerb.tableVolumeLimit
    do {
      try ProgressDisplay.during(work.budget) {
        try network.forEachRegion(
          over: place.domain, keeping: isSmall ? .vertices : .facets, within: work.budget,
          checkpoints: keeping.checkpoints(from: start, fingerprint) { try output.synchronize() }
        ) { region in
          let map = region.map
          let maps = (0..<network.outputCount).flatMap { Array(map.slope[row: $0]) + [map.intercept[$0]] }
          try output.line(
            CSVWriter.line(
              [
                String(region.index), region.pattern.description, region.volume?.description ?? "",
                String(region.facets.count),
              ] + (region.interiorPoint + maps).map(\.description)))
        }
      }
    } catch let stop as LimitReached {
      keeping.remind()
      throw stop
    }
    try output.close()
    keeping.remove()
  }
}
