import Knotwork
import KnotworkFitting

/// A table whose rows fall into groups by the value of one column, for sums of broken lines of their own.
public struct GroupedRows: Sendable {
  /// One group.
  struct Group: Sendable {
    let name: String
    let rows: [Int]
  }

  /// The name of the column.
  public let name: String
  /// In order; the first has no input of its own.
  let groups: [Group]
  /// All rows; after the other inputs one of 0 and 1 for each group but the first.
  public let table: DataTable
  /// How many inputs explain the target within a group.
  let inputCount: Int

  /// Splits a table.
  ///
  /// - Parameters:
  ///   - table: with the column, one of numbers, or one of 0 and 1 for each level of a text but the first.
  ///   - name: the name of the column.
  ///   - levels: the levels of the text, in order; nil for numbers.
  /// - Throws: ``InvalidRequest`` for a column that is not there, fewer than two groups, or more than ``GroupedTable/mostGroups``, and where no
  ///   other input is left.
  /// - Complexity: O(rows · columns).
  public init(_ table: DataTable, by name: String, levels: [String]?) throws(InvalidRequest) {
    let own = levels.map { $0.dropFirst().map { "\(name)=\($0)" } } ?? [name]
    let columns = own.compactMap { table.inputNames.firstIndex(of: $0) }
    guard columns.count == own.count, !columns.isEmpty else {
      throw InvalidRequest(
        "by", "\"\(name)\" is no column that varies; the inputs are \(table.inputNames.joined(separator: ", "))")
    }
    let kept = table.inputNames.indices.filter { !columns.contains($0) }
    guard !kept.isEmpty else {
      throw InvalidRequest("by", "no input is left beside \(name) to explain \(table.targetName)")
    }
    var rows: [[Double]: [Int]] = [:]
    for row in 0..<table.rowCount { rows[columns.map { table.columns[$0][row] }, default: []].append(row) }
    guard rows.count > 1 else {
      throw InvalidRequest("by", "all rows have the same \(name); expected at least two groups")
    }
    guard rows.count <= GroupedTable.mostGroups else {
      throw InvalidRequest("by", "\(rows.count) groups; expected at most \(GroupedTable.mostGroups)")
    }
    let order = rows.keys.sorted { first, second in
      levels == nil ? first[0] < second[0] : GroupedTable.level(first) < GroupedTable.level(second)
    }
    let groups = order.map { key in
      Group(name: levels.map { $0[GroupedTable.level(key)] } ?? key[0].short, rows: rows[key] ?? [])
    }
    let codes = groups.dropFirst().map { group -> [Double] in
      var column = [Double](repeating: 0, count: table.rowCount)
      for row in group.rows { column[row] = 1 }
      return column
    }
    (self.name, self.groups, inputCount) = (name, groups, kept.count)
    self.table = DataTable(
      inputNames: kept.map { table.inputNames[$0] } + groups.dropFirst().map { "\(name)=\($0.name)" },
      columns: kept.map { table.columns[$0] } + codes, targetName: table.targetName, target: table.target,
      weights: table.weights, rowNumbers: table.rowNumbers)
  }

  /// The rows of one group among some of the table's, without the inputs that tell groups apart; nil where there are none.
  func rows(of group: Int, in part: DataTable) -> DataTable? {
    let (table, groups) = withoutCodes(part)
    let kept = groups.indices.filter { groups[$0] == group }
    guard !kept.isEmpty else { return nil }
    return DataTable(
      inputNames: table.inputNames, columns: table.columns.map { column in kept.map { column[$0] } },
      targetName: table.targetName, target: kept.map { table.target[$0] },
      weights: table.weights.map { all in kept.map { all[$0] } },
      rowNumbers: kept.map { table.rowNumbers?[$0] ?? $0 })
  }

  /// Some of the table's rows without the inputs that tell groups apart, and the number of the group of each.
  func withoutCodes(_ part: DataTable) -> (table: DataTable, groups: [Int]) {
    let codes = part.columns[inputCount...]
    let groups = (0..<part.rowCount).map { row in
      codes.enumerated().first { $0.element[row] == 1 }.map { $0.offset + 1 } ?? 0
    }
    let table = DataTable(
      inputNames: Array(part.inputNames[..<inputCount]), columns: Array(part.columns[..<inputCount]),
      targetName: part.targetName, target: part.target, weights: part.weights, rowNumbers: part.rowNumbers)
    return (table, groups)
  }

  /// One network of networks for each group.
  func network(of parts: [Network]) throws(InvalidNetwork) -> Network {
    let columns = table.columns[..<inputCount]
    return try Network(
      gating: parts, lower: columns.map { $0.min() ?? 0 }, upper: columns.map { $0.max() ?? 0 },
      groupNames: Array(table.inputNames[inputCount...]))
  }
}
