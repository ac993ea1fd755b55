import Knotwork
import KnotworkGeometry
import KnotworkPlot

/// The question that Knotwork grew from, answered from start to end: a text and a picture.
public struct Demo: Sendable {
  /// x = (x1, x2) → two ReLU units → y, no bias anywhere.
  public let network: Network
  private let cases: CasesAnswer
  private let linear: LinearAnswer
  private let dissection: Dissection

  /// Takes the network apart over [−1, 1] × [−1, 1].
  ///
  /// - Throws: nothing for this network.
  public init() throws {
    network = try Network(layers: [
      Layer(weights: Matrix([[1.5, -0.7], [0.4, 2.1]]), activation: .relu),
      Layer(weights: Matrix([[1.25, -0.6]]), activation: .linear),
    ])
    let box = try Box(-1...1, dimension: 2)
    cases = try CasesRequest(over: box).answer(about: network)
    dissection = try Dissection(of: network, over: .box(box), keeping: .vertices)
    linear = try LinearRequest(over: Place(.box(box), of: network)).answer(about: dissection)
  }

  /// The regions, each with its pattern, as in the table of cases, and its formula.
  ///
  /// - Throws: nothing for this network.
  public func drawing() throws -> Drawing {
    let labels = dissection.regions.map { region in
      "\(region.pattern): "
        + Formula.affine(Array(region.map.slope[row: 0]), region.map.intercept[0], network.inputNames)
    }
    var map = RegionMap(dissection, title: "y = v1·relu(w1·x) + v2·relu(w2·x)")
    map.labels = labels
    return try map.drawing()
  }

  /// Writes the network, its cases, the question, the answer, and the creases.
  ///
  /// - Throws: what the writer's receiver throws.
  public func write(to text: inout TextWriter) throws {
    let style = text.style
    try text.lines([
      style.bold("The network"),
      "  x = (x1, x2)  →  two ReLU units  →  y = v1·a1 + v2·a2, no bias anywhere:",
      "  w1 = (1.5, -0.7), w2 = (0.4, 2.1), v = (1.25, -0.6)",
      "",
      style.bold("Its cases, over the box [-1, 1] × [-1, 1]"),
    ])
    try text.lines(indented(cases.text(in: style)))
    try text.lines([
      "",
      style.bold("The question"),
      "  Every case has the form U1·x1 + U2·x2. Has the network become linear regression?",
      "",
      style.bold("The answer") + (linear.outputs[0].isLinear ? "" : ": no"),
    ])
    try text.lines(indented(linear.text(in: style)))
    let (regions, pieces) = (dissection.regions.count, dissection.linearPieces().count)
    try text.lines([
      "  It is piecewise linear: \(regions.counted("region")), \(pieces.counted("linear piece")). Each unit places a crease;",
      "  training finds where the creases belong, and the slope of each piece.",
      "",
      style.bold("Its creases"),
    ])
    var table = TextTable(["unit", "from", "to", "bend"])
    for crease in dissection.creases {
      let (ends, bend) = (crease.vertices ?? [], crease.bends[0])
      table.append(
        ["\(crease.unit.index + 1)"] + ends.map(\.tuple) + ["\(bend.short) \(bend > 0 ? "(valley)" : "(ridge)")"])
    }
    try text.lines(table.lines(leftAligned: [0, 1, 2, 3], in: style).map { "  " + $0 })
  }

  private func indented(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { $0.isEmpty ? "" : "  " + $0 }
  }
}
