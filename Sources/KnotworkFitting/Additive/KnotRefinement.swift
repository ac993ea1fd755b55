import KnotworkGeometry

/// Moves all knots of an additive broken line together, and the directions of oblique hinges, to where the residual sum of squares is
/// least, near where they are: Gauss–Newton steps on the places alone, the coefficients being solved for (variable projection),
/// damped where they overshoot.
///
/// - SeeAlso: Golub, Pereyra 1973 and Kaufman 1975 in Documentation/References.md.
struct KnotRefinement {
  let rows: AdditiveRows
  let limits: AdditiveLimits
  /// Each input in ascending order.
  let sorted: [[Double]]

  /// - Complexity: O(n log n · d).
  init(_ rows: AdditiveRows, _ limits: AdditiveLimits) {
    (self.rows, self.limits) = (rows.with([], inputCount: limits.inputCount), limits)
    sorted = rows.columns[..<limits.inputCount].map { $0.sorted() }
  }

  /// A form with its best coefficients.
  struct State {
    var form: AdditiveForm
    /// With columns for the form's directions.
    var rows: AdditiveRows
    var design: TriangularDesign
    var fit: SmallLeastSquares

    var residualSquares: Double { design.residualSquares + fit.residualSquares }
    var step: AdditivePath.Step {
      AdditivePath.Step(form: form, coefficients: fit.solution, residualSquares: residualSquares)
    }
  }

  func state(_ form: AdditiveForm) -> State { KnotRefinement.state(form, rows, limits) }

  /// The best coefficients of a form.
  static func state(_ form: AdditiveForm, _ rows: AdditiveRows, _ limits: AdditiveLimits) -> State {
    let extended = rows.with(form.directions, inputCount: limits.inputCount)
    let design = TriangularDesign(form, extended)
    return State(
      form: form, rows: extended, design: design,
      fit: SmallLeastSquares(columns: design.columns, target: design.target, rules: limits.rules(form)))
  }

  /// - Complexity: O(n · columns²) for each step.
  func refined(_ form: AdditiveForm, steps: Int, isCancelled: () -> Bool) -> State {
    let start = state(form)
    guard form.knotCount + form.hingeCount > 0 else { return start }
    return KnotRefinement.descent(
      from: start, steps: steps, isCancelled: isCancelled, cost: \.residualSquares, linearised: linearised
    ) { current, step in move(current.form, by: step).map(state) }
  }

  /// Damped Gauss–Newton steps from a state, as long as its cost falls.
  ///
  /// - Parameters:
  ///   - start: where to begin.
  ///   - steps: how many at most.
  ///   - isCancelled: asked before each.
  ///   - cost: what is to fall.
  ///   - linearised: Jᵀ J and Jᵀ r.
  ///   - moved: the state that a step leads to; nil where it must not.
  static func descent<Place>(
    from start: Place, steps: Int, isCancelled: () -> Bool, cost: (Place) -> Double,
    linearised: (Place) -> ([[Double]], [Double]), moved: (Place, [Double]) -> Place?
  ) -> Place {
    var current = start
    var damping = 1e-3
    for _ in 0..<steps where !isCancelled() {
      let (matrix, right) = linearised(current)
      var accepted: Place?
      for _ in 0..<6 {
        var damped = matrix
        for index in damped.indices {
          // Places that the rows do not determine stay.
          damped[index][index] = matrix[index][index] > 0 ? matrix[index][index] * (1 + damping) : 1
        }
        if let step = SymmetricInverse(damped)?.times(right), let next = moved(current, step),
          cost(next) < cost(current)
        {
          accepted = next
          break
        }
        damping *= 10
      }
      guard let accepted else { break }
      let isDone = cost(current) - cost(accepted) < 1e-6 * cost(current)
      current = accepted
      damping = max(damping / 10, 1e-6)
      if isDone { break }
    }
    return current
  }

  /// The columns of a form and the derivatives by its places, which move it to first order.
  private func extended(_ state: State) -> TriangularDesign {
    let size = state.form.columnCount + 1
    let derivatives = AdditiveDerivatives(state.form, state.fit.solution)
    return TriangularDesign(
      count: size + derivatives.count, state.rows,
      tolerance: { $0 < size ? TriangularDesign.dependent : KnotRefinement.fixed }
    ) { range in
      state.form.values(state.rows, in: range) + derivatives.values(state.rows, in: range)
    }
  }

  /// Places stay where no more than this of their derivative lies outside of what columns explain.
  private static let fixed = 1e-6

