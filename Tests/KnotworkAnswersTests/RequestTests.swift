import Knotwork
import KnotworkFitting
import KnotworkAnswers
import KnotworkFitting
import KnotworkGeometry
import Testing

/// Requests that cannot be answered say what was found and what is expected, and name the field.
@Suite struct RequestTests {
  private func expect(_ field: String?, _ problem: String, _ body: () throws -> Void) {
    let error = #expect(throws: InvalidRequest.self, performing: body)
    #expect(error?.field == field && error?.problem == problem)
  }

  @Test func numbersOutOfRange() throws {
    var knots = KnotsRequest()
    knots.mostKnots = 51
    expect("max_knots", "51 is not between 0 and 50") { try knots.validate() }
    (knots.mostKnots, knots.confidence) = (8, 1)
    expect("confidence", "100 is not between 0 and 100") { try knots.validate() }
    knots.confidence = 0.9
    knots.criterion = .crossValidation(folds: 1)
    expect("folds", "1 is less than 2") { try knots.validate() }
    knots.criterion = .bic
    knots.resampling = KnotsRequest.Resampling(samples: 0)
    expect("bootstrap", "0 is not between 1 and 1,000,000") { try knots.validate() }
    expect("count", "0 is less than 1") { try WalkRequest(start: [], count: 0).validate() }
    expect("folds", "1; expected 0 for none, or at least 2") { try FoldChoice.random(1).validate() }
    let box = try Box(0...1, dimension: 1)
    expect("error", "0 is not a positive number") {
      try ApproximateRequest(formula: "x", over: box, error: 0).validate()
    }
    expect("max_pieces", "0 is less than 1") {
      try ApproximateRequest(formula: "x", over: box, error: 1, mostPieces: 0).validate()
    }
    let network = try Samples.network(inputs: 2)
    expect("samples", "1 is less than 2") {
      try CountRequest(over: Samples.box(network), by: .estimate(samples: 1, seed: 0)).validate()
    }
    var cases = CasesRequest(over: box)
    cases.limit = 0
    expect("limit", "0 is less than 1") { try cases.validate() }
  }

  /// By bounds the largest difference of all outputs is the same whether or not that of each is looked for.
  @Test func theLargestDifferenceOfAllOutputs() throws {
    let layer = Layer(weights: Matrix([[1, 0.5], [-0.5, 1], [1, -1]]), bias: [0.25, 0, -0.5], activation: .relu)
    func network(_ last: [[Double]]) throws -> Network {
      try Network(layers: [layer, Layer(weights: Matrix(last), activation: .linear)])
    }
    let (first, second) = (
      try network([[1, 1, -1], [0.5, -1, 2], [1, 0, 0]]),
      try network([[1, 1.25, -1], [0.5, -1, 1.5], [1, 0.125, 0]])
    )
    var request = CompareRequest(over: try Samples.box(first))
    request.mostRegions = 1
    let each = try request.answer(about: first, and: second).comparison.outputs
    request.wantsLargest = true
    let answer = try request.answer(about: first, and: second)
    let all = answer.comparison.outputs
    #expect(answer.method == .pairs && answer.comparison.regionCount == nil)
    let largest = each.map(\.largest).max() ?? 0
    #expect(largest > 0 && (all.map(\.largest).max() ?? 0) == largest)
    for (one, other) in zip(each, all) {
      #expect(one.isEqual == false && other.isEqual == false)
      #expect(other.largest <= one.largest && one.largest <= other.bound && other.bound <= largest * (1 + 1e-8))
    }
  }

  /// Rules of a large network are refused with what else there is, also where many regions are allowed.
  @Test func rulesAreForSmallNetworks() throws {
    // On a grid of 12 by 12 cells.
    let knots = (1...11).map { Double($0) }
    let network = try Network(layers: [
      Layer(
        weights: Matrix(knots.map { _ in [1, 0] } + knots.map { _ in [0, 1] }), bias: (knots + knots).map { -$0 },
        activation: .relu),
      Layer(weights: Matrix([(0..<22).map { Double(1 + $0 % 3) }]), bias: [0], activation: .linear),
    ])
    let box = try Box(0...12, dimension: 2)
    var request = EquationRequest(over: Place(.box(box), of: network))
    request.wantsRules = true
    for limits in [Limits.none, Limits(regions: 300_000)] {
      let error = #expect(throws: InvalidRequest.self) {
        try request.answer(about: network, within: Budget(limits: limits))
      }
      #expect(error?.field == "rules" && error?.problem.contains("more than 100 regions") == true)
    }
    #expect(throws: LimitReached.self) {
      try request.answer(about: network, within: Budget(limits: Limits(regions: 50)))
    }
  }

  @Test func pointsAndNamesOfOtherNetworks() throws {
    let network = try Samples.network(inputs: 2)
    let problem = "1 coordinate, but the network has 2 inputs"
    expect("at", problem) { _ = try LocateRequest(point: [0]).answer(about: network) }
    expect("from", problem) { _ = try WalkRequest(start: [0]).answer(about: network) }
    expect("to", problem) { _ = try PathRequest(from: [0, 0], to: [1]).answer(about: network) }
    expect("input", "\"x9\" is not one of x1, x2") {
      _ = try ProfileRequest(along: .input("x9", over: 0...1, at: nil)).answer(about: network)
    }
    expect("input", "say which of x1, x2 varies") {
      _ = try ProfileRequest(along: .input(nil, over: 0...1, at: nil)).answer(about: network)
    }
    expect("output_name", "\"z\" is not one of y1, y2") {
      _ = try ProfileRequest(along: .segment(from: [0, 0], to: [1, 1]), output: "z").answer(about: network)
    }
  }

  @Test func verticesInTooManyDimensions() throws {
    let network = try Samples.network(inputs: 6)
    var request = DissectRequest(over: try Samples.box(network))
    request.listsVertices = true
    request.costs.vertexDimension = 5
    expect("vertices", "the vertices of all regions are too many in 6 dimensions; expected 5 at most") {
      try request.validate(for: network)
    }
    #expect(CostLimits.standard.vertexDimension == 10)
  }

  @Test func tablesThatNothingCanBeFittedTo() throws {
    let table = try LoadedTable(ByteSource(Array("a,b,y\n1,2,3\n2,1,4\n4,4,1\n".utf8), name: "t.csv")).table
    expect("feature", "columns a, b could explain y; expected one of them") {
      _ = try KnotsRequest().answer(about: table)
    }
    var training = TrainingOptions()
    training.hidden = [3]
    expect("exact", "the certified optimum is for one or two ReLU units; expected hidden 1, 2 or none") {
      try FitRequest(training, method: .exact()).validate(for: table)
    }
    let short = #expect(throws: InvalidData.self) {
      try LoadedTable(ByteSource(Array("x,y\n1,7\n".utf8), name: "t.csv"))
    }
    #expect(short?.description == "t.csv: one row; expected at least two, or there is nothing that could vary")
    let folds = #expect(throws: InvalidData.self) {
      try Folds(ByteSource(Array("row,fold\n0,1\n1,2\n".utf8), name: "f.csv"), of: table)
    }
    #expect(folds?.description == "f.csv: no fold for row 2 (counted from 0) of the table")
    let choice = try FoldChoice.random(5).folds(of: table, seed: 1)
    #expect(choice.folds == nil && choice.notes.first?.hasPrefix("3 rows are too few for 5 folds") == true)
  }

  @Test func formulasThatAreNone() {
    #expect(throws: ExpressionError.self) {
      try ApproximateRequest(formula: "sin(", over: Box(0...1, dimension: 1), error: 1).answer()
    }
  }
}
