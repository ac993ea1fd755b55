import ArgumentParser
import Knotwork
import KnotworkAnswers
import KnotworkFormats
import KnotworkGeometry
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

  func run() throws {
    let network = try DemoVerb.network()
    let box = try Box(-1...1, dimension: 2)
    let table = try CaseTable(of: network, over: box)
    let dissection = try Dissection(of: network, over: box)
    let answer = LinearAnswer(dissection, output: 0)
    var lines = [
      Style.bold("The network"),
      "  x = (x1, x2)  →  two ReLU units  →  y = v1·a1 + v2·a2, no bias anywhere:",
      "  w1 = (1.5, -0.7), w2 = (0.4, 2.1), v = (1.25, -0.6)",
      "",
      Style.bold("Its cases, over the box [-1, 1] × [-1, 1]"),
    ]
    lines += CaseReport.text(table, nil).map { $0.isEmpty ? "" : "  " + $0 }
    lines += [
      "",
      Style.bold("The question"),
      "  Every case has the form U1·x1 + U2·x2. Has the network become linear regression?",
      "",
      Style.bold("The answer") + (answer.isLinear ? "" : ": no"),
    ]
    lines += LinearReport.text(answer, over: "[-1, 1] × [-1, 1]", names: network.inputNames).map { "  " + $0 }
    let pieces = dissection.linearPieces().count
    lines += [
      "  It is piecewise linear: \(dissection.regions.count) regions, \(pieces) linear pieces. Each unit places a crease;",
      "  training finds where the creases belong, and the slope of each piece.",
      "",
      Style.bold("Its creases"),
    ]
    lines += creases(of: dissection).map { "  " + $0 }
    let labels = dissection.regions.map { region in
      Formula.affine(Array(region.map.slope[row: 0]), region.map.intercept[0], network.inputNames)
    }
    try Output.write(
      Drawing(dissection, title: "y = v1·relu(w1·x) + v2·relu(w2·x)", labels: labels).svg, to: svg)
    lines += ["", "The picture is in \(svg)."]
    lines.append("Next: knotwork dissect NETWORK.json --box=-1:1 takes a network of your own apart.")
    let output = try Output(nil)
    for line in lines { try output.line(line) }
    try output.close()
  }

  private func creases(of dissection: Dissection) -> [String] {
    var table = TextTable(["unit", "from", "to", "bend"])
    for crease in dissection.creases {
      let (start, end) = crease.segment
      let bend = crease.bends[0]
      table.append([
        "\(crease.unit.index + 1)", [start.x, start.y].tuple, [end.x, end.y].tuple,
        "\(bend.short) \(bend > 0 ? "(valley)" : "(ridge)")",
      ])
    }
    return table.lines(leftAligned: [0, 1, 2, 3])
  }

  /// The network of the question.
  static func network() throws -> Network {
    try Network(layers: [
      Layer(weights: Matrix([[1.5, -0.7], [0.4, 2.1]]), activation: .relu),
      Layer(weights: Matrix([[1.25, -0.6]]), activation: .linear),
    ])
  }
}
