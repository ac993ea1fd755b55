import Knotwork
import KnotworkFitting

/// A table whose rows fall into groups by the value of one column.
public struct GroupedTable: Sendable {
  /// One group: its name and its rows, with the feature as the only input.
  struct Group: Sendable {
    let name: String
    let table: DataTable
  }

  let feature: String
  let target: String
  let groupName: String
  let groups: [Group]

  /// The most groups that are fitted.
  public static let mostGroups = 200

  /// Splits a table by the values of all columns but the first.
  ///
  /// - Parameters:
  ///   - table: one whose first column is the feature; the others tell the groups apart: one column of numbers, or one of 0 and 1
  ///     for each level of a text but the first.
  ///   - groupName: the name of the column.
  ///   - levels: the levels of the text, in order; nil for numbers.
  /// - Throws: ``InvalidRequest`` for fewer than two groups, or more than ``mostGroups``.
  /// - Complexity: O(rows · columns).
  public init(_ table: DataTable, by groupName: String, levels: [String]?) throws(InvalidRequest) {
    feature = table.inputNames[0]
    target = table.targetName
    self.groupName = groupName
    let others = Array(table.columns.dropFirst())
    var rows: [[Double]: [Int]] = [:]
    for row in 0..<table.rowCount { rows[others.map { $0[row] }, default: []].append(row) }
    guard rows.count > 1 else {
      throw InvalidRequest("group", "all rows have the same \(groupName); expected at least two groups")
    }
    guard rows.count <= GroupedTable.mostGroups else {
      throw InvalidRequest("group", "\(rows.count) groups; expected at most \(GroupedTable.mostGroups)")
    }
    let keys = rows.keys.sorted { first, second in
      levels == nil
        ? first.lexicographicallyPrecedes(second) : GroupedTable.level(first) < GroupedTable.level(second)
    }
    groups = keys.map { key in
      let kept = rows[key] ?? []
      let name = levels.map { $0[GroupedTable.level(key)] } ?? key.map(\.short).joined(separator: ", ")
      return Group(
        name: name,
        table: DataTable(
          inputNames: [table.inputNames[0]], columns: [kept.map { table.columns[0][$0] }],
          targetName: table.targetName, target: kept.map { table.target[$0] },
          weights: table.weights.map { weights in kept.map { weights[$0] } }))
    }
  }

  /// The number of the level that columns of 0 and 1 stand for.
  static func level(_ key: [Double]) -> Int { key.firstIndex(of: 1).map { $0 + 1 } ?? 0 }
}

extension KnotsRequest {
  /// The knots of several groups of rows.
  ///
  /// - Parameters:
  ///   - groups: the rows of each group.
  ///   - sharesKnots: whether all groups have the same knots.
  /// - Throws: ``InvalidRequest`` for what is out of range, and `InvalidRows` for a group that nothing can be fitted to.
  public func answer(about groups: GroupedTable, sharesKnots: Bool) throws -> KnotGroupsAnswer {
    try validate()
    return try KnotGroupsAnswer(groups, self, sharesKnots: sharesKnots)
  }
}
