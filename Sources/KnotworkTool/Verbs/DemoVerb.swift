import ArgumentParser
import KnotworkAnswers
import KnotworkPlot

/// `knotwork demo`.
struct DemoVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The question that Knotwork grew from, answered from start to end.",
    discussion: """
      Takes the network of two inputs, two ReLU units and no bias, writes it as cases, decides whether it is linear, and \
      draws its pieces.

      EXAMPLES
        knotwork demo
        knotwork demo --svg question.svg
      """)

  @Option(help: ArgumentHelp("Where the picture goes.", valueName: "file"))
  var svg = "knotwork-demo.svg"

  @Flag(help: "Replace output files that exist; the picture is replaced without it too.")
  var force = false

  func run() throws {
    try RunFiles.add(.output(isGuarded: false), "the answer", "-")
    try RunFiles.add(.output(isGuarded: false), "--svg", svg)
    let demo = try Demo()
    try Output.write(demo.drawing().svg, to: svg)
    let output = try Output(nil)
    var text = TextWriter(output.textStyle) { try output.write($0) }
    try demo.write(to: &text)
    try text.lines([
      "", "The picture is in \(svg).",
      "Next: knotwork dissect NETWORK.json --box=-1:1 takes a network of your own apart.",
    ])
    try text.finish()
    try output.close()
  }
}
