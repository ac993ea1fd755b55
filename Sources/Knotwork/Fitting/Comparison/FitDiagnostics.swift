/// How a network uses its units on a table, and how well each of its pieces fits.
public struct FitDiagnostics: Sendable {
  /// The rows of one region.
  public struct Piece: Equatable, Sendable {
    /// The units that are active there.
    public let pattern: ActivationPattern
    /// Number of rows in the region.
    public let rowCount: Int
    /// The mean of target − prediction.
    public let meanResidual: Double
    /// The root mean square of target − prediction.
    public let rmse: Double
  }

  /// Number of units that are active at no row, for each hidden layer.
  public let deadUnits: [Int]
  /// Number of units that are active at every row, for each hidden layer.
  public let alwaysActiveUnits: [Int]
  /// The regions that hold rows, the fullest first.
  public let pieces: [Piece]

  /// Finds the region of every row, exactly.
  ///
  /// - Requires: one column per input.
  public init(_ network: Network, on table: DataTable, predictions: [Double]) {
    var rows: [ActivationPattern: [Int]] = [:]
    for row in 0..<table.rowCount { rows[network.pattern(at: table.inputs(of: row)), default: []].append(row) }
    var active = rows.keys.first.map { $0.layers.map { [Int](repeating: 0, count: $0.count) } } ?? []
    var pieces: [Piece] = []
    for (pattern, members) in rows {
      for (layer, bits) in pattern.layers.enumerated() {
        for (unit, isActive) in bits.enumerated() where isActive { active[layer][unit] += members.count }
      }
      var (sum, squares) = (0.0, 0.0)
      for row in members {
        let residual = table.target[row] - predictions[row]
        sum += residual
        squares += residual * residual
      }
      let count = Double(members.count)
      pieces.append(
        Piece(
          pattern: pattern, rowCount: members.count, meanResidual: sum / count, rmse: (squares / count).squareRoot()))
    }
    deadUnits = active.map { layer in layer.count { $0 == 0 } }
    alwaysActiveUnits = active.map { layer in layer.count { $0 == table.rowCount } }
    self.pieces = pieces.sorted {
      $0.rowCount != $1.rowCount
        ? $0.rowCount > $1.rowCount : $0.pattern.description < $1.pattern.description
    }
  }
}
