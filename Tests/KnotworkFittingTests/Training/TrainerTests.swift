import Knotwork
import KnotworkGeometry
import Synchronization
import Testing
import _KnotworkTestSupport

@testable import KnotworkFitting

/// Fitting networks: determinism, original units, degenerate tables, stopping and going on.
@Suite struct TrainerTests {
  /// y = |x1| + x2 / 2 with inputs of very different sizes and a little noise.
  private func table(rows: Int = 80) -> DataTable {
    var generator = SeededGenerator(seed: 5)
    let x1 = (0..<rows).map { _ in Double.random(in: -1000...1000, using: &generator) }
    let x2 = (0..<rows).map { _ in Double.random(in: 0...0.01, using: &generator) }
    let y = (0..<rows).map { 5000 + x1[$0].magnitude + 2000 * x2[$0] + Double.random(in: -5...5, using: &generator) }
    return DataTable(inputNames: ["a", "b"], columns: [x1, x2], targetName: "c", target: y)
  }

  private var quick: TrainingOptions {
    var options = TrainingOptions()
    options.hidden = [6]
    options.l2 = 1e-5
    options.epochs = 60
    return options
  }

  @Test func sameSeedSameNetworkForAnyNumberOfThreads() throws {
    var options = TrainingOptions()
    options.epochs = 8
    let networks = try [1, 2, 5].map { threads in
      options.threads = threads
      return try Trainer(options).fit(table()).network
    }
    #expect(networks.allSatisfy { $0 == networks[0] })
    options.seed = 2
    #expect(try Trainer(options).fit(table()).network != networks[0])
  }

