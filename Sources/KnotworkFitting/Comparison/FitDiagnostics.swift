import Knotwork

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

  /// Number of rows looked at: all of them, or evenly spaced ones where there are very many for a network of this size.
  public let rowCount: Int
  /// Number of units that are active at no row looked at, for each hidden layer.
  public let deadUnits: [Int]
  /// Number of units that are active at every one of them, for each hidden layer.
  public let alwaysActiveUnits: [Int]
  /// The regions that hold rows, the fullest first.
  public let pieces: [Piece]
  /// Number of different points among the inputs of the rows looked at.
  public let pointCount: Int

  /// Whether there is nearly a region, and so a formula, for every row: at least one for two different points, of 10 or more. Such a
  /// network explains as little as a list of its predictions.
  public var isBlackBox: Bool { pointCount >= 10 && 2 * pieces.count >= pointCount }

  /// Finds the region of every row looked at, exactly.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - table: the rows.
  ///   - residuals: target − prediction, row by row.
  ///   - operations: about how much work is done at most: rows looked at times weights. There are at least 1000 rows.
  /// - Requires: one column per input.
  /// - Complexity: O(rows looked at · weights).
  public init(_ network: Network, on table: DataTable, residuals: [Double], operations: Int = 200_000_000) {
    var rows: [ActivationPattern: [Int]] = [:]
    let weights = network.layers.reduce(0) { $0 + $1.unitCount * $1.inputCount }
    let sample = min(table.rowCount, max(1000, operations / max(1, weights)))
    var points: Set<[Double]> = []
    for place in 0..<sample {
      let row = place * table.rowCount / sample
      let point = table.inputs(of: row)
      rows[network.pattern(at: point), default: []].append(row)
      points.insert(point)
    }
    pointCount = points.count
    var active = rows.keys.first.map { $0.layers.map { [Int](repeating: 0, count: $0.count) } } ?? []
    var pieces: [Piece] = []
    for (pattern, members) in rows {
      for (layer, bits) in pattern.layers.enumerated() {
        for (unit, isActive) in bits.enumerated() where isActive { active[layer][unit] += members.count }
      }
      var (sum, squares) = (0.0, 0.0)
      for row in members {
        let residual = residuals[row]
        sum += residual
        squares += residual * residual
      }
      let count = Double(members.count)
      pieces.append(
        Piece(
          pattern: pattern, rowCount: members.count, meanResidual: sum / count, rmse: (squares / count).squareRoot()))
    }
    rowCount = sample
    deadUnits = active.map { layer in layer.count { $0 == 0 } }
    alwaysActiveUnits = active.map { layer in layer.count { $0 == sample } }
    self.pieces = pieces.sorted {
      $0.rowCount != $1.rowCount
        ? $0.rowCount > $1.rowCount : $0.pattern.description < $1.pattern.description
    }
  }
}
