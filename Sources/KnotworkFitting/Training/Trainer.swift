import Dispatch
import Knotwork
import KnotworkGeometry
import Synchronization

/// Fits networks to tables: tries some plans on rows held out, then trains the best of them on all rows.
public struct Trainer: Sendable {
  let options: TrainingOptions
  private let progress: TrainingProgress
  private let journal: (any TrainingJournal)?

  /// A trainer.
  ///
  /// - Parameters:
  ///   - options: how networks are trained and chosen.
  ///   - progress: where to read, meanwhile, how far the work has come, and to cancel it.
  ///   - journal: where runs are stored and from where they go on.
  public init(
    _ options: TrainingOptions, progress: TrainingProgress = TrainingProgress(),
    journal: (any TrainingJournal)? = nil
  ) {
    self.options = options
    self.progress = progress
    self.journal = journal
  }

  /// Whether the work is to stop.
  var isCancelled: Bool { progress.isCancelled }

  /// One run: a plan, the rows to train on, and those to validate on.
  struct Job: Sendable {
    let plan: Int
    let rows: [Int]
    let heldOut: [Int]
    let seed: UInt64
    let name: String
    let epochs: Int
  }

  struct Outcome: Sendable {
    var run: TrainingRun
    /// After the second-order finish, compact; nil without one.
    var refined: [Double]?
    /// Its validation loss, or its training loss where nothing is held out.
    var refinedLoss = Double.infinity
  }

  /// How many rows × epochs fitting a table takes at most.
  func work(for table: DataTable) -> Int {
    let plans = options.plans(for: table)
    let n = table.rowCount
    let (_, used) = options.validationParts(rows: n)
    let selection = plans.count == 1 && n < 10 ? 0 : plans.reduce(0) { $0 + $1.passes * n * used }
    return selection + (plans.map(\.passes).max() ?? 0) * n * options.restartCount(rows: n)
  }

  /// Fits a network.
  ///
  /// - Parameters:
  ///   - table: the rows.
  ///   - label: what the runs are called in the journal.
  /// - Requires: the table has rows and inputs.
  /// - Throws: `InvalidNetwork` where the network in original units overflows.
  /// - Complexity: for each plan and part that it is validated on, and for each restart, O(epochs · rows · weights); a
  ///   second-order finish by Levenberg and Marquardt O(rows · weights² + weights³) for each of its steps.
  /// - Postcondition: the same for any number of threads, and whether or not it was interrupted and resumed.
  public func fit(_ table: DataTable, label: String = "all") throws(InvalidNetwork) -> NetworkFit {
    precondition(table.rowCount > 0 && table.inputCount > 0, "Trainer: the table has no rows or no inputs")
    let scaling = Standardization(table, hasBias: options.hasBias)
    let plans = options.plans(for: table)
    let layouts = plans.map { layout($0, inputs: table.inputCount) }
    let n = table.rowCount
    var jobs: [Job] = []
    let parts = heldOutRows(of: n)
    if n >= 10 {
      for index in plans.indices {
        for (part, heldOut) in parts.enumerated() {
          let isHeldOut = Set(heldOut)
          jobs.append(
            Job(
              plan: index, rows: (0..<n).filter { !isHeldOut.contains($0) }, heldOut: heldOut,
              seed: options.seed &+ UInt64(1000 + part), name: "\(label)/plan \(index)/part \(part)",
              epochs: plans[index].epochs))
        }
      }
    }
    let tried = run(jobs, table, scaling, plans, layouts)
    let tested = plans.indices.map { index in
      PlanValidation(plans[index], outcomes: zip(jobs, tried).filter { $0.0.plan == index }.compactMap(\.1))
    }
    let chosen = PlanValidation.choose(among: tested, prefersSmall: options.prefersSmall)
    let best = Set(jobs.isEmpty || progress.isCancelled ? [] : PlanValidation.bestOfSizes(tested))
    let trials = try tested.enumerated().map { index, test throws(InvalidNetwork) in
      test.trial(
        targetScale: scaling.targetScale,
        pieces: best.contains(index)
          ? try pieces(
            zip(jobs, tried).filter { $0.0.plan == index }.compactMap(\.1), table, scaling, isRefined: test.isRefined)
          : nil)
    }
    var refitted: [Outcome?] = []
    if !progress.isCancelled {
      let all = Array(0..<n)
      let final = (0..<options.restartCount(rows: n)).map { restart in
        Job(
          plan: chosen, rows: all, heldOut: [], seed: options.seed &+ UInt64(restart),
          name: "\(label)/restart \(restart)", epochs: trials[chosen].epochs)
      }
      refitted = run(final, table, scaling, plans, layouts, isRefined: trials[chosen].isRefined)
    }
    let isComplete = !progress.isCancelled
    // After a cancellation the best of what there is: of the last runs, or else of those that had rows held out.
    var candidates = refitted.compactMap { $0 }.filter { $0.run.epoch > 0 }
      .sorted { Trainer.trainingLoss($0) < Trainer.trainingLoss($1) }
    if candidates.isEmpty {
      candidates = tried.compactMap { $0 }.filter { $0.run.epoch > 0 }
        .sorted { Trainer.validationLoss($0) < Trainer.validationLoss($1) }
    }
    guard !candidates.isEmpty else {
      // Nothing has been trained for an epoch.
      return NetworkFit(
        network: try Network.linear(table, hasBias: options.hasBias), trials: trials, chosen: chosen, isComplete: false)
    }
    let count =
      isComplete ? options.averageCount(rows: n, finish: trials[chosen].isRefined ? plans[chosen].finish : nil) : 1
    var networks: [Network] = []
    for outcome in candidates.prefix(count) {
      networks.append(
        try scaling.network(
          outcome.run.layout, outcome.refined ?? outcome.run.layout.compact(outcome.run.best),
          activation: options.activation, table: table))
    }
    let network = try Network.mean(of: networks)
    return NetworkFit(network: network, trials: trials, chosen: chosen, isComplete: isComplete)
  }

