import Knotwork
import KnotworkFitting
import KnotworkGeometry

/// The regions that rows of data lie in, as a model of the data: how many rows each has, how well it fits them, and what linear regression
/// makes of the same rows.
public struct PieceTable: Sendable {
  /// A region with rows.
  public struct Piece: Sendable {
    /// Its pattern.
    public let pattern: ActivationPattern
    /// The numbers of its rows, from 0.
    public let rows: [Int]
    /// The network's own map there.
    public let slope: [Double]
    /// Its constant.
    public let intercept: Double
    /// The mean of what was measured there; nil where nothing was.
    public let mean: Double?
    /// The root of the mean squared error of the network there; nil likewise.
    public let error: Double?
    /// The coefficients of least squares on these rows, with standard errors, in the order of the inputs; nil where the rows are too few.
    public let regression: LinearRegression?
  }

  /// The pieces, those with the most rows first.
  public let pieces: [Piece]
  /// The root of the mean squared error over all rows; nil where nothing was measured.
  public let error: Double?

  /// The pieces that the rows of a table lie in.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - output: the number of the output.
  ///   - table: the rows, and what was measured.
  ///   - isMeasured: whether the table's target was measured.
  /// - Complexity: O(rows · weights).
  public init(of network: Network, output: Int = 0, table: DataTable, isMeasured: Bool) {
    var order: [ActivationPattern] = []
    var members: [ActivationPattern: [Int]] = [:]
    for row in 0..<table.rowCount {
      let pattern = network.pattern(at: table.inputs(of: row))
      if members[pattern] == nil { order.append(pattern) }
      members[pattern, default: []].append(row)
    }
    let single = network.restricted(to: output).evaluator
    let columns = table.columns.flatMap(\.self)
    let values = single(columns: columns, rows: table.rowCount)
    func rootMeanSquare(_ rows: [Int]) -> Double {
      (rows.reduce(0) { $0 + (values[$1] - table.target[$1]) * (values[$1] - table.target[$1]) }
        / Double(rows.count)).squareRoot()
    }
    pieces = order.map { pattern in
      let rows = members[pattern] ?? []
      let map = network.map(of: pattern)
      return Piece(
        pattern: pattern, rows: rows, slope: Array(map.slope[row: output]), intercept: map.intercept[output],
        mean: isMeasured ? rows.reduce(0) { $0 + table.target[$1] / Double(rows.count) } : nil,
        error: isMeasured ? rootMeanSquare(rows) : nil,
        regression: isMeasured && rows.count > table.inputCount + 1 ? LinearRegression(table.rows(rows)) : nil)
    }.sorted { $0.rows.count > $1.rows.count }
    error = isMeasured ? rootMeanSquare(Array(0..<table.rowCount)) : nil
  }
}