  /// The problem in which places move too, to first order: coefficients, then a column for each knot and angle.
  func moving(_ state: State) -> SmallLeastSquares {
    let design = extended(state)
    let count = design.columns.count - state.form.columnCount - 1
    let rules = limits.rules(state.form).map { $0 + [Double](repeating: 0, count: count) }
    return SmallLeastSquares(columns: design.columns, target: design.target, rules: rules)
  }

  /// Takes away what a price of a degree of freedom does not pay for, once the rest has moved: knots, and bends that stand for slopes.
  func simplified(_ start: State, price: Double, isCancelled: () -> Bool) -> State {
    func value(_ state: State) -> Double {
      Double(rows.count) * Elementary.log(max(state.residualSquares, .leastNormalMagnitude))
        + price * Double(state.form.freedom)
    }
    return KnotRefinement.pruned(
      from: start, isCancelled: isCancelled, value: value,
      simpler: { state in (0..<limits.inputCount).flatMap { state.form.simpler($0) } },
      refined: { refined($0, steps: 5, isCancelled: isCancelled) })
  }

  /// Gives flat ends that the rows speak against their slope: a knot beside a slope that was left out lies too far inside, and its
  /// interval with it. A slope counts where BIC's price of a degree of freedom pays for it, once the knots have moved.
  func sloped(_ start: State, isCancelled: () -> Bool) -> State {
    KnotRefinement.sloped(
      from: start, curves: limits.inputCount, isCancelled: isCancelled,
      loss: { KnotRefinement.loss($0.residualSquares, rowCount: rows.count, total: rows.targetSquares) },
      price: Elementary.log(Double(max(2, rows.count))), freedom: \.form.freedom,
      form: { $0.form.withSlope($1) }, state: state, refined: { refined($0, steps: 20, isCancelled: isCancelled) })
  }

  /// n ln RSS; what is perfect but for rounding is not improved on.
  static func loss(_ residualSquares: Double, rowCount: Int, total: Double) -> Double {
    Double(rowCount) * Elementary.log(max(residualSquares, 1e-24 * total, .leastNormalMagnitude))
  }

  /// Gives the curves of a candidate in turn a slope where the price pays for it.
  static func sloped<Candidate>(
    from start: Candidate, curves: Int, isCancelled: () -> Bool, loss: (Candidate) -> Double, price: Double,
    freedom: (Candidate) -> Int, form: (Candidate, Int) -> AdditiveForm?, state: (AdditiveForm) -> Candidate,
    refined: (AdditiveForm) -> Candidate
  ) -> Candidate {
    var current = start
    for curve in 0..<curves where !isCancelled() {
      // What explains nothing while the knots stay is not worth moving them.
      guard let form = form(current, curve), loss(state(form)) < loss(current) - 1 else { continue }
      let next = refined(form)
      if loss(next) + price * Double(freedom(next)) < loss(current) + price * Double(freedom(current)) {
        current = next
      }
    }
    return current
  }

  /// Goes to the best of the simpler forms of a candidate, as long as one is better.
  ///
  /// - Parameter value: what is to be least.
  static func pruned<Candidate, Form>(
    from start: Candidate, isCancelled: () -> Bool, value: (Candidate) -> Double, simpler: (Candidate) -> [Form],
    refined: (Form) -> Candidate
  ) -> Candidate {
    var current = start
    while !isCancelled() {
      var best: Candidate?
      for form in simpler(current) {
        let next = refined(form)
        if value(next) < value(best ?? current) { best = next }
      }
      guard let best else { break }
      current = best
    }
    return current
  }

  /// Puts each knot in turn where an exact search finds that it explains most, and refines again, as long as that helps.
  func relocated(_ start: State, isCancelled: () -> Bool) -> State {
    var current = start
    for _ in 0..<3 where !isCancelled() {
      let before = current.residualSquares
      for input in 0..<limits.inputCount {
        for number in current.form.curves[input].knots.indices where !isCancelled() {
          guard let moved = relocated(current, input, number) else { continue }
          let next = refined(moved, steps: 5, isCancelled: isCancelled)
          if next.residualSquares < current.residualSquares { current = next }
        }
      }
      if current.residualSquares > (1 - 1e-6) * before { break }
    }
    return current
  }

