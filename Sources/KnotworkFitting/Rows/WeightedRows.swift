import Knotwork
import KnotworkGeometry

/// Rows (x, y) with weights w ≥ 0, checked: n points x of d coordinates, n targets, n weights.
public struct WeightedRows: Equatable, Sendable {
  /// The points, one per row: n × d.
  public let inputs: Matrix
  /// One target per row.
  public let targets: [Double]
  /// One weight per row; 1 unless given.
  public let weights: [Double]

  /// Rows from their parts.
  ///
  /// - Throws: ``InvalidRows``, naming the row, when counts differ, there are no inputs, a number is not finite, or a
  ///   weight is negative.
  /// - Complexity: O(n · d).
  public init(inputs: Matrix, targets: [Double], weights: [Double]? = nil) throws(InvalidRows) {
    guard targets.count == inputs.rows else {
      throw InvalidRows(
        "\(targets.count.counted("target")) for \(inputs.rows.counted("row")); expected as many of each")
    }
    if let weights, weights.count != inputs.rows {
      throw InvalidRows(
        "\(weights.count.counted("weight")) for \(inputs.rows.counted("row")); expected as many of each")
    }
    guard inputs.columns > 0 else { throw InvalidRows("rows without inputs; expected at least one") }
    for row in 0..<inputs.rows {
      guard inputs[row: row].allSatisfy({ $0.isFinite }) else {
        throw InvalidRows("row \(row + 1): an input is not a finite number")
      }
      guard targets[row].isFinite else { throw InvalidRows("row \(row + 1): the target is not a finite number") }
      if let weight = weights?[row], !(weight >= 0 && weight.isFinite) {
        throw InvalidRows("row \(row + 1): the weight is \(weight); expected a finite number that is not negative")
      }
    }
    self.inputs = inputs
    self.targets = targets
    self.weights = weights ?? [Double](repeating: 1, count: targets.count)
  }

  /// The rows of a table.
  ///
  /// - Throws: ``InvalidRows``, as ``init(inputs:targets:weights:)``, when the table has no inputs or a number is not
  ///   finite.
  /// - Complexity: O(n · d).
  public init(_ table: DataTable) throws(InvalidRows) {
    var elements: [Double] = []
    elements.reserveCapacity(table.rowCount * table.inputCount)
    for row in 0..<table.rowCount {
      for column in table.columns { elements.append(column[row]) }
    }
    try self.init(
      inputs: Matrix(rows: table.rowCount, columns: table.inputCount, elements: elements), targets: table.target,
      weights: table.weights)
  }

  /// Number of rows n.
  public var count: Int { targets.count }

  /// Σ w (y − f(x))² for the network f as a real function, without rounding until the end.
  ///
  /// - Requires: `network` has as many inputs as the rows, and one output.
  /// - Complexity: exact arithmetic, O(n · weights).
  public func residualSum(of network: Network) -> Double {
    precondition(
      network.inputCount == inputs.columns && network.outputCount == 1,
      "residualSum: a network of \(network.inputCount) inputs for rows of \(inputs.columns)")
    var sum = Dyadic.zero
    for row in 0..<count where weights[row] > 0 {
      let residual = Dyadic(targets[row]) - network.exactly(inputs[row: row].map(Dyadic.init))[0]
      sum += Dyadic(weights[row]) * residual * residual
    }
    return sum.nearest
  }
}
