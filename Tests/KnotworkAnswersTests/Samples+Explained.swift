import Knotwork
import KnotworkAnswers
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import Testing

extension Samples {
  /// Explanations, each in one to three inputs.
  static func explained() throws -> [(name: String, bytes: [UInt8])] {
    var documents: [(String, [UInt8])] = []
    for inputs in [1, 2, 3] {
      let network = try network(inputs: inputs)
      let place = try box(network)
      let header = network.inputNames.joined(separator: ",") + ",y1"
      let lines = (0..<12).map { (row: Int) -> String in
        let numbers = (0...inputs).map { (column: Int) -> String in
          let step: Int = row * (7 + 4 * column) + 3 * column
          return "\(Double(step % 13 - 6) / 8)"
        }
        return numbers.joined(separator: ",")
      }
      let source = ByteSource(Array(([header] + lines).joined(separator: "\n").utf8), name: "rows.csv")
      let rows = try DataRows(source, names: network.inputNames, keepsRows: true)
      let table = try LoadedTable(
        source, options: TableOptions(target: "y1", features: network.inputNames, keepsConstants: true)
      ).table
      func add(_ name: String, _ answer: some Answer) throws {
        documents.append(("\(name) in \(inputs)-D", try answer.document().bytes))
        #expect(try !answer.text().isEmpty)
      }
      try add("shape", ShapeRequest(over: place).answer(about: network))
      var bounded = ShapeRequest(over: place)
      bounded.method = .bounds
      try add("shape, bounds", bounded.answer(about: network))
      try add("equation", EquationRequest(over: place, digits: .count(3)).answer(about: network))
      var explain = ExplainRequest(rows: rows)
      try add("explain", explain.answer(about: network))
      (explain.row, explain.reference, explain.target) = (2, .mean, 0.25)
      try add("explain, one row", explain.answer(about: network))
      (explain.row, explain.mostExact, explain.target) = (nil, 1, nil)
      try add("explain, drawn", explain.answer(about: network))
      var effect = EffectRequest(of: "x1", rows: rows)
      (effect.showsCurves, effect.bins) = (true, 3)
      try add("effect", effect.answer(about: network))
      if inputs > 1 {
        var surface = SurfaceRequest(of: ("x1", "x2"), rows: rows)
        surface.nodes = 3
        try add("surface", surface.answer(about: network))
        surface.limits.regions = 1
        try add("surface, grid", surface.answer(about: network))
      }
      try add("slopes", SlopesRequest(rows: rows, measured: table).answer(about: network))
      var pieces = PiecesRequest(table: table, isMeasured: true)
      try add("pieces", pieces.answer(about: network))
      pieces.wantsRules = true
      try add("pieces, rules", pieces.answer(about: network))
      var rules = EquationRequest(over: place, digits: .count(3))
      rules.wantsRules = true
      try add("equation, rules", rules.answer(about: network))
      var variance = VarianceRequest(over: place)
      variance.samples = 64
      try add("variance", variance.answer(about: network))
      var simplify = SimplifyRequest(over: place)
      try add("simplify", simplify.answer(about: network))
      (simplify.tolerance, simplify.rounding) = (.share(0.3), .fewestDigits)
      (simplify.table, simplify.rows) = (table, rows)
      try add("simplify, error", simplify.answer(about: network))
      try add("compare", CompareRequest(over: place, rows: rows).answer(about: network, and: network))
    }
    let line = try Network(layers: [
      Layer(weights: Matrix([[1, -1], [2, -2]]), activation: .relu),
      Layer(weights: Matrix([[1, 1]]), activation: .linear),
    ])
    let crease = try ProfileRequest(along: .segment(from: [0, 0], to: [1, 1])).answer(about: line)
    documents.append(("profile, crease", try crease.document().bytes))
    documents.append(("path, crease", try PathRequest(from: [0, 0], to: [1, 1]).answer(about: line).document().bytes))
    #expect(try PathRequest(from: [0, 0], to: [1, 1]).answer(about: line).text().contains("between 11 and 00"))
    return documents
  }
}
