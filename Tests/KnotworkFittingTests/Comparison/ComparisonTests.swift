import Knotwork
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Scores, folds, the paired test, and what a fit says of its pieces.
@Suite(.timed) struct ComparisonTests {
  @Test func scoresAreThoseOfTheTextbook() {
    let table = DataTable(inputNames: [], columns: [], targetName: "y", target: [1, 2, 3, 6])
    let scores = Scores(of: [2, 2, 2, 2], for: table)
    #expect(scores.rmse == (18.0 / 4).squareRoot() && scores.mae == 1.5)
    #expect(scores.rSquared == 1 - 18.0 / 14)
    let weighted = DataTable(inputNames: [], columns: [], targetName: "y", target: [1, 5], weights: [3, 1])
    let some = Scores(of: [1, 1], for: weighted)
    #expect(some.rmse == 2 && some.mae == 1 && some.rSquared == 1 - 16.0 / 12)
  }

  @Test func foldsAreEvenAndTheirOwnSeeds() {
    let split = CrossValidation.split(rows: 103, count: 5, seed: 1)
    #expect((0..<5).map { fold in split.count { $0 == fold } }.sorted() == [20, 20, 21, 21, 21])
    #expect(split == CrossValidation.split(rows: 103, count: 5, seed: 1))
    #expect(split != CrossValidation.split(rows: 103, count: 5, seed: 2))
  }

  private func comparison(bent: Bool) throws -> CrossValidation {
    var generator = SeededGenerator(seed: 3)
    let x = (0..<120).map { _ in Double.random(in: -1...1, using: &generator) }
    let y = x.map { (bent ? $0.magnitude : $0) + Double.random(in: -0.1...0.1, using: &generator) }
    var options = TrainingOptions()
    options.hidden = [4]
    options.l2 = 1e-4
    options.epochs = 60
    let table = DataTable(inputNames: ["x"], columns: [x], targetName: "y", target: y)
    return try CrossValidation(
      table, split: CrossValidation.split(rows: 120, count: 5, seed: 1), names: ["a", "b", "c", "d", "e"]
    ) { rows, label in (try Trainer(options).fit(rows.copied(), label: label).network, nil) }
  }

  @Test func theBendEarnsItsKeepWhereThereIsOne() throws {
    let bent = try comparison(bent: true)
    #expect(bent.isComplete && bent.folds.map(\.name) == ["a", "b", "c", "d", "e"])
    #expect(bent.folds.allSatisfy { $0.testRows == 24 && $0.trainingRows == 96 })
    #expect(bent.verdict == .yes)
    let straight = try comparison(bent: false)
    #expect(straight.verdict != .yes)
  }

  /// Sums are scored by their names; where one is not finished, neither is the fold.
  @Test func sumsAreComparedOrStopTheWork() throws {
    let x = (0..<30).map(Double.init)
    let table = DataTable(inputNames: ["x"], columns: [x], targetName: "y", target: x.map { 2 * $0 })
    let (exact, zero) = try (
      Network(layers: [Layer(weights: Matrix([[2]]), activation: .linear)]),
      Network(layers: [Layer(weights: Matrix([[0]]), activation: .linear)])
    )
    func compared(stoppingAt fold: Int) -> CrossValidation {
      var fitted = 0
      return CrossValidation(
        table, split: x.indices.map { $0 % 3 }, names: ["1", "2", "3"],
        sums: { _ in
          fitted += 1
          return fitted > fold ? nil : [.additive: zero, .pairwise: exact]
        },
        fit: { _, _ in (zero, nil) })
    }
    let whole = compared(stoppingAt: 3)
    #expect(whole.isComplete && whole.methods == [.network, .additive, .pairwise, .linear, .mean])
    #expect(try #require(whole.summary(of: .pairwise) { $0.rmse }).mean == 0)
    #expect(try #require(whole.summary(of: .additive) { $0.rmse }).mean > 10)
    let part = compared(stoppingAt: 2)
    #expect(!part.isComplete && part.folds.map(\.name) == ["1", "2"])
  }

  /// The corrected resampled t-test by its formula.
  @Test func pairedTestAllowsForOverlap() throws {
    let comparison = try comparison(bent: true)
    let differences = comparison.folds.map { fold in
      let (network, linear) = (fold.scores[.network]!.rmse, fold.scores[.linear]!.rmse)
      return linear - network
    }
    let mean = differences.reduce(0, +) / 5
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
    let test = try #require(comparison.test(.network, against: .linear))
    #expect((test.difference - mean).magnitude < 1e-15)
    #expect((test.t - mean / (variance * (0.2 + 0.25)).squareRoot()).magnitude < 1e-9 * test.t.magnitude)
    #expect(test.p == StudentT(degreesOfFreedom: 4).twoSidedP(test.t))
    #expect(try #require(comparison.test(.linear, against: .network)).t == -test.t)
    let summary = try #require(comparison.summary(of: .linear) { $0.rmse })
    #expect(summary.mean > 0.2 && summary.error != nil)
  }

  @Test func diagnosticsCountUnitsAndRows() throws {
    // Unit 1 bends at 0, unit 2 is active everywhere, unit 3 nowhere in the data.
    let network = try Network(layers: [
      Layer(weights: .init([[1], [1], [1]]), bias: [0, 10, -10], activation: .relu),
      Layer(weights: .init([[1, 1, 1]]), bias: [0], activation: .linear),
    ])
    let x = [-2.0, -1, 0, 1, 2, 3, 4]
    let table = DataTable(
      inputNames: ["x1"], columns: [x], targetName: "y", target: x.map { network([$0])[0] + ($0 > 0 ? 0.5 : 0) })
    let diagnostics = FitDiagnostics(
      network, on: table, residuals: zip(table.target, network.predictions(for: table)).map { $0 - $1 })
    #expect(diagnostics.deadUnits == [1] && diagnostics.alwaysActiveUnits == [1])
    #expect(diagnostics.pieces.map(\.pattern.description) == ["110", "010"])
    #expect(diagnostics.pieces.map(\.rowCount) == [4, 3])
    #expect(diagnostics.pieces.map(\.meanResidual) == [0.5, 0] && diagnostics.pieces.map(\.rmse) == [0.5, 0])
  }
}
