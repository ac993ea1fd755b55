import Knotwork
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// What is chosen between trained networks and broken lines, small networks, deadlines, and what deserves a warning.
@Suite(.timed) struct FittedNetworkTests {
  private func table(_ f: (Double) -> Double, rows: Int = 90, noise: Double = 0.2) -> DataTable {
    var generator = SeededGenerator(seed: 5)
    let x = (0..<rows).map { 10 * Double($0) / Double(rows) }
    let y = x.map { f($0) + Double.random(in: -noise...noise, using: &generator) }
    return DataTable(inputNames: ["x"], columns: [x], targetName: "y", target: y)
  }

  private var quick: TrainingOptions {
    var options = TrainingOptions()
    (options.epochs, options.restarts) = (40, 1)
    return options
  }

  @Test func aBrokenLineIsTakenWhereItIsAsGood() throws {
    let table = table { $0 < 4 ? $0 : 8 - $0 }
    let fitted = try FittedNetwork(Trainer(quick), table, label: "all")
    let line = try #require(fitted.line)
    #expect(fitted.isLine && line.knots == 1 && line.trials.count == 9)
    #expect(line.trials.map(\.knots) == Array(0...8) && line.trials.allSatisfy { $0.losses.count == 5 })
    #expect((line.fit.knots[0] - 4).magnitude < 0.2)
    #expect(fitted.network.layers.map(\.unitCount) == [2, 1])
    for x in table.columns[0] { #expect((fitted.network([x])[0] - line.fit.line(x)).magnitude < 1e-9) }
    // The trials of networks know their pieces and errors.
    let trials = fitted.trained.trials
    #expect(trials.count { $0.pieces != nil } == 3 && trials.allSatisfy { $0.losses.count == 5 })
    #expect(trials.compactMap(\.pieces).allSatisfy { $0 >= 1 && $0 <= 90 })
  }

  @Test func whatIsAskedForIsNotReplaced() throws {
    var options = quick
    options.hidden = [3]
    let fitted = try FittedNetwork(Trainer(options), table { $0 < 4 ? $0 : 8 - $0 }, label: "all")
    #expect(!fitted.isLine && fitted.network.layers.map(\.unitCount) == [3, 1] && fitted.line?.knots == 1)
    let two = DataTable(
      inputNames: ["a", "b"], columns: [[1, 2, 3, 4], [2, 1, 4, 3]], targetName: "y", target: [1, 2, 3, 4])
    #expect(try FittedNetwork(Trainer(options), two, label: "all").line == nil)
  }

  /// Within one standard error of the best nothing smaller is left out.
  @Test func smallNetworksAreTheSmallestWithinOneStandardError() throws {
    var options = quick
    (options.prefersSmall, options.l2, options.epochs) = (true, 1e-6, 100)
    let table = table { $0 < 4 ? $0 : 8 - $0 }
    let fit = try Trainer(options).fit(table)
    let best = try #require(fit.trials.map(\.error).min { $0.mean < $1.mean })
    let limit = best.mean + (best.meanError ?? 0)
    let chosen = fit.trials[fit.chosen]
    #expect(chosen.error.mean <= limit)
    for trial in fit.trials where trial.hidden.reduce(0, +) < chosen.hidden.reduce(0, +) {
      #expect(trial.error.mean > limit, "\(trial.hidden)")
    }
    #expect(fit.trials.count == 10 && chosen.hidden.reduce(0, +) <= 4)
    #expect(fit.network.layers.dropLast().map(\.unitCount) == chosen.hidden)
  }

  @Test func theStandardErrorIsThatOfTheTextbook() {
    let error = HeldOutError([1, 2, 6])
    #expect(error.mean == 3 && error.meanError == (14.0 / 2 / 3).squareRoot() && error.rmse == 3.0.squareRoot())
    #expect(error.rmseError == (14.0 / 6).squareRoot() / (2 * 3.0.squareRoot()))
    #expect(HeldOutError([]).mean == .infinity && HeldOutError([2]).meanError == nil)
  }

  /// Past its deadline a fit still gives a network: linear regression where nothing was trained.
  @Test func aDeadlineLeavesTheBestSoFar() throws {
    let table = table { 2 * $0 + 1 }
    let progress = TrainingProgress(timeLimit: .zero)
    let fit = try Trainer(quick, progress: progress).fit(table)
    #expect(!fit.isComplete && progress.stop == .timeLimit(.zero))
    let linear = LinearRegression(table)
    for x in [0.0, 3, 10] { #expect((fit.network([x])[0] - linear([x])).magnitude < 1e-9) }
    progress.cancel()
    #expect(progress.stop == .cancelled && TrainingProgress().stop == nil)
    var options = quick
    options.hasBias = false
    let plain = try Trainer(options, progress: progress).fit(table).network
    #expect(plain([0])[0] == 0 && !plain.layers.contains { $0.hasBias })
  }

  @Test func foldsThatFailAreFound() throws {
    var generator = SeededGenerator(seed: 3)
    var x = (0..<60).map { _ in Double.random(in: -1...1, using: &generator) }
    var y = x.map { $0 + Double.random(in: -0.1...0.1, using: &generator) }
    let split = (0..<60).map { $0 / 12 }
    func comparison() throws -> CrossValidation {
      let table = DataTable(inputNames: ["x"], columns: [x], targetName: "y", target: y)
      return try CrossValidation(table, split: split, names: (1...5).map(String.init)) { rows, _ in
        (try Network.linear(rows.copied(), hasBias: true), nil)
      }
    }
    #expect(try comparison().failures(of: .network).isEmpty)
    #expect(try comparison().methods == [.network, .linear, .mean])
    (x[30], y[30]) = (30, -30)
    let failed = try comparison()
    #expect(failed.failures(of: .network) == [2] && failed.failures(of: .linear) == [2])
  }

  @Test func aRegionForEveryRowIsABlackBox() throws {
    let x = (0..<20).map(Double.init)
    func diagnostics(knots: [Double], copies: Int = 1) throws -> FitDiagnostics {
      let network = try Network(layers: [
        Layer(weights: .init(knots.map { _ in [1] }), bias: knots.map { -$0 }, activation: .relu),
        Layer(weights: .init([knots.map { _ in 1 }]), bias: [0], activation: .linear),
      ])
      let column = (0..<copies).flatMap { _ in x }
      let table = DataTable(inputNames: ["x"], columns: [column], targetName: "y", target: column)
      return FitDiagnostics(network, on: table, residuals: column.map { _ in 0 })
    }
    let every = try diagnostics(knots: (0..<19).map { Double($0) + 0.5 }, copies: 3)
    #expect(every.pieces.count == 20 && every.pointCount == 20 && every.rowCount == 60 && every.isBlackBox)
    #expect(try diagnostics(knots: (0..<9).map { Double($0) + 0.5 }).isBlackBox)
    #expect(try !diagnostics(knots: (0..<8).map { Double($0) + 0.5 }).isBlackBox)
    #expect(try !diagnostics(knots: [3.5, 9.5]).isBlackBox)
  }
}
