import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry
import Testing
import _KnotworkTestSupport

@testable import KnotworkAnswers

/// `fit` compares models on the same folds and takes the simplest one within one standard error of the best.
@Suite(.timed) struct ModelChoiceTests {
  private enum Truth { case line, sum, pair }

  /// Three inputs, of which the last says nothing, and noise of 0.1.
  private func table(_ truth: Truth) -> DataTable {
    var generator = SeededGenerator(seed: 5)
    func column() -> [Double] { (0..<150).map { _ in Double.random(in: -1...1, using: &generator) } }
    let columns = [column(), column(), column()]
    let noise = column().map { 0.1 * $0 }
    let target = noise.indices.map { row -> Double in
      let (a, b) = (columns[0][row], columns[1][row])
      return switch truth {
      case .line: a - 2 * b + noise[row]
      case .sum: 3 * a.magnitude + b + noise[row]
      case .pair: 3 * (a + b).magnitude + noise[row]
      }
    }
    return DataTable(inputNames: ["a", "b", "c"], columns: columns, targetName: "y", target: target)
  }

  private func request(_ folds: Folds?) -> FitRequest {
    var training = TrainingOptions()
    (training.epochs, training.restarts) = (4, 1)
    return FitRequest(training, folds: folds)
  }

  private func answer(_ truth: Truth) throws -> FitAnswer {
    let table = table(truth)
    return try request(Folds(count: 4, of: table, seed: 2)).answer(about: table)
  }

  @Test func aPairIsFoundAndWritten() throws {
    let fit = try answer(.pair)
    let pairwise = try #require(fit.pairwise)
    #expect(pairwise.pairs.map(\.names) == [["a", "b"]])
    let choice = try #require(fit.choice)
    #expect(choice.chosen == .pairwise && choice.simplest == .pairwise)
    #expect(fit.network == pairwise.network && fit.chosenSum?.network == pairwise.network)
    #expect(fit.knotCount(of: .pairwise) == pairwise.knotCount + pairwise.hingeCount)
    let comparison = try #require(fit.comparison)
    #expect(comparison.methods == [.network, .additive, .pairwise, .linear, .mean])
    #expect(try #require(comparison.summary(of: .pairwise) { $0.rmse }).mean < 0.15)
    #expect(try #require(comparison.summary(of: .additive) { $0.rmse }).mean > 0.3)

    let bytes = try fit.document().bytes
    #expect(try Contract.offences(of: bytes) == [])
    let document = try JSONValue(parsing: bytes)
    #expect(document["choice"]?["chosen"] == .string("pairwise"))
    let units = fit.fitted.network.layers.dropLast().reduce(0) { $0 + $1.unitCount }
    let knots = ["network": units, "additive": fit.additive?.knotCount, "linear": 0, "mean": 0]
      .merging(["pairwise": pairwise.knotCount + pairwise.hingeCount]) { $1 }
    for (method, count) in knots {
      #expect(try #require(document["test"]?[method]?["knots"]?.number) == Double(#require(count)), "\(method)")
    }
    #expect(document["folds"]?.elements?.allSatisfy { $0["pairwise"]?["rmse"]?.number != nil } == true)
    #expect(document["pairs"]?.elements?.map { $0["inputs"] } == [.array([.string("a"), .string("b")])])
    #expect(document["folds_without_pairs"]?.number == 0)

    // No trained network of any size is the answer.
    let sizes = try #require(document["sizes"]?.elements)
    #expect(sizes.count > 1 && sizes.allSatisfy { $0["chosen"] == .boolean(false) })

    let text = try fit.text()
    #expect(text.contains("Sum of broken lines with ") && text.contains(" of 1 pair (a and b): RMSE"))
    #expect(text.contains("sum of broken lines with pairs") && !text.contains("no pair"))
    #expect(text.contains("\ny = ") && text.contains(pairwise.pairs[0].equation))
    let report = try ReportAnswer(fit, seed: 1).text()
    #expect(report.contains("Hinges of pairs of inputs") && report.contains("<td>a, b</td><td>"))
    // Inputs that matter through their pair have a picture of what both parts of the sum say.
    #expect(report.contains("curves and pairs together") && report.contains("partial dependence"))
  }

