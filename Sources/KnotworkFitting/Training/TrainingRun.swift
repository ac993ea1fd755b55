import Knotwork
import KnotworkGeometry

/// One network in training: its state after each epoch depends on the plan, the rows and the seed only.
struct TrainingRun: Sendable {
  let layout: ParameterLayout
  let plan: TrainingPlan
  let seed: UInt64
  private(set) var state: OptimizerState
  private(set) var epoch = 0
  /// The mean squared errors on the validation rows after each epoch; empty where there are none.
  private(set) var losses: [Double] = []
  /// The mean squared error over the training rows as the last epoch met them.
  private(set) var trainingLoss = Double.infinity
  /// The parameters after the epoch with the least validation loss, or the last epoch where there is no validation.
  private(set) var best: [Float]
  private(set) var bestLoss = Double.infinity

  init(
    _ layout: ParameterLayout, _ plan: TrainingPlan, _ initialization: Initialization, data: TrainingData, seed: UInt64
  ) {
    self.layout = layout
    self.plan = plan
    self.seed = seed
    var generator = SplitMix64(state: seed)
    let parameters = initialization.parameters(layout, data: data, generator: &generator)
    state = OptimizerState(parameters: parameters)
    best = parameters
  }

  /// Goes on from a record of the same run.
  mutating func resume(_ record: TrainingRecord) {
    guard record.parameters.count == layout.count, record.moments.count == 2 * layout.count,
      record.best.count == layout.count, 0...plan.epochs ~= record.epoch, record.losses.count <= record.epoch
    else { return }
    state.parameters = record.parameters
    state.moments = record.moments
    state.steps = record.steps
    epoch = record.epoch
    losses = record.losses
    trainingLoss = record.trainingLoss
    best = record.best
    bestLoss = losses.min() ?? .infinity
  }

  var record: TrainingRecord {
    TrainingRecord(
      parameters: state.parameters, moments: state.moments, best: best, steps: state.steps, epoch: epoch,
      losses: losses, trainingLoss: trainingLoss)
  }

  /// Half a cosine from the first step size down to nearly none (Loshchilov and Hutter 2017).
  private var rate: Double {
    plan.rate * (0.01 + 0.99 * 0.5 * (1 + Elementary.cos(Double.pi * Double(epoch) / Double(max(1, plan.epochs)))))
  }

  /// Uses every row once, in a new order.
  ///
  /// - Returns: whether it did; false when it was cancelled, and then nothing has changed.
  mutating func advance(
    _ data: TrainingData, validation: TrainingData?, progress: TrainingProgress, threads: Int = 1
  ) -> Bool {
    let settings = AdamSettings(
      rate: Float(rate), l1: Float(plan.l1), l2: Float(plan.l2), decay: Float(plan.decay))
    var next = state
    var loss = 0.0
    // In parts, so that cancellation takes effect soon.
    let part = max(plan.batch, 65_536 / plan.batch * plan.batch)
    if plan.batch >= data.rowCount, data.rowCount >= 1024 {
      if progress.isCancelled { return false }
      loss = Kernels.best.trainFullBatch(layout, &next, on: data, settings: settings, threads: threads)
      next.steps += 1
      progress.advance(data.rowCount)
    } else {
      var generator = SplitMix64(state: seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(epoch + 1))
      var order = (0..<Int32(data.rowCount)).map { $0 }
      order.shuffle(using: &generator)
      for first in stride(from: 0, to: order.count, by: part) {
        if progress.isCancelled { return false }
        let rows = Array(order[first..<min(order.count, first + part)])
        loss += Kernels.best.train(layout, &next, on: data, order: rows, batch: plan.batch, settings: settings)
        next.steps += (rows.count + plan.batch - 1) / plan.batch
        progress.advance(rows.count)
      }
    }
    guard loss.isFinite else {
      // Steps that were too long for these data; what was good before stays.
      epoch = plan.epochs
      return true
    }
    state = next
    epoch += 1
    trainingLoss = loss / Double(data.rowCount)
    guard let validation else {
      best = state.parameters
      return true
    }
    let validationLoss = TrainingRun.loss(layout, state.parameters, validation)
    losses.append(validationLoss)
    if validationLoss < bestLoss {
      bestLoss = validationLoss
      best = state.parameters
    }
    return true
  }

  /// The weighted mean squared error.
  static func loss(_ layout: ParameterLayout, _ parameters: [Float], _ data: TrainingData) -> Double {
    let outputs = Kernels.best.predictions(layout, parameters, inputs: data.inputs, count: data.rowCount)
    var (sum, total) = (0.0, 0.0)
    for row in outputs.indices {
      let weight = Double(data.weights?[row] ?? 1)
      let error = Double(outputs[row] - data.target[row])
      sum += weight * error * error
      total += weight
    }
    return sum / total
  }
}

/// A run between two epochs, as it can be stored and resumed.
public struct TrainingRecord: Equatable, Sendable {
  /// What changes whenever a run of equal data and options would take another course.
  public static let version = 1

  /// The parameters of the network in training.
  public var parameters: [Float]
  /// Adam's moments.
  public var moments: [Float]
  /// The best parameters so far.
  public var best: [Float]
  /// Steps made.
  public var steps: Int
  /// Epochs made.
  public var epoch: Int
  /// The validation losses after each epoch.
  public var losses: [Double]
  /// The loss of the last epoch.
  public var trainingLoss: Double

  /// A record from its parts.
  public init(
    parameters: [Float], moments: [Float], best: [Float], steps: Int, epoch: Int, losses: [Double],
    trainingLoss: Double
  ) {
    self.parameters = parameters
    self.moments = moments
    self.best = best
    self.steps = steps
    self.epoch = epoch
    self.losses = losses
    self.trainingLoss = trainingLoss
  }
}

/// Where runs are stored so that they survive the end of the program; called from several threads.
public protocol TrainingJournal: Sendable {
  /// What is known of a run.
  func record(of run: String) -> TrainingRecord?
  /// Stores the state of a run, in place of an older one.
  func store(_ record: TrainingRecord, of run: String)
}
