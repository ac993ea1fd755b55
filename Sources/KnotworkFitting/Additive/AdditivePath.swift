import KnotworkGeometry

/// The forms that come out of one by taking away, step by step, what explains least: knots, slopes, and flat ends.
struct AdditivePath: Sendable {
  struct Step: Sendable {
    var form: AdditiveForm
    /// The constant first, then one for each column of the form.
    var coefficients: [Double]
    var residualSquares: Double
    /// What shrinks its bends; nil for least squares.
    var shrinkage: ShrunkenForms.Shrinkage?
    /// What other groups of rows say, where they share the knots.
    var shared: SharedKnotPath.Others?

    /// Parameters that count, the shares of shrunken ones rounded up.
    var freedom: Int {
      shared != nil ? form.columnCount + 1 : shrinkage.map { Int($0.freedom.rounded(.up)) } ?? form.freedom
    }

    /// The mean squared error on other rows.
    func loss(_ test: AdditiveRows) -> Double {
      let extended = test.with(form.directions, inputCount: form.inputCount)
      let errors = zip(zip(test.target, values(extended)), test.factors).map { ($0.0 - $0.1) * $1 }
      return lanewiseProduct(errors, errors) / lanewiseProduct(test.factors, test.factors)
    }

    /// The values at all rows, whose further columns are those of the form's directions.
    func values(_ rows: AdditiveRows) -> [Double] {
      var values = [Double](repeating: coefficients[0], count: rows.count)
      for (column, factor) in zip(form.columns, coefficients.dropFirst()) {
        let inputs = rows.columns[column.input]
        for row in values.indices { values[row] += factor * column(inputs[row]) }
      }
      return values
    }
  }

  /// From the largest form to the constant.
  private(set) var steps: [Step] = []

  /// Forms with more columns are pruned without moving their knots.
  private static let mostMoved = 16

  /// - Parameters:
  ///   - form: the largest.
  ///   - rows: with columns for the form's directions.
  ///   - limits: rules for coefficients.
  ///   - refinement: moves the knots that are left after each step, and counts on that when it chooses what goes; nil where they
  ///     stay.
  ///   - isCancelled: asked often; knots stay from then on.
  /// - Complexity: O(columns⁴), and O(n · columns²) for each form whose knots move.
  init(
    _ form: AdditiveForm, _ rows: AdditiveRows, _ limits: AdditiveLimits, _ refinement: KnotRefinement?,
    isCancelled: () -> Bool
  ) {
    var design = TriangularDesign(form, rows)
    var form = form
    var columns = design.columns
    while true {
      var fit = SmallLeastSquares(columns: columns, target: design.target, rules: limits.rules(form))
      var moving: SmallLeastSquares?
      if let refinement, form.columnCount <= AdditivePath.mostMoved, !isCancelled() {
        form = form.compacted
        let state = refinement.refined(form, steps: steps.isEmpty ? 5 : 2, isCancelled: isCancelled)
        (form, design, fit, columns) = (state.form, state.design, state.fit, state.design.columns)
        moving = refinement.moving(state)
      }
      steps.append(
        Step(form: form, coefficients: fit.solution, residualSquares: design.residualSquares + fit.residualSquares))
      var best: (cost: Double, change: Change)?
      for (change, combination) in AdditivePath.changes(of: form) {
        var combinations = [combination]
        if moving != nil, case .withoutKnot = change, let place = form.placeColumn(of: combination[0].column) {
          combinations.append([(place, 1)])
        }
        // What a degree of freedom explains.
        let cost = (moving ?? fit).cost(of: combinations) / change.freedom
        if best == nil || cost < best?.cost ?? .infinity { best = (cost, change) }
      }
      guard let change = best?.change else { break }
      AdditivePath.apply(change, &form, &columns)
    }
  }

