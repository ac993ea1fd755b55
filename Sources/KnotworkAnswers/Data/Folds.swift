import Knotwork
import KnotworkFitting

/// For each row of a table the fold in which it is tested.
public struct Folds: Sendable {
  /// The fold of each row, from 0.
  public let rows: [Int]
  /// The names of the folds.
  public let names: [String]

  /// Random folds of nearly equal size; nil where the table is too short for two rows in each.
  ///
  /// - Requires: two folds or more.
  public init?(count: Int, of table: DataTable, seed: UInt64) {
    guard count <= table.rowCount / 2 else { return nil }
    rows = CrossValidation.split(rows: table.rowCount, count: count, seed: seed)
    names = (1...count).map(String.init)
  }

  /// The folds that a CSV file with the columns row (from 0) and fold gives.
  ///
  /// - Throws: ``InvalidData`` for what is no such file, and where a row of the table has no fold.
  public init(_ source: ByteSource, of table: DataTable) throws {
    var rows: [[Double]] = []
    _ = try InputRows(source, names: ["row", "fold"]).forEachPiece { rows += $0 }
    var folds: [Int: Int] = [:]
    for row in rows {
      guard let number = Int(exactly: row[0]), let fold = Int(exactly: row[1]), number >= 0, fold >= 0 else {
        throw InvalidData("\(source.name): row \(row[0].short), fold \(row[1].short); expected whole numbers from 0")
      }
      guard folds.updateValue(fold, forKey: number) == nil else {
        throw InvalidData("\(source.name): row \(number) occurs twice")
      }
    }
    let names = Set(folds.values).sorted()
    guard names.count > 1 else { throw InvalidData("\(source.name): one fold only; expected at least two") }
    var places: [Int: Int] = [:]
    for (place, name) in names.enumerated() { places[name] = place }
    self.rows = try (0..<table.rowCount).map { row in
      let number = table.rowNumbers?[row] ?? row
      guard let place = folds[number].flatMap({ places[$0] }) else {
        throw InvalidData("\(source.name): no fold for row \(number) (counted from 0) of the table")
      }
      return place
    }
    self.names = names.map(String.init)
  }
}

/// On which held-out rows methods are compared.
public enum FoldChoice: Sendable {
  /// On none.
  case none
  /// On random folds, two or more.
  case random(Int)
  /// On the folds of a CSV file with the columns row (from 0) and fold.
  case given(ByteSource)

  /// Says what is wrong with the choice.
  ///
  /// - Throws: ``InvalidRequest`` for fewer than two folds.
  public func validate() throws(InvalidRequest) {
    if case .random(let count) = self, count < 2 {
      throw InvalidRequest("folds", "\(count); expected 0 for none, or at least 2")
    }
  }

  /// The folds of a table; nil for none, with a note where there could be none.
  ///
  /// - Throws: ``InvalidRequest`` as ``validate()`` does, and as ``Folds/init(_:of:)`` does.
  public func folds(of table: DataTable, seed: UInt64) throws -> (folds: Folds?, notes: [String]) {
    try validate()
    switch self {
    case .none: return (nil, [])
    case .given(let source): return (try Folds(source, of: table), [])
    case .random(let count):
      if let folds = Folds(count: count, of: table, seed: seed) { return (folds, []) }
      return (
        nil,
        [
          "\(table.rowCount.counted("row is", "rows are")) too few for \(count) folds of two or more; no comparison on held-out rows"
        ]
      )
    }
  }
}
