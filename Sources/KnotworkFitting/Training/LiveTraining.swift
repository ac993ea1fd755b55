import Knotwork

/// One network in training on all rows of a table, to be looked at between epochs: no choices, no validation, and steps of the same
/// size throughout, so that training may go on as long as somebody watches.
///
/// The same table, options and seed give the same networks, epoch by epoch.
public struct LiveTraining: Sendable {
  /// The rows.
  public let table: DataTable
  private let activation: Activation
  private let scaling: Standardization
  private let data: TrainingData
  private var run: TrainingRun
  private static let endless = 1 << 40

  /// Training that has not begun: the network is the first one.
  ///
  /// - Parameters:
  ///   - table: the rows.
  ///   - options: sizes, bias, activation, penalties, rows per step, step size, seed and first knots; the rest is not looked at.
  /// - Requires: the table has rows and inputs, `options.hidden` says the sizes.
  public init(_ table: DataTable, _ options: TrainingOptions) {
    precondition(table.rowCount > 0 && table.inputCount > 0, "LiveTraining: the table has no rows or no inputs")
    self.table = table
    activation = options.activation
    scaling = Standardization(table, hasBias: options.hasBias)
    data = TrainingData(table, scaling)
    var plan = options.plans(for: table)[0]
    plan.l2 = options.l2 ?? 0
    // The schedule of step sizes has no end that is reached.
    plan.epochs = LiveTraining.endless
    let layout = Trainer(options).layout(plan, inputs: table.inputCount)
    run = TrainingRun(
      layout, plan, options.initialization ?? (table.inputCount == 1 ? .data : .he), data: data, seed: options.seed)
  }

  /// How often every row was used.
  public private(set) var epoch = 0

  /// How many steps were made.
  public var steps: Int { run.state.steps }

  /// What the target is divided by in training: its standard deviation, or its root mean square without biases.
  public var targetScale: Double { scaling.targetScale }

  /// Uses every row once, in a new order.
  ///
  /// - Returns: whether training may go on; false when it was cancelled, and when the steps were too long for these data: what was
  ///   good before stays.
  public mutating func advance(progress: TrainingProgress) -> Bool {
    guard run.advance(data, validation: nil, progress: progress), run.epoch < LiveTraining.endless else { return false }
    epoch += 1
    return true
  }

  /// The network as it is now, in original units.
  ///
  /// - Throws: `InvalidNetwork` where a weight overflows.
  public func network() throws(InvalidNetwork) -> Network {
    try scaling.network(
      run.layout, run.layout.compact(run.state.parameters), activation: activation, table: table)
  }
}
