/// Some rows of a table by their numbers, perhaps several times the same. They are copied only by those who ask for it.
public struct TableRows: Sendable {
  /// The whole table.
  public let table: DataTable
  /// The numbers of the rows in it; nil for all, in their order.
  private let numbers: [Int]?

  /// All rows of a table, or those with some numbers.
  ///
  /// - Requires: numbers from 0 to rows − 1.
  public init(_ table: DataTable, _ numbers: [Int]? = nil) {
    precondition(
      numbers?.allSatisfy { $0 >= 0 && $0 < table.rowCount } ?? true, "TableRows: a number of no row of the table")
    (self.table, self.numbers) = (table, numbers)
  }

  /// How many rows there are.
  public var count: Int { numbers?.count ?? table.rowCount }

  /// Some of these rows, by their places among them.
  ///
  /// - Complexity: O(rows).
  public func of(_ places: [Int]) -> TableRows {
    TableRows(table, numbers.map { own in places.map { own[$0] } } ?? places)
  }

  /// The rows as a table.
  ///
  /// - Complexity: O(rows · d), if they are not all rows.
  public func copied() -> DataTable { numbers.map { table.rows($0) } ?? table }

  /// The numbers of a column of the table in these rows.
  ///
  /// - Complexity: O(rows), if they are not all rows.
  func picked(_ column: [Double]) -> [Double] { numbers.map { $0.map { column[$0] } } ?? column }

  /// What becomes of the numbers of a column of the table in these rows.
  func picked(_ column: [Double], _ changed: (Double) -> Double) -> [Double] {
    numbers.map { $0.map { changed(column[$0]) } } ?? column.map(changed)
  }
}
