import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkGeometry

/// How much does an output change with each input: over the rows, over their box, and as linear regression has it?
public struct SlopesRequest: Sendable {
  /// The rows.
  public var rows: DataRows
  /// The rows with what was measured, for linear regression; nil where nothing was.
  public var measured: DataTable?
  /// The output by its name; nil for the first.
  public var output: String?
  /// Where slopes over a box are wanted: so many regions are looked at.
  public var mostRegions = 500_000
  /// Up to which dimension volumes of regions are found.
  public var costs = CostLimits.standard

  /// A request about rows that were kept.
  public init(rows: DataRows, measured: DataTable? = nil) {
    self.rows = rows
    self.measured = measured
  }

  /// The slopes.
  ///
  /// - Throws: ``InvalidRequest`` for a name that the network does not have.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> SlopesAnswer {
    let output = try output.map { try $0.place(among: network.outputNames, "output_name") } ?? 0
    try rows.requireOutputs(of: network, output)
    let box = try rows.ranges.box()
    var overBox: [SlopeSummary]?
    if box.dimension <= costs.measureDimension {
      var budget = budget
      budget.limits.regions = min(budget.limits.regions ?? mostRegions, mostRegions)
      do {
        overBox = try Dissection(of: network, over: .box(box), keeping: .volumes, within: budget).slopes(of: output)
      } catch let limit as LimitReached {
        if limit.cause == .cancelled { throw limit }
      }
    }
    let table =
      measured
      ?? DataTable(
        inputNames: network.inputNames, columns: rows.columns, targetName: network.outputNames[output],
        target: network.evaluator(columns: rows.columns.flatMap(\.self), rows: rows.count)
          .dropFirst(output * rows.count).prefix(rows.count).map { $0 })
    return SlopesAnswer(
      names: network.inputNames, output: network.outputNames[output], rowCount: rows.count, rowsName: rows.name,
      place: Place(.box(box), of: network, source: .data(rows.name)),
      overRows: network.slopes(of: output, rows: rows.columns), overBox: overBox, regression: LinearRegression(table),
      isMeasured: measured != nil, ranges: zip(rows.ranges.lower, rows.ranges.upper).map { $1 - $0 })
  }
}
