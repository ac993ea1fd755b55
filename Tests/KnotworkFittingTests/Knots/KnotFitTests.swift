import Foundation
import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Broken lines with the best knots, against plain search and against each other.
@Suite(.timed) struct KnotFitTests {
  /// A kind of rows.
  enum Kind: CaseIterable, Sendable {
    case bent, noise, repeated, grid, outlier, jump, weighted, exact
  }

  private func rows(_ kind: Kind, _ count: Int, _ generator: inout SeededGenerator) throws -> WeightedRows {
    func uniform() -> Double { Double.random(in: -1...1, using: &generator) }
    var x = (0..<count).map { _ in 5 * uniform() }
    var y = x.map { ($0 - 1).magnitude - 0.5 * max(0, $0 + 2) + 0.3 * uniform() }
    var weights = [Double](repeating: 1, count: count)
    switch kind {
    case .bent: break
    case .noise: y = y.map { _ in uniform() }
    case .repeated: x = x.map { $0.rounded() }
    case .grid: x = x.indices.map { Double($0) }
    case .outlier: y[count / 2] += 20
    case .jump: y = zip(x, y).map { $0 > 0 ? $1 + 5 : $1 }
    case .weighted: weights = weights.indices.map { $0 % 5 == 0 ? 0 : Double($0 % 3) + 0.25 }
    case .exact: y = x.map { 2 * max(0, $0 - 0.75) - 1 }
    }
    return try WeightedRows(inputs: Matrix(x.map { [$0] }), targets: y, weights: weights)
  }

  /// The residual sum with given knots, by orthogonalization of the columns 1, x, relu(x − knot).
  private func residualSum(_ rows: WeightedRows, knots: [Double]) -> Double? {
    let x = (0..<rows.count).map { rows.inputs[$0, 0] }
    let columns = [x.map { _ in 1 }, x] + knots.map { knot in x.map { max(0, $0 - knot) } }
    return BruteForce.leastSquares(columns, rows.targets, rows.weights)?.residualSum
  }

  /// Knots at rows and at many places between them, all combinations: an upper bound on the optimum that is close to it.
  private func plainSearch(_ rows: WeightedRows, knots: Int) -> Double {
    let x = Set((0..<rows.count).filter { rows.weights[$0] > 0 }.map { rows.inputs[$0, 0] }).sorted()
    var places: [Double] = []
    for (a, b) in zip(x, x.dropFirst()) {
      for share in knots == 1 ? Array(0..<40) : Array(0..<6) {
        places.append(a + (b - a) * Double(share) / (knots == 1 ? 40 : 6))
      }
    }
    places.removeFirst()
    var best = residualSum(rows, knots: []) ?? .infinity
    for (number, first) in places.enumerated() {
      if let value = residualSum(rows, knots: [first]) { best = min(best, value) }
      guard knots > 1 else { continue }
      for second in places[(number + 1)...] {
        if let value = residualSum(rows, knots: [first, second]) { best = min(best, value) }
      }
    }
    return best
  }

