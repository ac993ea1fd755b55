import Knotwork
import KnotworkFitting
import KnotworkFormats

/// A table that something can be fitted to, and how it was read.
public struct LoadedTable: Sendable {
  /// The table.
  public let table: DataTable
  /// What was done to it, a sentence each.
  public let notes: [String]
  /// The levels of each column of text that became columns of 0 and 1, in order; the first one has no column.
  public let levels: [String: [String]]

  /// What is larger cannot be squared and summed.
  private static let largest = 1e140

  /// Reads a table, in the dialect of the source or, where that says nothing, in that of the options.
  ///
  /// - Throws: `TableError` for what cannot be read, ``InvalidData`` for a table that nothing can be fitted to.
  public init(_ source: ByteSource, options: TableOptions = TableOptions()) throws {
    var options = options
    if source.dialect != TableDialect() { options.dialect = source.dialect }
    var reader = TableReader(source: source.name, options: options)
    try source.forEachPiece { try reader.read($0) }
    let table = try reader.finish()
    guard table.rowCount > 1 else {
      throw InvalidData("\(source.name): one row; expected at least two, or there is nothing that could vary")
    }
    guard table.inputCount > 0 else {
      let why = reader.notes.isEmpty ? "" : " (\(reader.notes.joined(separator: "; ")))"
      throw InvalidData(
        "\(source.name): no column is left to explain \(table.targetName)\(why); expected at least one")
    }
    for (name, column) in zip(table.inputNames + [table.targetName], table.columns + [table.target]) {
      guard let row = column.firstIndex(where: { $0.magnitude > LoadedTable.largest }) else { continue }
      throw InvalidData(
        "\(source.name): row \(row + 1) of \(name) is \(column[row].short); "
          + "numbers beyond \(LoadedTable.largest.short) cannot be squared")
    }
    var notes = reader.notes
    if table.target.allSatisfy({ $0 == table.target[0] }) {
      notes.append("\(table.targetName) is \(table.target[0].short) in every row; there is nothing to explain")
    }
    self.table = table
    self.notes = notes
    levels = reader.levels
  }
}
