import Knotwork
import KnotworkGeometry

/// The outputs of a network as a real function for the rows of a table, and what they leave of the targets, each rounded once.
///
/// Where weights are large and nearly cancel, outputs in double arithmetic have no right digit; these have all.
public struct ExactPredictions: Equatable, Sendable {
  /// The first output, row by row.
  public let values: [Double]
  /// Target − output.
  public let residuals: [Double]

  /// Evaluates the network on every row.
  ///
  /// - Requires: one column per input.
  /// - Complexity: exact arithmetic, O(rows · weights).
  public init(_ network: Network, on table: DataTable) {
    precondition(
      table.inputCount == network.inputCount,
      "ExactPredictions: \(table.inputCount) columns, expected \(network.inputCount)")
    var (values, residuals): ([Double], [Double]) = ([], [])
    for row in 0..<table.rowCount {
      let output = network.exactly(table.inputs(of: row).map(Dyadic.init))[0]
      values.append(output.nearest)
      residuals.append((Dyadic(table.target[row]) - output).nearest)
    }
    (self.values, self.residuals) = (values, residuals)
  }
}
