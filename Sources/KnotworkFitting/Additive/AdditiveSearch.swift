import Knotwork
import KnotworkGeometry
import Synchronization

/// The search for the additive broken line of some rows: grown, pruned, and chosen by its error on rows held out, the whole search
/// being done anew without them.
struct AdditiveSearch: Sendable {
  let scaling: AdditiveScaling
  let options: AdditiveOptions
  let isCancelled: @Sendable () -> Bool

  /// What has been chosen.
  struct Result {
    var step: AdditivePath.Step
    /// The price of a degree of freedom.
    var price: Double
    /// The prices that were tried, and the errors there; none where nothing was held out.
    var trials: [AdditiveFit.Trial]
    /// The one that was chosen; nil where nothing was held out.
    var trial: AdditiveFit.Trial?
    var isComplete: Bool
  }

  /// The prices of a degree of freedom that are tried: from 0.2 to 60, and to a fiftieth of the rows where that is more, which takes
  /// away what lowers the residual sum by less than 2 %.
  var prices: [Double] {
    let ratio = Elementary.log(300) / 39
    let more = Elementary.log(max(1, Double(count) / 3000)) / ratio
    return (0..<40 + Int(more.rounded(.up))).map { Elementary.exp(Elementary.log(0.2) + ratio * Double($0)) }
  }

  /// Knots among more rows are so near to rows that there is nothing to refine.
  static let mostRefined = 20_000
  /// Rows times squared columns up to which each knot is put in its best place again.
  static let mostRelocated = 1_000_000

  var count: Int { scaling.rowCount }

  func limits(_ count: Int) -> AdditiveLimits {
    AdditiveLimits(rows: count, inputs: scaling.isConstant.count, isConstant: scaling.isConstant, options)
  }

  /// All forms of some rows.
  func path(_ rows: AdditiveRows) -> AdditivePath {
    let limits = limits(rows.count)
    var form = grown(rows, limits)
    let refinement = rows.count <= AdditiveSearch.mostRefined ? KnotRefinement(rows, limits) : nil
    if let refinement { form = refinement.refined(form, steps: 5, isCancelled: isCancelled).form }
    return AdditivePath(
      form, rows.with(form.directions, inputCount: limits.inputCount), limits, refinement, isCancelled: isCancelled)
  }

  /// The largest form; what it took to grow it is let go.
  private func grown(_ rows: AdditiveRows, _ limits: AdditiveLimits) -> AdditiveForm {
    var growth = AdditiveGrowth(rows, limits, isCancelled: isCancelled)
    if options.pairs > 0 { growth.addPairs(isCancelled: isCancelled) }
    return growth.form
  }

  /// The form of a path that a price picks.
  private func pick(_ path: AdditivePath, price: Double, rowCount: Int, total: Double) -> AdditivePath.Step {
    path.best(
      price: price, searched: options.criterion == .bic ? price : 0, rowCount: rowCount, total: total,
      mostKnots: options.mostKnots)
  }

  /// The form that a price picks of all rows, its knots refined.
  func chosen(_ path: AdditivePath, price: Double) -> AdditivePath.Step {
    let step = pick(path, price: price, rowCount: count, total: scaling.targetSquares)
    return solved(step.form.compacted, price: count <= AdditiveSearch.mostRefined ? price : nil)
  }

  /// The best coefficients of a form; with a price also better knots, and none that are not worth it.
  func solved(_ form: AdditiveForm, price: Double?) -> AdditivePath.Step {
    let (rows, limits) = (scaling.rows, limits(count))
    guard let price else { return KnotRefinement.state(form, rows, limits).step }
    let refinement = KnotRefinement(rows, limits)
    var state = refinement.refined(form, steps: 20, isCancelled: isCancelled)
    // Where many rows and columns make that slow, knots are so well known that descent has found them.
    if rows.count * form.columnCount * form.columnCount <= AdditiveSearch.mostRelocated {
      state = refinement.relocated(state, isCancelled: isCancelled)
      state = refinement.simplified(state, price: price, isCancelled: isCancelled)
    }
    return refinement.sloped(state, isCancelled: isCancelled).step
  }

  /// What the criterion chooses, with pairs only where these pay on rows held out: forms with pairs are pruned on a path of their own, which need not
  /// come to the best form without.
  func run() -> Result {
    let found = searched()
    guard found.step.form.hingeCount > 0, let trial = found.trial, found.isComplete else { return found }
    var options = options
    options.pairs = 0
    let plain = AdditiveSearch(scaling: scaling, options: options, isCancelled: isCancelled).searched()
    guard let other = plain.trial, plain.isComplete else {
      var stopped = found
      stopped.isComplete = false
      return stopped
    }
    let allowed = options.prefersSmall ? other.differenceError(to: trial) : 0
    return other.mean <= trial.mean + allowed ? plain : found
  }

