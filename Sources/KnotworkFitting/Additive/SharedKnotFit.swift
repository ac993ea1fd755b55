import Knotwork
import KnotworkGeometry

/// Sums of broken lines for several groups of rows that bend at the same places: each group has a constant and slopes of its own.
///
/// Knots lie where every group has rows on both sides. Intervals and tests of each group are those of the model of all groups, linearised
/// in the places of the knots, given the form.
public struct SharedKnotFit: Sendable {
  /// Do the slopes of an input differ between groups, the knots staying?
  public struct Difference: Equatable, Sendable {
    /// The number of the input.
    public let input: Int
    /// Its name.
    public let name: String
    /// The F test; nil without degrees of freedom.
    public let test: AdditiveFit.Test?
  }

  /// The sum of each group, in order.
  public let groups: [AdditiveFit]
  /// One for each input that has a curve.
  public let differences: [Difference]
  /// The residual sum of all groups.
  public let residualSum: Double
  /// Rows less a constant and coefficients for each group, and the places of the knots.
  public let degreesOfFreedom: Int
  /// Whether all was done that was asked for; false after a stop.
  public let isComplete: Bool

  /// Fits all groups.
  ///
  /// - Parameters:
  ///   - table: the rows of all groups; its inputs do not tell them apart.
  ///   - groupOf: the group of each row, from 0.
  ///   - options: what the form may be made of, and what decides; without pairs.
  ///   - isCancelled: asked often; what was found by then is the fit.
  /// - Requires: every group from 0 to the largest has a row; finite numbers whose squares are.
  /// - Throws: `InvalidNetwork` where a coefficient is beyond the range of doubles.
  /// - Complexity: that of ``AdditiveFit``, and O(n · (groups · columns)²) for the tests.
  /// - SeeAlso: Friedman 1991, Muggeo 2003 in Documentation/References.md.
  public init(
    _ table: DataTable, groups groupOf: [Int], _ options: AdditiveOptions = AdditiveOptions(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(InvalidNetwork) {
    precondition(
      groupOf.count == table.rowCount && table.rowCount > 0, "SharedKnotFit: one group for each row expected")
    let count = (groupOf.max() ?? 0) + 1
    let members = (0..<count).map { group in groupOf.indices.filter { groupOf[$0] == group } }
    precondition(members.allSatisfy { !$0.isEmpty }, "SharedKnotFit: a group without rows")
    let scaling = AdditiveScaling(table)
    let whole = AdditiveSearch(scaling: scaling, options: options, isCancelled: isCancelled)
    let found = SharedKnotSearch(whole: whole, groupOf: groupOf, groupCount: count).run()
    var fits: [AdditiveFit] = []
    for (rows, step) in zip(members, found.step.groups) {
      fits.append(
        try AdditiveFit(
          table, scaling.of(rows),
          AdditiveSearch.Result(step: step, price: found.price, trials: found.trials, isComplete: found.isComplete),
          options))
    }
    groups = fits
    residualSum = fits.reduce(0) { $0 + $1.residualSum }
    degreesOfFreedom = max(0, table.rowCount - found.step.freedom)
    isComplete = found.isComplete
    let (step, rows) = (found.step, scaling.rows)
    differences = (0..<table.inputCount).filter { !step.form.curves[$0].isEmpty }.map { input in
      Difference(
        input: input, name: table.inputNames[input],
        test: SharedKnotFit.test(input, step, rows, groupOf, freedom: table.rowCount - step.freedom))
    }
  }

  /// Twice as many columns as this are too many for a test.
  private static let mostColumns = 200

  /// F of common coefficients for one input.
  private static func test(
    _ input: Int, _ step: SharedKnotPath.Step, _ rows: AdditiveRows, _ groupOf: [Int], freedom: Int
  ) -> AdditiveFit.Test? {
    let columns = step.form.columns
    let groups = step.groups.count
    let own = columns.filter { $0.input == input }
    let others = columns.filter { $0.input != input }
    let count = groups * (1 + others.count) + own.count
    guard freedom > 0, count <= 2 * mostColumns, step.residualSquares > 0 else { return nil }
    let design = TriangularDesign(count: count, rows) { range in
      let separate =
        [[Double](repeating: 1, count: range.count)] + others.map { $0.values(rows.columns[$0.input][range]) }
      return separate.flatMap { column in
        (0..<groups).map { group in zip(column, groupOf[range]).map { $1 == group ? $0 : 0 } }
      } + own.map { $0.values(rows.columns[input][range]) }
    }
    let numerator = (groups - 1) * own.count
    let growth = max(0, design.residualSquares - step.residualSquares)
    let statistic = growth / Double(numerator) / (step.residualSquares / Double(freedom))
    return AdditiveFit.Test(
      statistic: statistic, numerator: numerator, denominator: freedom,
      pValue: FisherF(numerator: numerator, denominator: freedom).upperTail(statistic))
  }
}
