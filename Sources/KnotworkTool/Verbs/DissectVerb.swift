import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkPlot
import KnotworkAnswers
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

  func run() throws {
    try format.check(reading: network.path)
    if let svg { try RunFiles.add(.output(isGuarded: false), "--svg", svg) }
    try domain.space.requireDifferent(from: network)
    let file = try network.loadFile()
    let network = file.network
    let place = try domain.place(for: file)
    if csv { return try writeTable(network, place) }
    let dimension = place.domain.dimension(inputs: network.inputCount)
    if svg != nil, dimension != 2 {
      throw Failure(
        .usage,
        "--svg draws two dimensions, and the domain has \(dimension); "
          + (dimension == 1 ? "see knotwork profile --svg" : "choose a plane with --slice or --through"))
    }
    var request = DissectRequest(over: place)
    (request.listsRegions, request.listsVertices, request.isChecked) = (!summary, vertices, check)
    let (answer, duration) = try timed {
      try ProgressDisplay.during(work.budget) { try request.answer(about: network, within: work.budget) }
    }
    if let svg { try Output.write(answer.drawing().svg, to: svg) }
    try format.write(answer, work: duration)
  }

  /// Streams one line per region.
  private func writeTable(_ network: Network, _ place: Place) throws {
    let request = RegionTableRequest(over: place)
    guard keeping.checkpoint != nil else {
      let output = try Output(format.output)
      try ProgressDisplay.during(work.budget) {
        try request.write(about: network, within: work.budget) { try output.write($0) }
      }
      return try output.close()
    }
    guard let path = format.output, path != "-" else {
      throw Failure(
        .usage, "--checkpoint with --csv: name the file for the table with -o, so that it can be gone on with")
    }
    try RunFiles.add(.checkpoint, "the file that grows to be \(path)", Output.partialName(FilePlace(path).path))
    guard let file = try CheckpointFile.open(keeping) else { return }
    defer { file.release() }
    let keeper = try EnumerationKeeper(file, of: "dissect --csv", network, place.domain)
    if try keeper.isWritten(path) { return file.remove() }
    let output = try Output(resuming: path, after: keeper.written)
    do {
      try keeper.stoppable {
        try ProgressDisplay.during(work.budget) {
          try request.write(
            about: network, within: work.budget, checkpoints: keeper.checkpoints { try output.synchronize() }
          ) { try output.write($0) }
        }
      }
    } catch let stop as LimitReached {
      keeping.remind()
      throw stop
    }
    try output.close(isDurable: true)
    file.remove()
  }
}
