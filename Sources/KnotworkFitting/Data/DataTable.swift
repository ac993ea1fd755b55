/// Rows of inputs with a target: what is fitted. Numbers are stored column by column, each column contiguous.
public struct DataTable: Equatable, Sendable {
  /// One name per input.
  public let inputNames: [String]
  /// The name of what is to be explained.
  public let targetName: String
  /// One column per input, `rowCount` numbers each.
  public let columns: [[Double]]
  /// The target of each row.
  public let target: [Double]
  /// The weight of each row, positive; nil where all count alike.
  public let weights: [Double]?
  /// The number of each row in the file it came from, from 0; nil where the file's rows are all here.
  public let rowNumbers: [Int]?

  /// A table from its columns.
  ///
  /// - Requires: all columns are as long as the target, all numbers finite, weights positive.
  public init(
    inputNames: [String], columns: [[Double]], targetName: String, target: [Double], weights: [Double]? = nil,
    rowNumbers: [Int]? = nil
  ) {
    precondition(
      inputNames.count == columns.count, "DataTable: \(inputNames.count) names for \(columns.count) columns")
    precondition(
      columns.allSatisfy { $0.count == target.count },
      "DataTable: columns of \(columns.map(\.count)) rows, expected \(target.count), as the target has")
    precondition(weights.map { $0.count == target.count } ?? true, "DataTable: one weight per row expected")
    self.inputNames = inputNames
    self.columns = columns
    self.targetName = targetName
    self.target = target
    self.weights = weights
    self.rowNumbers = rowNumbers
  }

  /// Number of rows n.
  public var rowCount: Int { target.count }

  /// Number of inputs d.
  public var inputCount: Int { columns.count }

  /// The inputs of one row.
  public func inputs(of row: Int) -> [Double] { columns.map { $0[row] } }

  /// Some of the rows, in the order given.
  ///
  /// - Complexity: O(rows · d).
  public func rows(_ indices: some Collection<Int>) -> DataTable {
    let indices = Array(indices)
    return DataTable(
      inputNames: inputNames, columns: columns.map { column in indices.map { column[$0] } }, targetName: targetName,
      target: indices.map { target[$0] }, weights: weights.map { all in indices.map { all[$0] } },
      rowNumbers: indices.map { rowNumbers?[$0] ?? $0 })
  }
}
