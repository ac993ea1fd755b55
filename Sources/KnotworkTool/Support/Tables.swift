import Knotwork
import KnotworkFitting
import KnotworkFormats

/// Tables to fit, from a file or standard input.
enum Tables {
  /// What is larger cannot be squared and summed.
  private static let largest = 1e140

  /// The table and notes on how it was read.
  static func load(_ path: String, _ options: TableOptions) throws -> (table: DataTable, notes: [String]) {
    let input = try Files.open(path)
    let source = path == "-" ? "standard input" : path
    var reader = TableReader(source: source, options: options)
    while let piece = try input.read(upToCount: 1 << 18), !piece.isEmpty { try reader.read(piece) }
    let table = try reader.finish()
    guard table.rowCount > 1 else {
      throw Failure(.badData, "\(source): one row; expected at least two, or there is nothing that could vary")
    }
    guard table.inputCount > 0 else {
      let why = reader.notes.isEmpty ? "" : " (\(reader.notes.joined(separator: "; ")))"
      throw Failure(
        .badData, "\(source): no column is left to explain \(table.targetName)\(why); expected at least one")
    }
    for (name, column) in zip(table.inputNames + [table.targetName], table.columns + [table.target]) {
      guard let row = column.firstIndex(where: { $0.magnitude > largest }) else { continue }
      throw Failure(
        .badData,
        "\(source): row \(row + 1) of \(name) is \(column[row].short); numbers beyond \(largest.short) cannot be squared"
      )
    }
    var notes = reader.notes
    if table.target.allSatisfy({ $0 == table.target[0] }) {
      notes.append("\(table.targetName) is \(table.target[0].short) in every row; there is nothing to explain")
    }
    return (table, notes)
  }

  /// The folds to compare on: those of a split file, or `count` random ones; nil for none.
  static func folds(
    _ table: DataTable, count: Int, split path: String?, seed: UInt64
  ) throws -> (rows: [Int], names: [String])? {
    if let path {
      let (rows, names) = try split(path, for: table)
      return (rows, names)
    }
    guard count > 0 else { return nil }
    guard table.rowCount >= 2 * count else {
      Messages.write(
        "note: \(table.rowCount) rows are too few for \(count) folds of two or more; no comparison on held-out rows")
      return nil
    }
    return (CrossValidation.split(rows: table.rowCount, count: count, seed: seed), (1...count).map(String.init))
  }

  /// For each row of a table the fold in which it is tested, from a file with the columns row (from 0) and fold.
  static func split(_ path: String, for table: DataTable) throws -> (folds: [Int], names: [String]) {
    let input = try Files.open(path)
    var reader = InputReader(names: ["row", "fold"])
    var rows: [[Double]] = []
    do {
      while let piece = try input.read(upToCount: 1 << 16), !piece.isEmpty { rows += try reader.read(piece) }
      while case let more = try reader.finish(), !more.isEmpty { rows += more }
    } catch let error as FormatError {
      throw Failure(.badData, "\(path): \(error.description)")
    }
    var folds: [Int: Int] = [:]
    for row in rows {
      guard let number = Int(exactly: row[0]), let fold = Int(exactly: row[1]), number >= 0, fold >= 0 else {
        throw Failure(.badData, "\(path): row \(row[0].short), fold \(row[1].short); expected whole numbers from 0")
      }
      guard folds.updateValue(fold, forKey: number) == nil else {
        throw Failure(.badData, "\(path): row \(number) occurs twice")
      }
    }
    let names = Set(folds.values).sorted()
    guard names.count > 1 else { throw Failure(.badData, "\(path): one fold only; expected at least two") }
    var places: [Int: Int] = [:]
    for (place, name) in names.enumerated() { places[name] = place }
    let split = try (0..<table.rowCount).map { row in
      let number = table.rowNumbers?[row] ?? row
      guard let place = folds[number].flatMap({ places[$0] }) else {
        throw Failure(.badData, "\(path): no fold for row \(number) (counted from 0) of the table")
      }
      return place
    }
    return (split, names.map(String.init))
  }
}
