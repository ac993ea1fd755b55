import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Networks that are proved to follow a formula.
@Suite(.timed) struct ApproximationTests {
  private func approximate(_ formula: String, _ range: ClosedRange<Double>..., error: Double) throws -> Approximation {
    try Approximation(
      of: RealExpression(parsing: formula), over: Box(lower: range.map(\.lowerBound), upper: range.map(\.upperBound)),
      error: error)
  }

  @Test(
    arguments: [
      ("sin(3*x)", -2.0, 2.0, 1e-3), ("exp(-x^2)", -3, 3, 1e-4), ("sqrt(x)", 0, 1, 1e-2), ("abs(x) - 1", -1, 2, 1e-3),
      ("max(x, 1 - x) + tanh(4*x)", -3, 3, 1e-2), ("1/(1 + 25*x^2)", -1, 1, 1e-3), ("3", 0, 1, 1e-6),
      ("x^3 - 2*x", -1.5, 1.5, 1e-5), ("log(x)*sin(x)", 0.5, 20, 1e-2), ("relu(x - 0.3)^1.5", 0, 2, 1e-3),
    ])
  func oneVariable(_ formula: String, _ low: Double, _ high: Double, _ error: Double) throws {
    let expression = try RealExpression(parsing: formula)
    let found = try approximate(formula, low...high, error: error)
    #expect(found.provedError <= error)
    #expect(found.pieces == found.network.layers[0].unitCount)
    // The deviation at many points, knots among them, is within what is proved.
    let knots = found.network.layers[0].bias.map { -$0 }
    let points = (0...20_000).map { low + (high - low) * Double($0) / 20_000 } + knots
    for x in points where (low...high).contains(x) {
      #expect((expression([x]) - found.network([x])[0]).magnitude <= found.provedError * (1 + 1e-9) + 1e-12)
    }
    #expect(zip(found.curve, found.curve.dropFirst()).allSatisfy { $0.pieces < $1.pieces && $0.error >= $1.error })
  }

  /// A parabola needs pieces of length 4 √(ε / F″), and no broken line does with fewer.
  @Test(arguments: [1e-1, 1e-2, 1e-3, 1e-4, 1e-5])
  func aParabolaNeedsNoMorePiecesThanItMust(_ error: Double) throws {
    let found = try approximate("x^2", 0...1, error: error)
    let least = Int((1 / (4 * (error / 2).squareRoot())).rounded(.up))
    #expect(found.pieces == least)
  }

