import Foundation
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Standard errors, intervals, tests and choices of knots.
@Suite(.timed) struct KnotStatisticsTests {
  private func normal(_ generator: inout SeededGenerator) -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0...1, using: &generator) }
  }

  private func rows(_ count: Int, noise: Double, bend: Double, _ generator: inout SeededGenerator) throws
    -> WeightedRows
  {
    let x = (0..<count).map { 10 * (Double($0) + 0.5) / Double(count) }
    let y = x.map { 1 + 0.5 * $0 + bend * max(0, $0 - 4) + noise * normal(&generator) }
    return try WeightedRows(inputs: Matrix(x.map { [$0] }), targets: y)
  }

  /// Against the normal equations of the linearised model, built row by row: columns 1, x, relu(x − τ), −bend · [x > τ].
  @Test func standardErrorsAreThoseOfTheLinearisedModel() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let rows = try rows(60, noise: 0.3, bend: 1.5, &generator)
    let fit = try KnotFit(rows, knots: 1)
    let statistics = try KnotStatistics(fit, rows)
    let (knot, bend) = (fit.knots[0], fit.line.bends[0])
    let x = (0..<rows.count).map { rows.inputs[$0, 0] }
    let columns = [x.map { _ in 1.0 }, x, x.map { max(0, $0 - knot) }, x.map { $0 > knot ? -bend : 0 }]
    // The variance of a coefficient is s² over the square of what its column adds to the others.
    let error = (fit.residualSum / Double(rows.count - 4)).squareRoot()
    func deviation(_ column: Int) -> Double? {
      let others = columns.indices.filter { $0 != column }.map { columns[$0] }
      return BruteForce.leastSquares(others, columns[column], rows.weights).map { error / $0.residualSum.squareRoot() }
    }
    let expected = try (slope: #require(deviation(1)), knot: #require(deviation(3)))
    #expect((statistics.knots[0].standardError! / expected.knot - 1).magnitude < 1e-8)
    #expect((statistics.slopes[0].standardError! / expected.slope - 1).magnitude < 1e-8)
    #expect(statistics.residualError == error)
  }

  /// Intervals of 80 % hold the truth in about that share of samples.
  @Test func intervalsCover() throws {
    var generator = SeededGenerator(seed: 2026)
    var held = (knot: 0, slope: 0)
    let samples = 400
    for _ in 0..<samples {
      let rows = try rows(60, noise: 0.5, bend: 1.2, &generator)
      let fit = try KnotFit(rows, knots: 1, proof: .never)
      let statistics = try KnotStatistics(fit, rows, confidence: 0.8)
      let knot = statistics.knots[0]
      if knot.lower ?? -.infinity <= 4, knot.upper ?? .infinity >= 4 { held.knot += 1 }
      let slope = statistics.slopes[1]
      if slope.lower! <= 1.7, slope.upper! >= 1.7 { held.slope += 1 }
    }
    // Four standard deviations of a binomial variable are 8 %.
    #expect((Double(held.knot) / Double(samples) - 0.8).magnitude < 0.08, "\(held)")
    #expect((Double(held.slope) / Double(samples) - 0.8).magnitude < 0.08, "\(held)")
  }

  /// The ends of a profile interval are where the residual sum, the other knots fitted anew, reaches the limit.
  @Test func profileIntervalsEndAtTheLimit() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let rows = try rows(80, noise: 0.3, bend: 1.5, &generator)
    let fit = try KnotFit(rows, knots: 1)
    let statistics = try KnotStatistics(fit, rows)
    let t = StudentT(degreesOfFreedom: Double(fit.degreesOfFreedom)).twoSidedQuantile(0.05)
    let gain = try (KnotFit(rows, knots: 0).residualSum / fit.residualSum - 1) * Double(fit.degreesOfFreedom)
    let factor = 1.1 + min(0.4, 5 / gain)
    let limit = fit.residualSum * (1 + factor * t * t / Double(fit.degreesOfFreedom))
    let x = (0..<rows.count).map { rows.inputs[$0, 0] }
    for end in [statistics.knots[0].lower!, statistics.knots[0].upper!] {
      let columns = [x.map { _ in 1.0 }, x, x.map { max(0, $0 - end) }]
      let sum = try #require(BruteForce.leastSquares(columns, rows.targets, rows.weights)).residualSum
      #expect((sum / limit - 1).magnitude < 1e-4)
    }
  }

  /// Under a straight line the test rarely finds a knot, and it finds one that is there.
  @Test func theTestKeepsItsLevelAndHasPower() throws {
    var generator = SeededGenerator(seed: 7)
    var rejected = (without: 0, with: 0)
    for _ in 0..<400 {
      let straight = try rows(50, noise: 1, bend: 0, &generator)
      if try #require(try KnotTest(straight)).pValue < 0.05 { rejected.without += 1 }
      let bent = try rows(50, noise: 1, bend: 1, &generator)
      if try #require(try KnotTest(bent)).pValue < 0.05 { rejected.with += 1 }
    }
    // A bound: at most 5 %, within four standard deviations of a count of 20.
    #expect(rejected.without <= 38, "\(rejected)")
    #expect(rejected.with > 380, "\(rejected)")
  }

  @Test func theNumberOfKnotsIsFound() throws {
    var generator = SeededGenerator(seed: 11)
    let truth = BrokenLine(nodes: [0, 3, 7, 10], values: [0, 3, 0, 4])
    let x = (0..<200).map { Double($0) / 20 }
    let rows = try WeightedRows(
      inputs: Matrix(x.map { [$0] }), targets: x.map { truth($0) + 0.3 * normal(&generator) })
    #expect(try KnotSelection(rows, upTo: 5).chosen == 2)
    let validated = try KnotSelection(rows, upTo: 5, by: .crossValidation(folds: 10))
    #expect((2...4).contains(validated.chosen))
    #expect(validated.scores[2] < 0.15 && validated.scores[0] > 0.5)
  }

  @Test func normalTails() {
    #expect((TailProbability.normal(1.959963984540054) - 0.025).magnitude < 1e-15)
    #expect((TailProbability.normalQuantile(0.025) - 1.959963984540054).magnitude < 1e-12)
    #expect((TailProbability.normalQuantile(1e-200) - 30.2).magnitude < 0.1)
  }
}