  /// The parts of the rows that are held out in turn.
  func heldOutRows(of n: Int) -> [[Int]] {
    var generator = SplitMix64(state: options.seed)
    let shuffled = Array(0..<n).shuffled(using: &generator)
    let (parts, used) = options.validationParts(rows: n)
    return (0..<used).map { part in stride(from: part, to: n, by: parts).map { shuffled[$0] }.sorted() }
  }

  /// In how many regions of a trained network rows lie, on average.
  private func pieces(
    _ outcomes: [Outcome], _ table: DataTable, _ scaling: Standardization, isRefined: Bool
  ) throws(InvalidNetwork) -> Double? {
    guard !outcomes.isEmpty else { return nil }
    var sum = 0
    for outcome in outcomes {
      let parameters = (isRefined ? outcome.refined : nil) ?? outcome.run.layout.compact(outcome.run.best)
      sum += try scaling.network(outcome.run.layout, parameters, activation: options.activation, table: table)
        .regionCount(holding: table)
    }
    return Double(sum) / Double(outcomes.count)
  }

  private static func trainingLoss(_ outcome: Outcome) -> Double {
    outcome.refined == nil ? outcome.run.trainingLoss : outcome.refinedLoss
  }

  private static func validationLoss(_ outcome: Outcome) -> Double { min(outcome.run.bestLoss, outcome.refinedLoss) }

  func layout(_ plan: TrainingPlan, inputs: Int) -> ParameterLayout {
    let units = plan.hidden.reduce(0, +)
    let slope = Float(options.activation.inactiveSlope)
    return ParameterLayout(
      widths: [inputs] + plan.hidden + [1], slopes: [Float](repeating: slope, count: units) + [1],
      hasBias: options.hasBias)
  }

  /// All jobs, on several threads; nil for those that were not begun.
  func run(
    _ jobs: [Job], _ table: DataTable, _ scaling: Standardization, _ plans: [TrainingPlan],
    _ layouts: [ParameterLayout], isRefined: Bool = true
  ) -> [Outcome?] {
    let results = Mutex<[Outcome?]>([Outcome?](repeating: nil, count: jobs.count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(options.threads, jobs.count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < jobs.count, !progress.isCancelled else { return }
        let job = jobs[index]
        let outcome = run(
          job, table, scaling, plans[job.plan], layouts[job.plan], isRefined: isRefined)
        results.withLock { $0[index] = outcome }
      }
    }
    return results.withLock { $0 }
  }

  private func run(
    _ job: Job, _ table: DataTable, _ scaling: Standardization, _ plan: TrainingPlan, _ layout: ParameterLayout,
    isRefined: Bool
  ) -> Outcome {
    let data = TrainingData(table, scaling, rows: job.rows)
    let heldOut = job.heldOut.isEmpty ? nil : TrainingData(table, scaling, rows: job.heldOut)
    var run = TrainingRun(
      layout, plan, options.initialization ?? (table.inputCount == 1 ? .data : .he), data: data, seed: job.seed)
    if let record = journal?.record(of: job.name) { run.resume(record) }
    while run.epoch < job.epochs {
      guard run.advance(data, validation: heldOut, progress: progress) else { break }
      progress.report(
        loss: run.trainingLoss, rmse: (run.losses.last ?? run.trainingLoss).squareRoot() * scaling.targetScale)
      journal?.store(run.record, of: job.name)
    }
    var outcome = Outcome(run: run)
    guard isRefined, let finish = plan.finish, !progress.isCancelled else { return outcome }
    let start = run.state.parameters
    let refined: [Double]
    switch finish {
    case .levenbergMarquardt:
      let method = LevenbergMarquardt(layout, ExactTrainingData(table.rows(job.rows), scaling), l2: plan.l2)
      refined = method.minimise(from: layout.compact(start), iterations: 40, progress: progress)
    case .quasiNewton:
      let method = QuasiNewton(layout, data, l2: plan.l2)
      refined = layout.compact(method.minimise(from: start, iterations: plan.finishSteps, progress: progress))
    }
    outcome.refined = refined
    outcome.refinedLoss = TrainingRun.loss(layout, layout.padded(refined), heldOut ?? data)
    return outcome
  }
}