  /// The form that explains most where each degree of freedom has a price: least n ln RSS + price · freedom.
  ///
  /// - Parameters:
  ///   - price: that of a degree of freedom.
  ///   - searched: what a knot costs beside it.
  ///   - rowCount: n.
  ///   - total: the sum of squares of the target; what is perfect but for rounding is not improved on.
  func best(price: Double, searched: Double = 0, rowCount: Int, total: Double, mostKnots: Int?) -> Step {
    let sizes = steps.map {
      Size(
        residualSquares: $0.residualSquares, freedom: $0.form.freedom, knots: $0.form.knotCount,
        hinges: $0.form.hingeCount)
    }
    return steps[
      AdditivePath.best(
        sizes, price: price, searched: searched, rowCount: rowCount, total: total, mostKnots: mostKnots)]
  }

  /// What a price looks at.
  struct Size {
    var residualSquares: Double
    var freedom: Int
    var knots: Int
    var hinges: Int
  }

  /// The number of the size that is least by a price; sizes from the largest to the constant.
  ///
  /// - Parameters: as those of ``best(price:searched:rowCount:total:mostKnots:)``.
  static func best(
    _ sizes: [Size], price: Double, searched: Double, rowCount: Int, total: Double, mostKnots: Int?
  ) -> Int {
    var best = sizes.count - 1
    var least = Double.infinity
    for (index, form) in sizes.enumerated().reversed() where mostKnots.map({ form.knots <= $0 }) ?? true {
      let size = Elementary.log(max(form.residualSquares, 1e-24 * total, .leastNormalMagnitude))
      let value =
        Double(rowCount) * size + price * Double(form.freedom) + searched * Double(form.knots + form.hinges)
      if value < least { (best, least) = (index, value) }
    }
    return best
  }

  enum Change {
    case withoutKnot(curve: Int, number: Int)
    /// The slope of a curve without knots goes, or that of the part before the first knot.
    case withoutSlope(curve: Int)
    /// The slope after the last knot goes.
    case flatAfterwards(curve: Int)

    /// The parameters that go.
    var freedom: Double { if case .withoutKnot = self { 2 } else { 1 } }
  }

  /// What may go, and the combination of coefficients that is 0 then.
  static func changes(of form: AdditiveForm) -> [(Change, [(column: Int, factor: Double)])] {
    var changes: [(Change, [(column: Int, factor: Double)])] = []
    for (index, curve) in form.curves.enumerated() where !curve.isEmpty {
      let first = form.firstColumn(of: index)
      let knots = curve.knots.indices.map { first + (curve.hasSlope ? 1 : 0) + $0 }
      for (number, column) in knots.enumerated() {
        changes.append((.withoutKnot(curve: index, number: number), [(column, 1)]))
      }
      guard curve.hasSlope else { continue }
      changes.append((.withoutSlope(curve: index), [(first, 1)]))
      if !knots.isEmpty { changes.append((.flatAfterwards(curve: index), [(first, 1)] + knots.map { ($0, 1) })) }
    }
    return changes
  }

  /// Takes away, from a form and the columns of its triangle.
  static func apply(_ change: Change, _ form: inout AdditiveForm, _ columns: inout [[Double]]) {
    switch change {
    case .withoutKnot(let curve, let number):
      columns.remove(at: form.firstColumn(of: curve) + (form.curves[curve].hasSlope ? 1 : 0) + number)
      form.curves[curve].knots.remove(at: number)
      if form.curves[curve].isEmpty { form.curves[curve].isFalling = false }
    case .withoutSlope(let curve):
      columns.remove(at: form.firstColumn(of: curve))
      form.curves[curve].hasSlope = false
    case .flatAfterwards(let curve):
      let start = form.firstColumn(of: curve)
      let slope = columns[start]
      for (number, knot) in form.curves[curve].knots.enumerated() {
        // relu(k − x) = relu(x − k) − x + k.
        for row in slope.indices { columns[start + 1 + number][row] += knot * columns[0][row] - slope[row] }
      }
      columns.remove(at: start)
      form.curves[curve].hasSlope = false
      form.curves[curve].isFalling = true
    }
  }
}
