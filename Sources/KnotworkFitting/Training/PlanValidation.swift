/// How a plan does on rows held out: after which epoch, with or without the second-order finish, it does best.
struct PlanValidation {
  let plan: TrainingPlan
  private(set) var epochs: Int
  private(set) var isRefined = false
  /// The mean squared error on the rows held out of each part, in the units of training.
  private(set) var losses: [Double] = []

  /// - Parameter outcomes: one run for each part; none where there are too few rows.
  init(_ plan: TrainingPlan, outcomes: [Trainer.Outcome]) {
    self.plan = plan
    epochs = plan.epochs
    if outcomes.isEmpty {
      // Nothing is held out: what lowers the penalised loss is taken.
      isRefined = plan.finish != nil
      return
    }
    for epoch in 0..<(outcomes.map(\.run.losses.count).max() ?? 0) {
      // A run that broke off counts with its last loss.
      let losses = outcomes.map { outcome in
        let all = outcome.run.losses
        return all.isEmpty ? .infinity : all[min(epoch, all.count - 1)]
      }
      if PlanValidation.mean(losses) < mean { (self.losses, epochs) = (losses, epoch + 1) }
    }
    let refined = outcomes.map(\.refinedLoss)
    if plan.finish != nil, !refined.isEmpty, PlanValidation.mean(refined) < mean {
      (losses, epochs, isRefined) = (refined, plan.epochs, true)
    }
  }

  /// The error over the parts.
  var error: HeldOutError { HeldOutError(losses) }

  /// The mean of the losses; infinite where there are none.
  var mean: Double { error.mean }

  private static func mean(_ losses: [Double]) -> Double {
    losses.isEmpty ? .infinity : losses.reduce(0, +) / Double(losses.count)
  }

  func trial(targetScale: Double, pieces: Double?) -> NetworkFit.Trial {
    NetworkFit.Trial(
      hidden: plan.hidden, l2: plan.l2, epochs: epochs, isRefined: isRefined,
      losses: losses.map { $0 * targetScale * targetScale }, pieces: pieces)
  }

  /// The best of each size, smaller sizes first.
  static func bestOfSizes(_ tests: [PlanValidation]) -> [Int] {
    Set(tests.map(\.plan.hidden)).sorted { ($0.reduce(0, +), $0.count) < ($1.reduce(0, +), $1.count) }
      .compactMap { size in
        tests.indices.filter { tests[$0].plan.hidden == size }.min { tests[$0].mean < tests[$1].mean }
      }
  }

  /// The best of the smallest size whose root mean squared error comes within three in a thousand of the best of all, or within
  /// one standard error of it; without rows held out the smallest size with the greatest penalty.
  static func choose(among tests: [PlanValidation], prefersSmall: Bool = false) -> Int {
    func best(_ indices: some Collection<Int>) -> Int? { indices.min { tests[$0].mean < tests[$1].mean } }
    guard let least = best(tests.indices) else { return 0 }
    if tests.allSatisfy(\.losses.isEmpty) {
      return tests.lastIndex { $0.plan.hidden == tests[0].plan.hidden } ?? 0
    }
    let limit = tests[least].error.limit(isWide: prefersSmall)
    return bestOfSizes(tests).first { $0 == least || tests[$0].mean <= limit } ?? least
  }
}
