import KnotworkGeometry

/// The forms that come out of one that groups of rows share by taking away, step by step, what explains least in all of them.
struct SharedKnotPath: Sendable {
  struct Step: Sendable {
    var form: AdditiveForm
    /// One for each group.
    var groups: [AdditivePath.Step]

    var residualSquares: Double { groups.reduce(0) { $0 + $1.residualSquares } }
    /// A constant and coefficients for each group, and the places of the knots.
    var freedom: Int { groups.count * (1 + form.columnCount) + form.knotCount }

    init(_ state: SharedKnotRefinement.State) { (form, groups) = (state.form, state.groups.map(\.step)) }

    init(_ form: AdditiveForm, _ groups: [AdditivePath.Step]) { (self.form, self.groups) = (form, groups) }
  }

  /// What the other groups say of the places of knots, and what all groups say of the noise.
  struct Others: Sendable {
    /// Lᵀ of what other groups know of the places, L Lᵀ: rows that could stand for theirs.
    var places: [[Double]]
    /// Rows of all groups less their parameters.
    var freedom: Int
    /// The residual standard error of all groups in inner units; nil without degrees of freedom.
    var spread: Double?

    /// Columns in a triangle with these rows, and the target beside them.
    func rows(
      _ columns: [[Double]], _ target: [Double], first: Int
    ) -> (columns: [[Double]], target: [Double]) {
      let none = [Double](repeating: 0, count: places.count)
      var result = columns.map { $0 + none }
      for (number, row) in places.enumerated() {
        for (place, value) in row.enumerated() { result[first + place][target.count + number] = value }
      }
      return (result, target + none)
    }
  }

  /// From the largest form to the constant.
  private(set) var steps: [Step] = []

  /// Forms with more columns are pruned without moving their knots.
  private static let mostMoved = 16
  /// How many of the cheapest changes are tried with knots that move.
  private static let tried = 4

  /// - Parameters:
  ///   - form: the largest.
  ///   - refinement: the rows, and moves of knots.
  ///   - moves: whether knots move after each step.
  ///   - isCancelled: asked often; knots stay from then on.
  /// - Complexity: O(groups · columns⁴), and O(n · columns²) for each form whose knots move.
  init(_ form: AdditiveForm, _ refinement: SharedKnotRefinement, moves: Bool, isCancelled: () -> Bool) {
    var state = refinement.state(form)
    var triangles = state.groups.map(\.design.columns)
    while true {
      let isMoving = moves && state.form.columnCount <= SharedKnotPath.mostMoved && !isCancelled()
      if isMoving {
        state = refinement.refined(state.form, steps: steps.isEmpty ? 5 : 2, isCancelled: isCancelled)
        triangles = state.groups.map(\.design.columns)
      }
      for group in triangles.indices {
        state.groups[group].fit = SmallLeastSquares(
          columns: triangles[group], target: state.groups[group].design.target,
          rules: refinement.groups[group].limits.rules(state.form))
        state.groups[group].form = state.form
      }
      steps.append(Step(state))
      let count = Double(triangles.count)
      var changes = AdditivePath.changes(of: state.form).map { change, combination in
        let cost = state.groups.reduce(0) { $0 + $1.fit.cost(of: [combination]) }
        return (cost: cost / (change.freedom == 2 ? count + 1 : count), change: change)
      }
      guard !changes.isEmpty else { break }
      changes = changes.enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }
        .map(\.element)
      var chosen = changes[0].change
      if isMoving, changes.count > 1 {
        var least = Double.infinity
        for (_, change) in changes.prefix(SharedKnotPath.tried) {
          var (form, columns) = (state.form, triangles[0])
          AdditivePath.apply(change, &form, &columns)
          let after = refinement.refined(form, steps: 2, isCancelled: isCancelled).residualSquares
          let cost = (after - state.residualSquares) / (change.freedom == 2 ? count + 1 : count)
          if cost < least { (chosen, least) = (change, cost) }
        }
      }
      var form = state.form
      for group in triangles.indices {
        form = state.form
        AdditivePath.apply(chosen, &form, &triangles[group])
      }
      state.form = form
    }
  }

  /// The form that a price picks.
  ///
  /// - Parameters: as those of `AdditivePath.best`.
  func best(price: Double, searched: Double, rowCount: Int, total: Double, mostKnots: Int?) -> Step {
    let sizes = steps.map {
      AdditivePath.Size(
        residualSquares: $0.residualSquares, freedom: $0.freedom, knots: $0.form.knotCount, hinges: 0)
    }
    return steps[
      AdditivePath.best(
        sizes, price: price, searched: searched, rowCount: rowCount, total: total, mostKnots: mostKnots)]
  }
}