  /// In the rows of one fold the inputs a and b bend together, in those of the other they do not.
  @Test func foldsWithoutAPairAreTold() throws {
    var generator = SeededGenerator(seed: 6)
    func column() -> [Double] { (0..<160).map { _ in Double.random(in: -1...1, using: &generator) } }
    let (a, b, noise) = (column(), column(), column())
    let target = a.indices.map { row in
      (row % 2 == 0 ? 3 * (a[row] + b[row]).magnitude : a[row]) + 0.1 * noise[row]
    }
    let table = DataTable(inputNames: ["a", "b"], columns: [a, b], targetName: "y", target: target)
    let split = "row,fold\n" + target.indices.map { "\($0),\($0 % 2)\n" }.joined()
    let fit = try request(Folds(ByteSource(Array(split.utf8), name: "split"), of: table)).answer(about: table)
    #expect(fit.pairwise?.pairs.count == 1 && fit.foldsWithoutPairs == 1)
    #expect(try fit.text().contains("\non 1 of 2 folds no pair got hinges: there both sums are the same\n"))
    let document = try JSONValue(parsing: fit.document().bytes)
    #expect(document["folds_without_pairs"]?.number == 1)
    // There the same sum is compared twice.
    let isSame = try #require(document["folds"]?.elements).map { $0["additive"] == $0["pairwise"] }
    #expect(isSame.sorted { !$0 && $1 } == [false, true])
    #expect(try ReportAnswer(fit, seed: 1).text().contains("On 1 of 2 folds no pair got hinges"))
  }

  /// Where the best is wanted, sums are those with the least error too, not the smallest ones near it.
  @Test func theBestSumIsCompared() throws {
    let table = table(.pair)
    var request = request(Folds(count: 2, of: table, seed: 2))
    request.preference = .best
    let fit = try request.answer(about: table)
    var options = AdditiveOptions()
    options.prefersSmall = false
    #expect(try fit.additive?.network == AdditiveFit(table, options).network)
    #expect(fit.choice?.chosen == fit.choice?.best && fit.choice?.best == .pairwise)
    options.prefersSmall = true
    #expect(try fit.additive?.network != AdditiveFit(table, options).network)
  }

  /// Cancelled when the network is there, nothing is compared any more, and it is the answer.
  @Test func stoppedBeforeTheSumsTheNetworkIsTheAnswer() throws {
    let table = table(.sum)
    let progress = TrainingProgress()
    var kept: [Network] = []
    let fit = try request(Folds(count: 4, of: table, seed: 2)).answer(about: table, progress: progress) {
      kept.append($0)
      progress.cancel()
    }
    #expect(fit.stop == .cancelled && !fit.isComplete && fit.additive == nil && fit.choice == nil)
    #expect(kept == [fit.fitted.network] && fit.network == fit.fitted.network)
    #expect(fit.comparison?.folds.isEmpty == true)
    #expect(try !fit.text().contains("no pair"))
    #expect(try Contract.offences(of: fit.document().bytes) == [])
    #expect(try JSONValue(parsing: fit.document().bytes)["pairs"] == nil)
  }

  /// Of models that predict alike the simplest one is taken, also where the best is wanted.
  @Test func equalModelsAreOrderedBySimplicity() throws {
    let x = (0..<30).map(Double.init)
    let table = DataTable(inputNames: ["x"], columns: [x], targetName: "y", target: x.map { ($0 - 15).magnitude })
    let bend = try Network(layers: [
      Layer(weights: Matrix([[1], [-1]]), bias: [-15, 15], activation: .relu),
      Layer(weights: Matrix([[1, 1]]), activation: .linear),
    ])
    let line = try Network(layers: [Layer(weights: Matrix([[1]]), activation: .linear)])
    func chosen(_ network: Network, _ sums: [CrossValidation.Method: Network]) throws -> [CrossValidation.Method] {
      let comparison = CrossValidation(
        table, split: x.indices.map { $0 % 3 }, names: ["1", "2", "3"], sums: { _ in sums },
        fit: { _, _ in (network, nil) })
      return try [.simplest, .best].map { try #require(ModelChoice(comparison, $0)).chosen }
    }
    #expect(try chosen(bend, [.additive: bend, .pairwise: bend]) == [.additive, .additive])
    #expect(try chosen(bend, [.additive: line, .pairwise: bend]) == [.pairwise, .pairwise])
    #expect(try chosen(bend, [.additive: line, .pairwise: line]) == [.network, .network])
    #expect(try chosen(line, [:]) == [.linear, .linear])
  }

  @Test func whereNoPairIsWorthItNoneIsCompared() throws {
    let fit = try answer(.sum)
    #expect(fit.additive != nil && fit.pairwise == nil && fit.choice?.chosen == .additive)
    #expect(fit.comparison?.methods == [.network, .additive, .linear, .mean])
    #expect(fit.network == fit.additive?.network && fit.knotCount(of: .pairwise) == nil)
    #expect(try fit.text().contains("\nno pair of inputs got hinges of its own\n"))
    #expect(try ReportAnswer(fit, seed: 1).text().contains("No pair of inputs got hinges of its own."))
  }

  @Test func aLineIsSimplest() throws {
    let fit = try answer(.line)
    #expect(fit.choice?.chosen == .linear && fit.chosenSum == nil && fit.knotCount(of: .linear) == 0)
    #expect(fit.network([0.5, 0.25, 0])[0].magnitude < 0.1)
  }
}
