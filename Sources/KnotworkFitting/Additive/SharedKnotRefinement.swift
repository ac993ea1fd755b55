import KnotworkGeometry

/// Moves the knots that several groups of rows share to where the sum of their residual sums of squares is least, near where they are.
struct SharedKnotRefinement {
  /// One for each group.
  let groups: [KnotRefinement]

  /// - Complexity: O(n log n · d).
  init(_ groups: [AdditiveRows], _ limits: [AdditiveLimits]) {
    self.groups = zip(groups, limits).map { KnotRefinement($0, $1) }
  }

  /// A form with the best coefficients of each group.
  struct State {
    var form: AdditiveForm
    var groups: [KnotRefinement.State]

    var residualSquares: Double { groups.reduce(0) { $0 + $1.residualSquares } }
  }

  func state(_ form: AdditiveForm) -> State { State(form: form, groups: groups.map { $0.state(form) }) }

  /// - Complexity: O(n · columns²) for each step.
  func refined(_ form: AdditiveForm, steps: Int, isCancelled: () -> Bool) -> State {
    let start = state(form)
    guard form.knotCount > 0 else { return start }
    return KnotRefinement.descent(
      from: start, steps: steps, isCancelled: isCancelled, cost: \.residualSquares, linearised: linearised
    ) { current, step in move(current.form, by: step).map(state) }
  }

  /// Takes away what a price of a degree of freedom does not pay for, once the rest has moved.
  ///
  /// - Parameter value: what is to be least.
  func simplified(_ start: State, isCancelled: () -> Bool, value: (State) -> Double) -> State {
    KnotRefinement.pruned(
      from: start, isCancelled: isCancelled, value: value,
      simpler: { state in (0..<state.form.inputCount).flatMap { state.form.simpler($0) } },
      refined: { refined($0, steps: 5, isCancelled: isCancelled) })
  }

  /// Gives flat ends that the rows speak against their slope, as in one table.
  func sloped(_ start: State, isCancelled: () -> Bool) -> State {
    var (total, count) = (0.0, 0)
    for group in groups {
      total += group.rows.targetSquares
      count += group.rows.count
    }
    return KnotRefinement.sloped(
      from: start, curves: start.form.inputCount, isCancelled: isCancelled,
      loss: { KnotRefinement.loss($0.residualSquares, rowCount: count, total: total) },
      price: Elementary.log(Double(max(2, count))), freedom: { SharedKnotPath.Step($0).freedom },
      form: { $0.form.withSlope($1) }, state: state, refined: { refined($0, steps: 20, isCancelled: isCancelled) })
  }

  /// Sums of Jᵀ J and Jᵀ r over the groups.
  private func linearised(_ state: State) -> ([[Double]], [Double]) {
    var (matrix, right): ([[Double]], [Double]) = ([], [])
    for (group, own) in zip(groups, state.groups) {
      let (more, also) = group.linearised(own)
      if matrix.isEmpty {
        (matrix, right) = (more, also)
      } else {
        for row in matrix.indices {
          right[row] += also[row]
          for column in matrix.indices { matrix[row][column] += more[row][column] }
        }
      }
    }
    return (matrix, right)
  }

  /// Places further on; nil where that would leave pieces with too few rows of a group.
  private func move(_ form: AdditiveForm, by step: [Double]) -> AdditiveForm? {
    guard step.allSatisfy(\.isFinite) else { return nil }
    var moved = form
    var index = 0
    for curve in form.curves.indices where !form.curves[curve].knots.isEmpty {
      var (low, high) = (-Double.infinity, Double.infinity)
      for group in groups {
        let (sorted, ends) = (group.sorted[curve], group.limits.endRows(curve))
        guard sorted.count >= 2 * ends else { return nil }
        low = max(low, sorted[ends - 1])
        high = min(high, sorted[sorted.count - ends])
      }
      var before: Double?
      for number in form.curves[curve].knots.indices {
        let knot = min(max(form.curves[curve].knots[number] + step[index], low), high)
        index += 1
        if let before {
          guard knot > before else { return nil }
          for group in groups {
            let sorted = group.sorted[curve]
            let rows = sorted.partitioningIndex { $0 > knot } - sorted.partitioningIndex { $0 > before }
            guard rows >= group.limits.minRows(curve) else { return nil }
          }
        }
        moved.curves[curve].knots[number] = knot
        before = knot
      }
    }
    return moved
  }
}
