import Knotwork
import KnotworkExplain
import KnotworkFitting

/// Which pieces of a network do the rows of a table use, and how well does each fit them?
public struct PiecesRequest: Sendable {
  /// The rows, and what was measured.
  public var table: DataTable
  /// Whether the table's target was measured.
  public var isMeasured: Bool
  /// The output by its name; nil for the first.
  public var output: String?
  /// The most rows of a table in a text.
  public var costs = CostLimits.standard

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
      pieces: PieceTable(of: network, output: output, table: table, isMeasured: isMeasured), costs: costs)
  }
}
