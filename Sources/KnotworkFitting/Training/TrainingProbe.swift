/// Training without choices, to measure how fast it is: one network, given rows, any number of epochs.
///
/// For benchmarks; ``Trainer`` fits networks.
@_spi(Benchmarks)
public struct TrainingProbe {
  private var run: TrainingRun
  private let data: TrainingData
  private let threads: Int

  /// Makes the network of these widths, from inputs to the one output.
  public init(_ table: DataTable, widths: [Int], batch: Int, rate: Double, threads: Int) {
    let units = widths.dropFirst().dropLast().reduce(0, +)
    let layout = ParameterLayout(
      widths: widths, slopes: [Float](repeating: 0, count: units) + [1], hasBias: true)
    data = TrainingData(table, Standardization(table, hasBias: true))
    // The schedule has no end that is reached.
    let plan = TrainingPlan(
      hidden: Array(widths.dropFirst().dropLast()), l1: 0, l2: 0, epochs: 1 << 40, batch: batch, rate: rate)
    run = TrainingRun(layout, plan, .he, data: data, seed: 1)
    self.threads = threads
  }

  /// Uses every row once; gives the mean squared error of the standardised target.
  public mutating func epoch() -> Double {
    _ = run.advance(data, validation: nil, progress: TrainingProgress(), threads: threads)
    return run.trainingLoss
  }
}
