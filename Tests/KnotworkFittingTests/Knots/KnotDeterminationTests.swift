import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// What rows determine, and what they do not.
@Suite(.timed) struct KnotDeterminationTests {
  private func distinct(_ rows: WeightedRows, _ low: Double, _ high: Double) -> Int {
    Set((0..<rows.count).map { rows.inputs[$0, 0] }.filter { $0 >= low && $0 <= high }).count
  }

  /// The residual sum with given knots, by orthogonalised columns; infinite where a piece has too few rows.
  private func residualSum(_ rows: WeightedRows, knots: [Double], minRows: Int) -> Double {
    let x = (0..<rows.count).map { rows.inputs[$0, 0] }
    let nodes = [x.min() ?? 0] + knots + [x.max() ?? 0]
    guard zip(nodes, nodes.dropFirst()).allSatisfy({ distinct(rows, $0, $1) >= minRows }) else { return .infinity }
    let columns = [x.map { _ in 1.0 }, x] + knots.map { knot in x.map { max(0, $0 - knot) } }
    return BruteForce.leastSquares(columns, rows.targets, rows.weights)?.residualSum ?? .infinity
  }

  /// Under the rule each piece has its rows, the result is proved, and no admitted knots on a fine grid do better.
  @Test(arguments: [2, 3, 5])
  func everyPieceHasTheRowsItMust(_ minRows: Int) throws {
    var generator = SeededGenerator(seed: Seed.current)
    for trial in 0..<Seed.cases(6, soak: 60) {
      let x = (0..<14).map { _ in Double.random(in: -5...5, using: &generator) }
      let y = x.map { $0.magnitude + Double(trial % 3) * Double.random(in: -2...2, using: &generator) }
      let rows = try KnotRows.rows(trial.isMultiple(of: 2) ? x : x.map { $0.rounded() }, y)
      let places = Set((0..<rows.count).map { rows.inputs[$0, 0] }).sorted()
      var grid: [Double] = []
      for (low, high) in zip(places, places.dropFirst()) {
        for part in 0..<8 { grid.append(low + (high - low) * Double(part) / 8) }
      }
      grid.removeFirst()
      for count in 1...2 {
        let fit = try KnotFit(rows, knots: count, minRows: minRows, proof: .within(nil))
        guard fit.knots.count == count else {
          #expect(places.count < (count + 1) * (minRows - 1) + 1)
          continue
        }
        for (low, high) in zip(fit.line.nodes, fit.line.nodes.dropFirst()) {
          #expect(distinct(rows, low, high) >= minRows)
        }
        guard case .certified(let certificate) = fit.optimality else {
          Issue.record("not certified")
          continue
        }
        #expect(certificate.isComplete && certificate.settled.values.reduce(0, +) == certificate.cases)
        let sets: [[Double]] =
          count == 1 ? grid.map { [$0] } : grid.flatMap { first in grid.filter { $0 > first }.map { [first, $0] } }
        let plain = sets.reduce(Double.infinity) { min($0, residualSum(rows, knots: $1, minRows: minRows)) }
        let total = rows.targets.reduce(0) { $0 + $1 * $1 }
        #expect(
          fit.residualSum <= plain * (1 + 1e-9) + 1e-9 * total, "\(trial), \(count) knots: \(fit.residualSum), \(plain)"
        )
      }
    }
  }

  /// Three levels of x: one knot makes the means exact wherever it is.
  @Test(arguments: [(0.0, 1.0), (1e9, 1.0), (2000, 10), (0, 1e-12)])
  func threeLevels(_ origin: Double, _ scale: Double) throws {
    let values = [[0.9, 1.3, 1.1], [2.5, 3.1, 2.8], [3.4, 3.2, 3.6]]
    let (x, y) = (
      values.indices.flatMap { level in values[level].map { _ in origin + scale * Double(level) } }, values.joined()
    )
    let rows = try KnotRows.rows(x, Array(y))
    let chosen = try KnotSelection(rows, upTo: 8, minRows: 3)
    let fit = chosen.fits[chosen.chosen]
    #expect(fit.placement == .undetermined && fit.knots == [origin + scale] && fit.degreesOfFreedom == 6)
    let spread = values.reduce(0.0) { sum, level in
      let mean = level.reduce(0, +) / 3
      return sum + level.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    #expect((fit.residualSum / spread - 1).magnitude < 1e-9)
    let statistics = try KnotStatistics(fit, rows)
    #expect(statistics.knots[0].standardError == nil)
    #expect(statistics.knots[0].lower == origin && statistics.knots[0].upper == origin + 2 * scale)
    #expect((statistics.slopes[1].value * scale - 0.6).magnitude < 1e-6)
    #expect(statistics.slopes[1].standardError != nil)
    // Without the rule a knot can be anywhere; the numbers that the rows determine are three all the same.
    let anywhere = try KnotFit(rows, knots: 1)
    #expect(!anywhere.isDetermined && anywhere.parameterCount == 3)
  }

  @Test func threeRowsDetermineNoKnot() throws {
    let rows = try KnotRows.rows([1, 2, 3], [1, 2, 1])
    #expect(try KnotFit(rows, knots: 1, minRows: 3).knots.isEmpty)
    #expect(try !KnotFit(rows, knots: 1, minRows: 2).isDetermined)
    let placed = try #require(try KnotFit(rows, atRows: 1))
    #expect(placed.knots == [2] && placed.degreesOfFreedom == 0 && placed.residualSum < 1e-20)
    let statistics = try KnotStatistics(placed, rows)
    #expect(
      statistics.residualError == nil && statistics.slopes.allSatisfy { $0.standardError == nil && $0.lower == nil })
    let two = try KnotRows.rows([1, 2], [1, 5])
    #expect(try KnotSelection(two, upTo: 8, minRows: 3).chosen == 0)
    #expect(try KnotFit(two, atRows: 1) == nil)
  }

  /// Knots at rows and the ends of pieces are the rows' own doubles.
  @Test func placesAreTheRowsOwn() throws {
    let x = [-1.39, -0.7, 0.1, 0.3, 1.1, 2.2, 3.3, 4.7, 5.9]
    let rows = try KnotRows.rows(x, x.map { max(0, $0 - 1.1) })
    let fit = try KnotFit(rows, knots: 1, minRows: 3)
    #expect(fit.line.nodes.first == -1.39 && fit.line.nodes.last == 5.9)
    #expect((fit.knots[0] - 1.1).magnitude < 1e-9)
    #expect(try KnotFit(rows, at: [2.2, 0.3]).knots == [0.3, 2.2])
  }

  /// Few noisy rows at one end drive BIC to the ceiling, with spikes between neighbouring rows; the choice does not follow.
  @Test func theChoiceDoesNotRunToTheCeiling() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<Seed.cases(2, soak: 20) {
      let x = (0..<314).map { _ in
        (18 * Double.random(in: 0...1, using: &generator) * Double.random(in: 0...1, using: &generator) * 100).rounded()
          / 100
      }
      let y = x.map { x in
        let level = x < 2 ? 22 - 5 * x : 12 - 0.4 * (x - 2)
        return ((level + level * 0.3 * KnotRows.normal(&generator)) * 10).rounded() / 10
      }
      let rows = try KnotRows.rows(x, y)
      let chosen = try KnotSelection(rows, upTo: 8, minRows: 3)
      let fit = chosen.fits[chosen.chosen]
      #expect((1...5).contains(chosen.chosen), "\(chosen.chosen)")
      #expect(fit.line.values.allSatisfy { $0 > -10 && $0 < 40 })
      for (low, high) in zip(fit.line.nodes, fit.line.nodes.dropFirst()) { #expect(distinct(rows, low, high) >= 3) }
    }
  }

  @Test func jumpsAreSeen() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let x = (0..<60).map(Double.init)
    let jumping = try KnotRows.rows(x, x.map { ($0 < 30 ? 1 : 2) + 0.05 * KnotRows.normal(&generator) })
    let fit = try KnotFit(jumping, knots: 2, minRows: 3)
    let jump = try #require(try Jump(jumping, against: fit))
    #expect((28...31).contains(jump.left) && jump.right == jump.left + 1 && (jump.height - 1).magnitude < 0.1)
    let bent = try KnotRows.bent(60, noise: 0.2, bend: 1, &generator)
    #expect(try Jump(bent, against: KnotFit(bent, knots: 1, minRows: 3)) == nil)
  }

  @Test func aFoldThatFailsIsNamed() throws {
    var generator = SeededGenerator(seed: 3)
    var y = (0..<60).map { max(0, Double($0) - 20) + 0.1 * KnotRows.normal(&generator) }
    y[33] += 20
    let chosen = try KnotSelection(
      KnotRows.rows((0..<60).map(Double.init), y), upTo: 2, by: .crossValidation(folds: 10), minRows: 3)
    let validation = try #require(chosen.validation)
    #expect(validation.failures(knots: 1) == [3])
  }
}