  /// What the criterion chooses of the forms on one path, and of those with shrunken bends.
  private func searched() -> Result {
    let path = path(scaling.rows)
    let (n, total) = (count, scaling.targetSquares)
    let byBIC = Elementary.log(Double(max(2, n)))
    let settings = shrunkenSettings
    let found = options.criterion == .crossValidation && n >= 10 ? losses(settings) : []
    guard !found.isEmpty else {
      let search = AdditiveSearch(scaling: scaling, options: withBIC, isCancelled: isCancelled)
      return Result(step: search.chosen(path, price: byBIC), price: byBIC, trials: [], isComplete: !isCancelled())
    }
    let prices = prices
    var trials = prices.enumerated().map { index, price in
      let step = pick(path, price: price, rowCount: n, total: total)
      let sizes = found.map { $0[index].size }.sorted()
      return AdditiveFit.Trial(
        price: price, shrinkage: nil, knots: step.form.knotCount, hinges: step.form.hingeCount,
        inputs: step.form.curves[..<step.form.inputCount].count { !$0.isEmpty },
        losses: found.map { $0[index].loss }, repeats: repeats, isUsual: step.form.columnCount >= sizes[sizes.count / 2]
      )
    }
    trials += self.trials(of: settings, found.map { Array($0[prices.count...]) })
    let chosen = AdditiveFit.Trial.choose(
      trials, prefersSmall: options.prefersSmall, tolerance: options.squareTolerance)
    let trial = trials[chosen]
    let step =
      chosen < prices.count
      ? self.chosen(path, price: trial.price) : shrunken(settings[chosen - prices.count])
    return Result(step: step, price: trial.price, trials: trials, trial: trial, isComplete: !isCancelled())
  }

  /// The same options with BIC.
  private var withBIC: AdditiveOptions {
    var result = options
    result.criterion = .bic
    return result
  }

  private var foldCount: Int { min(options.folds ?? (count > 5000 ? 5 : 10), count / 2) }

  /// Few rows are split several times, since how they are split matters then; more often where the least error is wanted.
  var repeats: Int { max(1, min(5, (options.prefersSmall ? 1500 : 6000) / count)) }

  /// What a price picks of some rows: its columns, and the mean squared error on others.
  struct HeldOut: Sendable {
    var size: Int
    var loss: Double
  }

  /// What all prices pick, on each part of the rows; none where the work was stopped before all were done.
  private func losses(_ settings: [ShrunkenForms.Setting]) -> [[HeldOut]] {
    heldOut { training, test in
      let training = scaling.of(training)
      let path = path(training.rows)
      let others = scaling.of(test).rows
      let found = losses(path, training, others)
      return settings.isEmpty ? found : found + losses(of: settings, training.rows, others)
    }
  }

  /// What is found for each part of the rows that is held out; none where the work was stopped before all were done.
  func heldOut<Found: Sendable>(_ find: @Sendable (_ training: [Int], _ test: [Int]) -> Found) -> [Found] {
    let (n, folds) = (count, foldCount)
    var generator = SplitMix64(state: options.seed)
    let orders = (0..<repeats).map { _ in Array(0..<Int32(n)).shuffled(using: &generator) }
    let jobs = repeats * folds
    let results = Mutex<[Found?]>([Found?](repeating: nil, count: jobs))
    Parallel.run(ranges: jobs, threads: min(options.threads, jobs)) { number in
      guard !isCancelled() else { return }
      let (order, fold) = (orders[number / folds], number % folds)
      let found = find(
        order.indices.filter { $0 % folds != fold }.map { Int(order[$0]) }.sorted(),
        stride(from: fold, to: n, by: folds).map { Int(order[$0]) }.sorted())
      guard !isCancelled() else { return }
      results.withLock { $0[number] = found }
    }
    let all = results.withLock { $0 }
    return all.contains { $0 == nil } ? [] : all.compactMap(\.self)
  }

  private func losses(_ path: AdditivePath, _ training: AdditiveScaling, _ test: AdditiveRows) -> [HeldOut] {
    let total = training.targetSquares
    var known: [Int: HeldOut] = [:]
    return prices.map { price in
      let step = pick(path, price: price, rowCount: training.rowCount, total: total)
      if let found = known[step.form.columnCount] { return found }
      let found = HeldOut(size: step.form.columnCount, loss: step.loss(test))
      known[step.form.columnCount] = found
      return found
    }
  }
}
