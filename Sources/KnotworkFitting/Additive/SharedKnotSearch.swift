import KnotworkGeometry

/// The search for a form that groups of rows share, chosen like that of one table: by its error on rows held out.
struct SharedKnotSearch: Sendable {
  /// All rows; what decides, and how they are split.
  let whole: AdditiveSearch
  /// The group of each row, from 0.
  let groupOf: [Int]
  let groupCount: Int

  /// What has been chosen.
  struct Result {
    var step: SharedKnotPath.Step
    var price: Double
    var trials: [AdditiveFit.Trial]
    var isComplete: Bool
  }

  private var options: AdditiveOptions { whole.options }

  /// The rows of each group among some.
  func groups(_ rows: [Int]) -> [AdditiveRows] {
    (0..<groupCount).map { group in whole.scaling.of(rows.filter { groupOf[$0] == group }).rows }
  }

  private func limits(_ groups: [AdditiveRows]) -> [AdditiveLimits] { groups.map { whole.limits($0.count) } }

  private func total(_ groups: [AdditiveRows]) -> Double {
    var sum = 0.0
    for rows in groups { sum += rows.targetSquares }
    return sum
  }

  private func path(_ groups: [AdditiveRows], _ refinement: SharedKnotRefinement) -> SharedKnotPath {
    let growth = SharedKnotGrowth(groups, limits(groups), isCancelled: whole.isCancelled)
    let moves = groups.reduce(0) { $0 + $1.count } <= AdditiveSearch.mostRefined
    var form = growth.form
    if moves { form = refinement.refined(form, steps: 5, isCancelled: whole.isCancelled).form }
    return SharedKnotPath(form, refinement, moves: moves, isCancelled: whole.isCancelled)
  }

  private func pick(
    _ path: SharedKnotPath, _ groups: [AdditiveRows], price: Double, isBIC: Bool
  ) -> SharedKnotPath.Step {
    path.best(
      price: price, searched: isBIC ? price : 0, rowCount: groups.reduce(0) { $0 + $1.count }, total: total(groups),
      mostKnots: options.mostKnots)
  }

  /// What the criterion chooses.
  func run() -> Result {
    let all = groups(Array(groupOf.indices))
    let refinement = SharedKnotRefinement(all, limits(all))
    let path = path(all, refinement)
    let n = whole.count
    let isBIC = options.criterion == .bic
    let found = isBIC || n < 10 ? [] : whole.heldOut { training, test in losses(groups(training), groups(test)) }
    var (price, trials) = (Elementary.log(Double(max(2, n))), [AdditiveFit.Trial]())
    if !found.isEmpty {
      trials = whole.prices.enumerated().map { index, price in
        let step = pick(path, all, price: price, isBIC: false)
        let sizes = found.map { $0[index].size }.sorted()
        return AdditiveFit.Trial(
          price: price, shrinkage: nil, knots: step.form.knotCount, hinges: 0,
          inputs: step.form.curves.count { !$0.isEmpty }, losses: found.map { $0[index].loss },
          repeats: whole.repeats, isUsual: step.form.columnCount >= sizes[sizes.count / 2])
      }
      let chosen = AdditiveFit.Trial.choose(
        trials, prefersSmall: options.prefersSmall, tolerance: options.squareTolerance)
      price = trials[chosen].price
    }
    var step = pick(path, all, price: price, isBIC: found.isEmpty)
    if n <= AdditiveSearch.mostRefined {
      var state = refinement.refined(step.form, steps: 20, isCancelled: whole.isCancelled)
      if n * step.form.columnCount * step.form.columnCount <= AdditiveSearch.mostRelocated {
        state = refinement.simplified(state, isCancelled: whole.isCancelled) { state in
          Double(n) * Elementary.log(max(state.residualSquares, .leastNormalMagnitude))
            + price * Double(SharedKnotPath.Step(state).freedom)
        }
      }
      state = refinement.sloped(state, isCancelled: whole.isCancelled)
      step = SharedKnotPath.Step(state)
    }
    return Result(step: informed(step, refinement), price: price, trials: trials, isComplete: !whole.isCancelled())
  }

  /// The mean squared error of what each price picks on other rows.
  private func losses(_ training: [AdditiveRows], _ test: [AdditiveRows]) -> [AdditiveSearch.HeldOut] {
    let path = path(training, SharedKnotRefinement(training, limits(training)))
    let weights = test.map { lanewiseProduct($0.factors, $0.factors) }
    let total = weights.reduce(0, +)
    return whole.prices.map { price in
      let step = pick(path, training, price: price, isBIC: false)
      var loss = 0.0
      for (group, rows) in test.enumerated() where rows.count > 0 {
        loss += step.groups[group].loss(rows) * (weights[group] / total)
      }
      return AdditiveSearch.HeldOut(size: step.form.columnCount, loss: loss)
    }
  }

  /// The step with what each group learns from the others.
  private func informed(_ step: SharedKnotPath.Step, _ refinement: SharedKnotRefinement) -> SharedKnotPath.Step {
    let freedom = whole.count - step.freedom
    let spread = freedom > 0 ? (step.residualSquares / Double(freedom)).squareRoot() : nil
    let state = refinement.state(step.form)
    let known = zip(refinement.groups, state.groups).map { $0.linearised($1).0 }
    var result = step
    for group in result.groups.indices {
      var sum = known[group].map { $0.map { _ in 0.0 } }
      for (other, matrix) in known.enumerated() where other != group {
        for row in sum.indices { for column in sum.indices { sum[row][column] += matrix[row][column] } }
      }
      result.groups[group].shared = SharedKnotPath.Others(
        places: SharedKnotSearch.root(sum), freedom: max(0, freedom), spread: spread)
    }
    return result
  }

  /// Lᵀ with L Lᵀ a matrix that is nowhere negative; rows of zeros where it says nothing.
  static func root(_ matrix: [[Double]]) -> [[Double]] {
    var rows = matrix.map { $0.map { _ in 0.0 } }
    for index in matrix.indices {
      for column in index..<matrix.count {
        var rest = matrix[index][column]
        for before in 0..<index { rest -= rows[before][index] * rows[before][column] }
        if column == index {
          guard rest > 1e-12 * matrix[index][index] else { break }
          rows[index][index] = rest.squareRoot()
        } else {
          rows[index][column] = rest / rows[index][index]
        }
      }
    }
    return rows
  }
}