  @Test func takesTheTablesOwnUnits() throws {
    let table = table()
    let fit = try Trainer(quick).fit(table)
    #expect(fit.isComplete && fit.network.inputNames == ["a", "b"] && fit.network.outputNames == ["c"])
    #expect(fit.network.layers.map(\.unitCount) == [6, 1])
    let predictions = fit.network.predictions(for: table)
    #expect(Scores(of: predictions, for: table).rmse < 20)
    #expect(Scores(of: LinearRegression(table)(table), for: table).rmse > 200)
    for row in 0..<table.rowCount {
      let value = fit.network(table.inputs(of: row))[0]
      #expect((value - predictions[row]).magnitude < 1e-9 * value.magnitude)
    }
    let single = fit.network.predictions(
      single: (0..<table.rowCount).flatMap { table.inputs(of: $0).map(Float.init) }, threads: 2)
    for (a, b) in zip(single, predictions) { #expect((Double(a) - b).magnitude < 1e-2) }
  }

  /// Steps with all rows at once are the same on any number of threads, and those of one thread without parts.
  @Test func fullBatchesAreSharedOut() throws {
    let table = table(rows: 3000)
    let data = TrainingData(table, Standardization(table, hasBias: true))
    let layout = ParameterLayout(widths: [2, 9, 1], slopes: [Float](repeating: 0, count: 9) + [1], hasBias: true)
    let plan = TrainingPlan(hidden: [9], l1: 0, l2: 1e-4, epochs: 5, batch: 3000, rate: 0.01)
    let runs = [1, 2, 7].map { threads in
      var run = TrainingRun(layout, plan, .data, data: data, seed: 4)
      while run.epoch < 5 {
        _ = run.advance(data, validation: nil, progress: TrainingProgress(), threads: threads)
      }
      return run
    }
    #expect(runs[1].best == runs[0].best && runs[2].best == runs[0].best)
    var state = TrainingRun(layout, plan, .data, data: data, seed: 4).state
    let settings = AdamSettings(rate: 0.01, l2: 1e-4)
    let loss = Kernels.best.train(
      layout, &state, on: data, order: (0..<3000).map { $0 }, batch: 3000, settings: settings)
    var other = TrainingRun(layout, plan, .data, data: data, seed: 4)
    _ = other.advance(data, validation: nil, progress: TrainingProgress(), threads: 2)
    #expect((other.trainingLoss - loss / 3000).magnitude < 1e-5 * loss)
    for (a, b) in zip(state.parameters, other.best) { #expect((a - b).magnitude < 1e-3) }
  }

  @Test func withoutBiasesThereAreNone() throws {
    var options = quick
    options.hasBias = false
    let network = try Trainer(options).fit(table()).network
    #expect(network.layers.allSatisfy { !$0.hasBias && $0.bias.allSatisfy { $0 == 0 } })
    #expect(network([0, 0]) == [0])
  }

  @Test func plansFollowTheOptions() {
    var options = quick
    (options.l1, options.decay, options.rate, options.batch) = (0.1, 0.2, 0.3, 16)
    let plans = options.plans(for: table())
    #expect(
      plans == [
        TrainingPlan(
          hidden: [6], l1: 0.1, l2: 1e-5, epochs: 60, batch: 16, rate: 0.3, decay: 0.2)
      ])
    #expect(TrainingOptions().plans(for: table()).count == 12)
  }

  @Test func leakyUnitsStayLeaky() throws {
    var options = quick
    options.activation = .leakyReLU(slope: 0.1)
    let table = table()
    let network = try Trainer(options).fit(table).network
    #expect(network.layers[0].activations.allSatisfy { $0 == .leakyReLU(slope: 0.1) })
    #expect(Scores(of: network.predictions(for: table), for: table).rmse < 40)
  }

  @Test func degenerateTablesAreFitted() throws {
    let tables = [
      DataTable(inputNames: ["x"], columns: [[1]], targetName: "y", target: [2]),
      DataTable(inputNames: ["x"], columns: [[1, 2, 3, 4]], targetName: "y", target: [7, 7, 7, 7]),
      DataTable(
        inputNames: ["x", "z"], columns: [Array(repeating: 3, count: 12), Array(repeating: 0, count: 12)],
        targetName: "y", target: (0..<12).map(Double.init)),
      DataTable(
        inputNames: ["x"], columns: [(0..<20).map { Double($0) * 1e150 }], targetName: "y",
        target: (0..<20).map { Double($0) * 1e-150 }),
    ]
    for table in tables {
      let predictions = try Trainer(quick).fit(table).network.predictions(for: table)
      #expect(predictions.allSatisfy { $0.isFinite })
      let mean = table.target.reduce(0) { $0 + $1 / Double(table.rowCount) }
      let scores = Scores(of: predictions, for: table)
      let spread = Scores(of: table.target.map { _ in mean }, for: table).rmse
      #expect(scores.rmse <= 1.05 * spread + 0.1 * mean.magnitude)
    }
  }

  @Test func weightsCount() throws {
    // Two clusters of contradicting targets at the same inputs: the heavy one wins.
    let x = (0..<40).map { Double($0 / 2) }
    let y = (0..<40).map { $0 % 2 == 0 ? 0.0 : 10.0 }
    let weights = (0..<40).map { $0 % 2 == 0 ? 1e-6 : 1.0 }
    let fit = try Trainer(quick).fit(
      DataTable(inputNames: ["x"], columns: [x], targetName: "y", target: y, weights: weights))
    #expect((fit.network([10])[0] - 10).magnitude < 0.5)
  }

  /// Keeps records, and cancels after some stores.
  private final class Memory: TrainingJournal {
    private let state = Mutex<(runs: [String: TrainingRecord], left: Int)>(([:], .max))
    private let progress: TrainingProgress?

    init(_ runs: [String: TrainingRecord] = [:], stopAfter: Int = .max, _ progress: TrainingProgress? = nil) {
      self.progress = progress
      state.withLock { $0 = (runs, stopAfter) }
    }

    var runs: [String: TrainingRecord] { state.withLock { $0.runs } }
    func record(of run: String) -> TrainingRecord? { runs[run] }
    func store(_ record: TrainingRecord, of run: String) {
      let isOver = state.withLock { state in
        state.runs[run] = record
        state.left -= 1
        return state.left == 0
      }
      if isOver { progress?.cancel() }
    }
  }

  /// Wherever it is stopped: the network so far is given, and going on ends with the network of an uninterrupted fit.
  @Test(arguments: [1, 30, 150, 301, 340, 420])
  func stoppedAndResumedEqualsUninterrupted(_ stop: Int) throws {
    let table = table()
    let whole = try Trainer(quick).fit(table)
    let progress = TrainingProgress()
    let memory = Memory(stopAfter: stop, progress)
    let first = try Trainer(quick, progress: progress, journal: memory).fit(table)
    #expect(!first.isComplete && first.network.layers.map(\.unitCount) == [6, 1])
    let second = try Trainer(quick, journal: Memory(memory.runs)).fit(table)
    #expect(second.isComplete && second.network == whole.network)
  }

  @Test func meansOfNetworksAreNetworks() throws {
    var generator = SeededGenerator(seed: Seed.current)
    let networks = try (0..<3).map { number in
      try RandomNetworks.network(
        inputs: 3, hidden: [5 + number, 4], outputs: 2, weights: .he, hasBias: true, leaky: true, using: &generator)
    }
    let mean = try Network.mean(of: networks)
    #expect(mean.layers.map(\.unitCount) == [18, 12, 2])
    for _ in 0..<100 {
      let x = (0..<3).map { _ in Double.random(in: -2...2, using: &generator) }
      let values = networks.map { $0(x) }
      for (output, value) in mean(x).enumerated() {
        #expect((value - values.reduce(0) { $0 + $1[output] } / 3).magnitude < 1e-12)
      }
    }
  }

  /// Small problems are fitted to the optimum that the data have by construction.
  @Test func refinementFindsAKnot() throws {
    let x = (0..<50).map { Double($0) / 10 }
    let y = x.map { 1 + 2 * max(0, $0 - 2.03) }
    var options = quick
    options.hidden = [3]
    options.l2 = 0
    options.restarts = 5
    options.epochs = 200
    let table = DataTable(inputNames: ["x"], columns: [x], targetName: "y", target: y)
    let network = try Trainer(options).fit(table).network
    #expect(Scores(of: network.predictions(for: table), for: table).rmse < 1e-3)
  }
}