  /// What is exceeded cannot be proved: the bound is sharp.
  @Test func proofsFailWhereTheyMust() throws {
    let expression = try RealExpression(parsing: "x^2")
    let network = try BrokenLine(nodes: [0, 0.5, 1], values: [0, 0.25, 1]).network()
    // The chord over half a unit is 1/16 off in its middle.
    try DeviationProof(expression, network, over: 0...1, bound: 1 / 16 + 1e-12).run()
    #expect(throws: DeviationProof.Failure.self) {
      try DeviationProof(expression, network, over: 0...1, bound: 1 / 16 - 1e-12).run()
    }
  }

  @Test(
    arguments: [
      ("sin(x)*y", [-1.0, -1.0], [1.0, 1.0], 0.05), ("sqrt(x^2 + y^2)", [-1, -1], [1, 1], 0.1),
      ("x1*x2", [0, 2], [1, 3], 0.02), ("exp(x + y)", [0, 0], [1, 1], 0.1), ("abs(x - y)", [-1, -1], [1, 1], 0.01),
      ("x + 2*y", [-1, 0], [1, 3], 0.01),
    ] as [(String, [Double], [Double], Double)])
  func twoVariables(_ formula: String, _ low: [Double], _ high: [Double], _ error: Double) throws {
    let expression = try RealExpression(parsing: formula)
    let found = try Approximation(of: expression, over: Box(lower: low, upper: high), error: error)
    #expect(found.provedError <= error)
    for i in 0...60 {
      for j in 0...60 {
        let point = [
          low[0] + (high[0] - low[0]) * Double(i) / 60, low[1] + (high[1] - low[1]) * Double(j) / 60,
        ]
        let deviation = (expression(point) - found.network(point)[0]).magnitude
        #expect(deviation <= found.provedError * (1 + 1e-9) + 1e-11)
      }
    }
  }

  /// The two hidden layers are the function on the triangles: equal at corners, affine in between.
  @Test func triangleGridsAreNetworks() throws {
    var generator = SeededGenerator(seed: Seed.current)
    var grid = TriangleGrid(over: try Box(lower: [-1, 2], upper: [2, 2.7]), columns: 4, rows: 3)
    grid.values = grid.values.map { _ in Double.random(in: -5...5, using: &generator) }
    let network = try #require(grid.network(inputNames: ["x", "y"]))
    for j in 0...3 {
      for i in 0...4 {
        let point = grid.point(i, j)
        #expect((network([point.x, point.y])[0] - grid.values[grid.index(i, j)]).magnitude < 1e-12)
        guard i < 4, j < 3 else { continue }
        for isLower in [true, false] {
          let third = isLower ? (i + 1, j) : (i, j + 1)
          let center = (grid.point(i, j) + grid.point(i + 1, j + 1) + grid.point(third.0, third.1)) / 3
          let mean =
            (grid.values[grid.index(i, j)] + grid.values[grid.index(i + 1, j + 1)]
              + grid.values[grid.index(third.0, third.1)]) / 3
          #expect((network([center.x, center.y])[0] - mean).magnitude < 1e-12)
        }
      }
    }
  }

  /// Where a formula bends at one place, samples are dense there; few pieces do.
  @Test(
    arguments: [
      ("ln(x)", 1e-6, 1.0, 0.1, 5...300), ("sqrt(x)", 0, 1, 1e-4, 35...300), ("x^(1/3)", 0, 8, 1e-3, 10...100),
      ("sqrt(abs(x - 0.3))", -1, 1, 1e-3, 10...100), ("1/x", 1e-5, 1, 1, 20...2000),
      ("exp(-1000*x)", 0, 10, 1e-3, 5...50),
    ] as [(String, Double, Double, Double, ClosedRange<Int>)])
  func bendsAtOnePlace(_ formula: String, _ low: Double, _ high: Double, _ error: Double, _ pieces: ClosedRange<Int>)
    throws
  {
    let expression = try RealExpression(parsing: formula)
    let found = try approximate(formula, low...high, error: error)
    #expect(found.provedError <= error && pieces.contains(found.pieces), "\(found.pieces)")
    // Points that are dense at the left end.
    for number in 0...2000 {
      let x = low + (high - low) * pow(Double(number) / 2000, 6)
      #expect((expression([x]) - found.network([x])[0]).magnitude <= found.provedError * (1 + 1e-9))
    }
  }

  /// Holes are filled with limits; values that have none are refused.
  @Test(
    arguments: [
      ("x*sin(1/x)", -1.0, 1.0, 0.05, 0.0, 0.0), ("sin(x)/x", -1, 2, 1e-2, 0, 1),
      ("(1 - cos(x))/x^2", -3, 4, 1e-2, 0, 0.5),
      ("(x^2 - 1)/(x - 1)", 0, 3, 1e-2, 1, 2), ("(x - 0.3)*cos(1/(x - 0.3))", 0, 1, 0.05, 0.3, 0),
      ("1e9*x^2*sin(1/x)", 0, 1, 1e7, 0, 0), ("(exp(x) - 1)/x^1", -1, 1, 1e-2, 0, 1),
      ("sin(x)/x", 0, 1, 1e-2, 0, 1), ("x*ln(x)", 0, 1, 1e-3, 0, 0), ("ln(x)*sin(2*x)", 0, 1, 1e-2, 0, 0),
      ("sqrt(x)*ln(x)", 0, 1, 1e-2, 0, 0), ("(1 - x)*ln(1 - x)", 0, 1, 1e-2, 1, 0), ("x^x", 0, 2, 1e-2, 0, 1),
      ("x^2*log(3*x) + x", 0, 1, 1e-2, 0, 0),
    ])
  func holes(_ formula: String, _ low: Double, _ high: Double, _ error: Double, _ hole: Double, _ limit: Double) throws
  {
    let expression = try RealExpression(parsing: formula)
    let found = try approximate(formula, low...high, error: error)
    #expect(found.provedError <= error)
    try found.requireConsistent(with: expression, over: Box(lower: [low], upper: [high]), error: error)
    #expect((found.network([hole])[0] - limit).magnitude <= error * (1 + 1e-9))
    for number in 0...5000 {
      let x = low + (high - low) * (Double(number) + 0.123) / 5001
      #expect((expression([x]) - found.network([x])[0]).magnitude <= found.provedError * (1 + 1e-6) + 1e-9)
    }
  }

  /// A logarithm at its end without a factor that makes up for it.
  @Test(arguments: ["ln(x)", "x*ln(x)/x^2", "ln(x)*cos(x)", "(x + 1e-9)*ln(x)"])
  func logarithmsThatAreUnbounded(_ formula: String) throws {
    #expect(throws: Approximation.Failure.self) { try approximate(formula, 0...1, error: 0.1) }
  }

  @Test(arguments: ["sin(1/x)", "atan(1/x)", "x/abs(x)", "x*sin(1/relu(x))", "1/x^2", "exp(1/x)"])
  func whatTendsToNoLimitIsRefused(_ formula: String) throws {
    #expect(throws: Approximation.Failure.self) { try approximate(formula, -1...1, error: 0.1) }
  }

  /// Ten thousand terms or factors are no deeper than a few.
  @Test(arguments: ["+", "-", "*", "/"])
  func manyTerms(_ sign: String) throws {
    let term = sign == "*" || sign == "/" ? "(1 + x/1e6)" : "x"
    let text = ([String](repeating: term, count: 10_001)).joined(separator: sign)
    let expression = try RealExpression(parsing: text)
    let expected = ["+": 10_001 * 0.5, "-": -9999 * 0.5, "*": pow(1 + 0.5e-6, 10_001), "/": pow(1 + 0.5e-6, -9999)]
    #expect((expression([0.5]) / (expected[sign] ?? 0) - 1).magnitude < 1e-9)
    let enclosure = expression.jet(over: [Interval(0.5)]).value
    #expect(enclosure.isBounded && enclosure.contains(expression([0.5])))
  }

  @Test func impossibleQuestionsAreExplained() throws {
    for (formula, low, high, place) in [
      ("1/x", -1.0, 1.0, 0.0), ("log(x)", -1, 1, -1), ("log(x)", 0, 1, 0), ("tan(x)", 0, 3, Double.pi / 2),
      ("x/abs(x)", -1, 2, 0), ("sqrt(1 - x)", 0, 2, 1), ("1/(x - 1)^2", 0, 3, 1),
    ] {
      #expect("\(formula)") { try approximate(formula, low...high, error: 0.1) } throws: { error in
        guard case .undefined(let point) = error as? Approximation.Failure else { return false }
        return formula == "log(x)" ? point[0] <= 0 + 1e-9 : (point[0] - place).magnitude < 1e-9
      }
    }
    #expect(throws: Approximation.Failure.self) { try approximate("1/(x - y)", -1...1, 0...1, error: 0.1) }
    #expect(throws: Approximation.Failure.tooManyPieces(limit: 20_000)) {
      try approximate("sin(1000*x)", 0...100, error: 1e-3)
    }
    #expect(throws: Approximation.Failure.self) { try approximate("x*y*z", 0...1, 0...1, 0...1, error: 1) }
    #expect(throws: Approximation.Failure.self) { try approximate("x*y", 0...1, error: 1) }
  }
}
