import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry

/// `knotwork inspect`.
struct InspectVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows what is in a file: a network's layers, or the claim of a VNN-LIB file.",
    discussion: """
      For a network: its format, inputs and outputs, layers with units and activations, parameters, how the file scales \
      inputs and outputs, the ranges of its inputs, and what was assumed in reading it. --verify compares it with a second \
      reading of the file, where there is one, within --box.

      EXAMPLES
        knotwork inspect Examples/question.json
        knotwork inspect Examples/ripple.json --json
      """)

  @OptionGroup var network: NetworkArgument

  @Flag(help: "Compare the network with a second reading of its file, at 1,000 points.")
  var verify = false

  @OptionGroup var space: SpaceOptions

  @Flag(help: "One JSON document instead of text.")
  var json = false

  @Option(name: [.short, .long], help: ArgumentHelp("A file for the result; - is standard output.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace output files that exist; they are replaced without it too.")
  var force = false

  func validate() throws {
    if space.isGiven, !verify { throw ValidationError("--\(space.box == nil ? "data" : "box") goes with --verify") }
  }

  func run() throws {
    try RunFiles.expect([network.path])
    try RunFiles.add(.output(isGuarded: false), "-o", output ?? "-")
    try space.requireDifferent(from: network)
    let bytes = try Files.read(network.path)
    if VNNLIB.isLikely(bytes, name: network.path) {
      let (claim, notes) = try network.claim(bytes)
      return try ClaimSummary(claim, notes: notes).write(json: json, work: nil, to: output)
    }
    let file = try network.read(bytes)
    var checks: [Verification]?
    if verify {
      let points = try space.box(for: file, try space.rows(for: file.network)).box.probes(1000)
      checks = [
        try Verification.reading(file, bytes, name: network.displayName, isChosen: network.isChosen, at: points)
      ]
    }
    try NetworkSummary(name: network.displayName, file: file, checks: checks).write(json: json, work: nil, to: output)
  }
}
