import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkFormats

/// Which pieces of a network do the rows of a table use, and how well does each fit them?
public struct PiecesRequest: Sendable {
  /// The rows, and what was measured.
  public var table: DataTable
  /// Whether the table's target was measured.
  public var isMeasured: Bool
  /// The output by its name; nil for the first.
  public var output: String?
  /// The most rows of a table in a text, and up to which dimension regions without rows are looked for.
  public var costs = CostLimits.standard
  /// So many regions are looked at for those without rows.
  public var mostRegions = 100_000

  /// A request about a table.
  public init(table: DataTable, isMeasured: Bool) {
    self.table = table
    self.isMeasured = isMeasured
  }

  /// The pieces.
  ///
  /// - Throws: ``InvalidRequest`` for a name that the network does not have.
  public func answer(about network: Network, within budget: Budget = Budget()) throws -> PiecesAnswer {
    let output = try output.map { try $0.place(among: network.outputNames, "output_name") } ?? 0
    return PiecesAnswer(
      names: network.inputNames, output: network.outputNames[output], rowCount: table.rowCount,
      pieces: PieceTable(of: network, output: output, table: table, isMeasured: isMeasured),
      empty: try emptyPieces(of: network, output, within: budget), costs: costs)
  }

  /// The regions without rows; nil where there are too many regions, or too many inputs for their volumes.
  private func emptyPieces(of network: Network, _ output: Int, within budget: Budget) throws -> EmptyPieces? {
    guard let box = try? InputRanges(table).box(), box.dimension <= costs.measureDimension else { return nil }
    var budget = budget
    budget.limits.regions = min(budget.limits.regions ?? mostRegions, mostRegions)
    do {
      let dissection = try Dissection(
        of: network, over: .box(box), keeping: box.dimension == 2 ? [.vertices, .volumes] : .volumes, within: budget)
      return EmptyPieces(dissection, output: output, rows: table.columns)
    } catch let limit as LimitReached {
      if limit.cause == .cancelled { throw limit }
      return nil
    }
  }
}