  private func relocated(_ state: State, _ input: Int, _ number: Int) -> AdditiveForm? {
    var form = state.form
    let isFalling = form.curves[input].isFalling
    form.curves[input].knots.remove(at: number)
    // relu(k − x) is relu(−x − (−k)).
    let column = isFalling ? rows.columns[input].map { -$0 } : rows.columns[input]
    var candidates = KnotCandidates(
      column, factors: rows.factors, minRows: limits.minRows(input), endRows: limits.endRows(input))
    var basis = OrthogonalRows(target: rows.target, factors: rows.factors)
    func weighted(_ vector: [Double]) -> [Double] { zip(vector, rows.factors).map { $0 * $1 } }
    candidates.exclude(weighted(basis.constant))
    for column in form.columns {
      guard let direction = basis.direction(of: OrthogonalRows.Column(column, state.rows)) else { continue }
      basis.add(direction)
      candidates.exclude(weighted(direction.vector))
    }
    for knot in form.curves[input].knots { candidates.close(around: isFalling ? -knot : knot) }
    let residual = weighted(basis.residual)
    guard let (found, _) = candidates.best(for: residual, beside: nil, sign: limits.bendSign(input)) else { return nil }
    let knot = isFalling ? -found : found
    guard !form.curves[input].knots.contains(knot) else { return nil }
    form.curves[input].knots.append(knot)
    form.curves[input].knots.sort()
    return form
  }

  /// Jᵀ J and Jᵀ r for the derivatives by the places, without what the columns explain of them.
  func linearised(_ state: State) -> ([[Double]], [Double]) {
    let design = extended(state)
    let size = state.form.columnCount + 1
    let derivatives = design.columns[size...].map { column in
      let rest = Array(column[size...])
      let isFixed =
        !(lanewiseProduct(rest, rest) > KnotRefinement.fixed * KnotRefinement.fixed * lanewiseProduct(column, column))
      return isFixed ? rest.map { _ in 0 } : rest
    }
    let residual = Array(design.target[size...])
    let matrix = derivatives.map { one in derivatives.map { lanewiseProduct(one, $0) } }
    return (matrix, derivatives.map { lanewiseProduct($0, residual) })
  }

  /// Places further on; nil where that would leave pieces with too few rows.
  private func move(_ form: AdditiveForm, by step: [Double]) -> AdditiveForm? {
    guard step.allSatisfy(\.isFinite) else { return nil }
    var moved = form
    var index = 0
    for curve in form.curves.indices {
      let isInput = curve < form.inputCount
      let values = isInput ? sorted[curve] : []
      let (least, ends) = (limits.minRows(curve), limits.endRows(curve))
      let range =
        isInput
        ? values[min(ends, (values.count + 1) / 2) - 1]...values[max(values.count / 2, values.count - ends)] : -4...4
      var before = 0
      for number in form.curves[curve].knots.indices {
        let wanted = form.curves[curve].knots[number] + step[index]
        let knot = min(max(wanted, range.lowerBound), range.upperBound)
        index += 1
        if number > 0, knot <= moved.curves[curve].knots[number - 1] { return nil }
        if isInput {
          let count = values.partitioningIndex { $0 > knot }
          if number > 0, count - before < least { return nil }
          before = count
        }
        moved.curves[curve].knots[number] = knot
      }
    }
    for number in form.directions.indices {
      moved.directions[number].angle += step[index]
      index += 1
    }
    return moved
  }
}

extension AdditiveForm {
  /// Forms with fewer parameters for one curve: without a knot, without a slope, and with a slope for the outermost hinge.
  func simpler(_ input: Int) -> [AdditiveForm] {
    let curve = curves[input]
    guard !curve.isEmpty else { return [] }
    var results = curve.knots.indices.map { number in
      var result = self
      result.curves[input].knots.remove(at: number)
      if result.curves[input].isEmpty { result.curves[input].isFalling = false }
      return result
    }
    if curve.hasSlope {
      var result = self
      result.curves[input].hasSlope = false
      results.append(result)
      if !curve.knots.isEmpty {
        result.curves[input].isFalling = true
        results.append(result)
      }
    } else {
      var result = self
      result.curves[input].hasSlope = true
      result.curves[input].isFalling = false
      result.curves[input].knots.remove(at: curve.isFalling ? curve.knots.count - 1 : 0)
      results.append(result)
    }
    return results
  }

  /// The form in which a curve has a slope where its end was flat; nil for others.
  func withSlope(_ input: Int) -> AdditiveForm? {
    guard !curves[input].hasSlope, !curves[input].isEmpty else { return nil }
    var result = self
    (result.curves[input].hasSlope, result.curves[input].isFalling) = (true, false)
    return result
  }

  /// The place of a knot's derivative behind the coefficients; nil for the column of a slope.
  func placeColumn(of column: Int) -> Int? {
    let columns = columns
    guard columns[column - 1].shape != .line else { return nil }
    return columns.count + 1 + columns[..<(column - 1)].count { $0.shape != .line }
  }

  /// The same without directions that have no hinge left.
  var compacted: AdditiveForm {
    var result = self
    let kept = directions.indices.filter { !curves[inputCount + $0].isEmpty }
    result.directions = kept.map { directions[$0] }
    result.curves = Array(curves[..<inputCount]) + kept.map { curves[inputCount + $0] }
    return result
  }
}