  @Test(arguments: Kind.allCases)
  func certifiedOptimaAreNotAbovePlainSearch(_ kind: Kind) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for count in [4, 6, 9, 14] {
      let rows = try rows(kind, count, &generator)
      let total = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
      for knots in 1...2 {
        let fit = try KnotFit(rows, knots: knots, proof: .within(nil))
        guard case .certified(let certificate) = fit.optimality else {
          Issue.record("\(kind), \(count) rows: not certified")
          continue
        }
        if fit.knots.isEmpty { continue }
        #expect(certificate.isComplete)
        #expect(certificate.settled.values.reduce(0, +) == certificate.cases, "\(kind), \(count) rows, \(knots) knots")
        let plain = plainSearch(rows, knots: knots)
        #expect(
          fit.residualSum <= plain * (1 + 1e-9) + 1e-9 * total,
          "\(kind), \(count) rows, \(knots) knots: \(fit.residualSum), plain search \(plain)")
        // The line in the answer has that residual sum.
        let own = residualSum(rows, knots: fit.knots) ?? .infinity
        #expect(own <= fit.residualSum * (1 + 1e-7) + 1e-9 * total)
        #expect(certificate.lowerBound <= plain * (1 + 1e-9) + 1e-9 * total)
      }
    }
  }

  /// More knots never fit worse, and the search without proof comes close to the proved optimum.
  @Test(arguments: Kind.allCases)
  func heuristicAgainstProof(_ kind: Kind) throws {
    var generator = SeededGenerator(seed: Seed.current)
    let rows = try rows(kind, 60, &generator)
    let fits = try KnotFit.all(rows, upTo: 6, proof: .never)
    let total = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    for (fewer, more) in zip(fits, fits.dropFirst()) {
      #expect(more.residualSum <= fewer.residualSum * (1 + 1e-9) + 1e-10 * total, "\(kind): \(more.knots.count) knots")
    }
    for knots in 1...3 {
      let proved = try KnotFit(rows, knots: knots, proof: .within(nil))
      #expect(proved.residualSum <= fits[knots].residualSum * (1 + 1e-9) + 1e-10 * total)
      if knots < 3 { #expect(fits[knots].residualSum <= proved.residualSum * 1.05 + 1e-9 * total, "\(kind), \(knots)") }
    }
  }

  @Test func knotsThatMadeTheRowsAreFound() throws {
    let truth = BrokenLine(nodes: [0, 2, 3.5, 6, 8, 10], values: [0, 2, -1, 0.25, 6.25, 4.25])
    let x = (0..<400).map { Double($0) / 40 }
    let rows = try WeightedRows(inputs: Matrix(x.map { [$0] }), targets: x.map { truth($0) })
    let fit = try KnotFit(rows, knots: 4)
    for (found, expected) in zip(fit.knots, truth.knots) { #expect((found - expected).magnitude < 1e-6) }
    #expect(fit.residualSum < 1e-12)
    let network = try fit.line.network()
    for position in [-1, 0.3, 2, 5.7, 9, 12] {
      #expect((network([position])[0] - truth(position)).magnitude < 1e-6)
    }
  }

  /// The network is the line also as a profile: its knots and slopes are those of the fit.
  @Test func theNetworkHasTheKnots() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let fit = try KnotFit(rows(.bent, 80, &generator), knots: 3)
    let profile = try Profile(of: fit.line.network(), over: .box(Box(-5...5, dimension: 1)))
    #expect(profile.knots.count == fit.knots.count)
    for (found, expected) in zip(profile.knots, fit.knots) { #expect((found - expected).magnitude < 1e-9) }
    for (found, expected) in zip(profile.slopes, fit.line.slopes) {
      #expect((found - expected).magnitude < 1e-8 * (1 + expected.magnitude))
    }
  }

  /// A line through all rows costs nothing; where rounding says that it costs less, the bound is not above it.
  @Test func boundOfALineThroughAllRows() throws {
    let x = [3.1763570258092177, -4.6419963738743935, 1.377279442169943, 4.151633983957506]
    let y = [-0.5959529966857207, 5.442101682173798, 18.86458500545332, 0.2611569115341599]
    let rows = try WeightedRows(
      inputs: Matrix(x.map { [$0] }), targets: y, weights: [Double](repeating: 1, count: 4))
    let fit = try KnotFit(rows, knots: 2, proof: .within(nil))
    guard case .certified(let certificate) = fit.optimality else { return #expect(Bool(false), "not certified") }
    #expect(fit.residualSum < 1e-20)
    #expect(certificate.lowerBound <= fit.residualSum)
  }

  @Test func degenerateRows() throws {
    let two = try WeightedRows(inputs: Matrix([[1], [1], [2]]), targets: [0, 2, 5])
    let fit = try KnotFit(two, knots: 3)
    #expect(fit.knots.isEmpty && (fit.residualSum - 2).magnitude < 1e-12)
    #expect(try KnotTest(two) == nil)
    #expect(throws: InvalidRows("all rows have the same x; a line needs two different positions at least")) {
      try KnotFit(WeightedRows(inputs: Matrix([[1], [1]]), targets: [0, 2]), knots: 1)
    }
    let constant = try WeightedRows(
      inputs: Matrix((0..<20).map { [Double($0)] }), targets: .init(repeating: 3, count: 20))
    #expect(try KnotFit(constant, knots: 2).residualSum == 0)
    #expect(try KnotSelection(constant, upTo: 4).chosen == 0)
    let far = try WeightedRows(
      inputs: Matrix((0..<50).map { [1e9 + Double($0)] }), targets: (0..<50).map { max(0, Double($0) - 20) })
    #expect(try (KnotFit(far, knots: 1).knots[0] - 1e9 - 20).magnitude < 1e-5)
  }
}
