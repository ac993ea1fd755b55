import Knotwork

/// What a network is fitted with; nil means that the data decide.
public struct TrainingOptions: Equatable, Sendable {
  /// The units of each hidden layer; nil chooses among sizes by validation.
  public var hidden: [Int]?
  /// Whether units have biases.
  public var hasBias = true
  /// The activation of hidden units.
  public var activation = Activation.relu
  /// The factor on Σ |w| in the penalised mean squared error of the standardised target.
  public var l1 = 0.0
  /// The factor on Σ w² there; nil chooses by validation.
  public var l2: Double?
  /// How much each step shrinks the weights beside the gradient, as a factor on the step size (AdamW).
  public var decay = 0.0
  /// How often at most each row is used; nil depends on their number.
  public var epochs: Int?
  /// Rows per step; nil depends on their number.
  public var batch: Int?
  /// The first step size of Adam.
  public var rate = 0.002
  /// Where the first knots lie; nil places them in the data where there is one input, and leaves them to He otherwise.
  public var initialization: Initialization?
  /// Where all random choices start; the same seed gives the same network for any number of threads.
  public var seed: UInt64 = 1
  /// How many networks are trained on all rows; nil depends on their number.
  public var restarts: Int?
  /// How many of them, the best ones, are averaged into one network; nil averages all where the size is free too and
  /// validation chose a larger one, and otherwise keeps the best one alone.
  public var average: Int?
  /// Whether the smallest size is chosen whose error on rows held out is within one standard error of the best (Breiman,
  /// Friedman, Olshen and Stone 1984), and not the best; more and smaller sizes are tried for it.
  public var prefersSmall = false
  /// How many threads share the work.
  public var threads = 1

  /// Options that leave all to the data.
  public init() {}
}

/// One way to train.
struct TrainingPlan: Equatable, Sendable {
  var hidden: [Int]
  var l1: Double
  var l2: Double
  var epochs: Int
  var batch: Int
  var rate: Double
  /// What follows, with all rows in every step.
  var finish: Finish?
  var decay = 0.0

  /// How many steps a quasi-Newton finish makes at most.
  var finishSteps: Int { epochs / 3 }

  /// How often each row is used at most, but for a Levenberg–Marquardt finish.
  var passes: Int { epochs + (finish == .quasiNewton ? finishSteps : 0) }

  /// A second-order method that ends training.
  enum Finish: Sendable {
    /// For few parameters; see ``LevenbergMarquardt``.
    case levenbergMarquardt
    /// For more; see ``QuasiNewton``.
    case quasiNewton
  }
}

extension TrainingOptions {
  /// What is tried on a table, smaller networks first.
  func plans(for table: DataTable) -> [TrainingPlan] {
    let n = table.rowCount
    let sizes = hidden.map { [$0] } ?? (prefersSmall ? TrainingOptions.smallSizes : TrainingOptions.sizes(rows: n))
    let epochs = epochs ?? TrainingOptions.epochs(rows: n)
    let batch = min(batch ?? (n < 4000 ? 32 : n < 20_000 ? 64 : 128), max(1, n))
    return sizes.flatMap { hidden in
      let penalties = l2.map { [$0] } ?? TrainingOptions.penalties(rows: n)
      return penalties.map { l2 in
        TrainingPlan(
          hidden: hidden, l1: l1, l2: l2, epochs: epochs, batch: batch, rate: rate,
          finish: l1 == 0 && decay == 0 ? finish(hidden, rows: n, inputs: table.inputCount) : nil, decay: decay)
      }
    }
  }

  private func finish(_ hidden: [Int], rows: Int, inputs: Int) -> TrainingPlan.Finish? {
    var count = 0
    for (units, width) in zip(hidden + [1], [inputs] + hidden) { count += units * (width + 1) }
    if count <= 400, rows * count * count <= 100_000_000 { return .levenbergMarquardt }
    return rows < 20_000 ? .quasiNewton : nil
  }

  private static let smallSizes = [[1], [2], [3], [4], [6], [8], [12], [16], [32], [64, 64]]

  private static func sizes(rows: Int) -> [[Int]] {
    rows < 4000 ? [[4], [16], [64, 64]] : rows < 20_000 ? [[16], [64, 64]] : [[64, 64]]
  }

  private static func penalties(rows: Int) -> [Double] {
    rows < 4000 ? [1e-6, 1e-4, 1e-3, 1e-2] : rows < 20_000 ? [1e-6, 1e-4] : [1e-7]
  }

  private static func epochs(rows: Int) -> Int { rows < 20_000 ? min(1500, max(200, 800_000 / max(1, rows))) : 60 }

  /// How many parts the rows are split into for validation, and how many of them are tried.
  func validationParts(rows: Int) -> (parts: Int, used: Int) {
    if prefersSmall { return rows < 20_000 ? (5, 5) : (10, 3) }
    return rows < 2000 ? (5, 5) : rows < 8000 ? (5, 2) : (10, 1)
  }

  func restartCount(rows: Int) -> Int { restarts ?? (rows < 20_000 ? 5 : 3) }

  /// - Parameter finish: what the network ends with that validation chose.
  func averageCount(rows: Int, finish: TrainingPlan.Finish?) -> Int {
    let isSmall = finish == .levenbergMarquardt
    return min(
      average ?? (hidden == nil && !isSmall && !prefersSmall ? restartCount(rows: rows) : 1), restartCount(rows: rows))
  }
}
