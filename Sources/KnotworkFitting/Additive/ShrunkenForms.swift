import KnotworkGeometry

/// Forms whose knots are spread evenly among the rows of each input, and whose bends are shrunk: least squares with
/// n λ Σ (s · bend)² added, s being the spread of the input. Slopes are not shrunk, so that a large λ leaves linear regression.
///
/// - SeeAlso: Ruppert, Wand and Carroll 2003 in Documentation/References.md.
struct ShrunkenForms {
  /// How many knots, and how much their bends are shrunk.
  struct Setting: Equatable, Sendable {
    /// Knots of each curve that may bend.
    var knots: Int
    /// λ.
    var penalty: Double
  }

  /// What shrinks the bends of a form.
  struct Shrinkage: Sendable {
    var setting: Setting
    /// What is added for the square of each coefficient, the constant's first; 0 where it is not shrunk.
    var penalties: [Double]
    /// Parameters that count: the trace of the map from target to fitted values.
    var freedom: Double

    /// Columns in a triangle with the rows that shrink, and the target beside them.
    func rows(_ columns: [[Double]], _ target: [Double]) -> (columns: [[Double]], target: [Double]) {
      let shrunk = penalties.indices.filter { penalties[$0] > 0 }
      let none = [Double](repeating: 0, count: shrunk.count)
      var result = columns.map { $0 + none }
      for (place, column) in shrunk.enumerated() {
        result[column][target.count + place] = penalties[column].squareRoot()
      }
      return (result, target + none)
    }
  }

  /// Numbers of knots that are tried.
  static let knotCounts = [3, 6, 12]
  /// The values of λ that are tried, from 0.0001 to 1.
  static let penalties = (0...8).map { Elementary.exp(Elementary.log(10) * (Double($0) / 2 - 4)) }

  private let limits: AdditiveLimits

  init(_ limits: AdditiveLimits) { self.limits = limits }

  /// The form of a number of knots for each curve: all inputs with a slope, and knots between as many rows each as can be.
  ///
  /// - Complexity: O(n log n · d).
  func form(_ rows: AdditiveRows, knots: Int) -> AdditiveForm {
    var form = AdditiveForm(inputCount: limits.inputCount)
    for input in 0..<limits.inputCount where limits.isUsed(input) {
      form.curves[input].hasSlope = true
      if limits.admitsKnots(input) { form.curves[input].knots = places(rows.columns[input].sorted(), input, knots) }
    }
    return form
  }

  private func places(_ sorted: [Double], _ input: Int, _ count: Int) -> [Double] {
    var levels: [Double] = []
    for value in sorted where levels.last != value {
      levels.append(value)
      if levels.count > count + 2 { break }
    }
    let wanted =
      levels.count <= count + 2
      ? Array(levels.dropFirst().dropLast()) : (1...count).map { sorted[$0 * sorted.count / (count + 1)] }
    let (least, ends) = (limits.minRows(input), limits.endRows(input))
    var (kept, before): ([Double], Int?) = ([], nil)
    for knot in wanted where knot < sorted[sorted.count - 1] && knot > kept.last ?? sorted[0] {
      let rows = sorted.partitioningIndex { $0 > knot }
      guard rows - (before ?? 0) >= (before == nil ? ends : least), sorted.count - rows >= ends else { continue }
      kept.append(knot)
      before = rows
    }
    return kept
  }

  /// The fits of a form for values of λ.
  ///
  /// - Complexity: O(n · columns²), and O(columns³) for each value.
  func solved(_ form: AdditiveForm, _ rows: AdditiveRows, knots: Int, penalties: [Double]) -> [AdditivePath.Step] {
    let design = TriangularDesign(form, rows)
    let spreads = form.curves.indices.map { spread(rows.columns[$0], rows.factors) }
    let (rules, n) = (limits.rules(form), Double(rows.count))
    let scales = [0] + form.columns.map { $0.shape == .line ? 0 : n * spreads[$0.input] * spreads[$0.input] }
    return penalties.map { penalty in
      var shrinkage = Shrinkage(
        setting: Setting(knots: knots, penalty: penalty), penalties: scales.map { $0 * penalty }, freedom: 0)
      let extended = shrinkage.rows(design.columns, design.target)
      let fit = SmallLeastSquares(columns: extended.columns, target: extended.target, rules: rules)
      shrinkage.freedom = Double(fit.rank)
      for (index, penalty) in shrinkage.penalties.enumerated() {
        shrinkage.freedom -= fit.covariance[index][index] * penalty
      }
      var rest = design.target
      for (column, factor) in zip(design.columns, fit.solution) {
        for row in rest.indices { rest[row] -= factor * column[row] }
      }
      return AdditivePath.Step(
        form: form, coefficients: fit.solution,
        residualSquares: design.residualSquares + lanewiseProduct(rest, rest), shrinkage: shrinkage)
    }
  }

  private func spread(_ column: [Double], _ factors: [Double]) -> Double {
    let n = Double(column.count)
    var (mean, squares) = (0.0, 0.0)
    for (value, factor) in zip(column, factors) { mean += factor * factor * value / n }
    for (value, factor) in zip(column, factors) { squares += factor * factor * (value - mean) * (value - mean) / n }
    return squares.squareRoot()
  }
}
