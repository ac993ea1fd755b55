import Foundation
import KnotworkFitting
import KnotworkFormats

/// What a folder says of a table: the mean test RMSE of other methods on its fixed folds.
struct Baseline {
  let name: String
  /// nil where a method was not run.
  let earth: Double?
  let aplr: Double?

  var least: Double? { [earth, aplr].compactMap(\.self).min() }

  /// Rows "| name | earth 1 | aplr | earth 2 | aplr with interactions |" of BASELINES.md.
  static func all(in folder: URL, pairs: Bool) throws -> [Baseline] {
    let text = try String(contentsOf: folder.appending(path: "BASELINES.md"), encoding: .utf8)
    return text.components(separatedBy: "| data | earth 1 |").last?.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 5, cells[0].first?.isLetter == true, Double(cells[1]) != nil else { return nil }
      return Baseline(name: cells[0], earth: Double(cells[pairs ? 3 : 1]), aplr: Double(cells[pairs ? 4 : 2]))
    } ?? []
  }
}

/// Folds of peers, from CSV files with the columns data, method, fold, rmse and terms.
struct PeerFolds {
  private var errors: [String: [Int: Double]] = [:]
  private var terms: [String: [Double]] = [:]

  init(_ files: [String]) throws {
    for file in files {
      for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
        let cells = line.split(separator: ",").map(String.init)
        guard cells.count == 5, let fold = Int(cells[2]), let error = Double(cells[3]), let count = Double(cells[4])
        else { continue }
        errors["\(cells[0]),\(cells[1])", default: [:]][fold] = error
        terms["\(cells[0]),\(cells[1])", default: []].append(count)
      }
    }
  }

  /// The errors of a method on a table, fold by fold; nil where one is missing.
  func errors(_ name: String, _ method: String, folds: Int) -> [Double]? {
    guard let found = errors["\(name),\(method)"], found.count == folds else { return nil }
    return (0..<folds).compactMap { found[$0] }
  }

  /// Terms on average.
  func terms(_ name: String, _ method: String) -> Double? {
    terms["\(name),\(method)"].map { $0.reduce(0, +) / Double($0.count) }
  }
}

extension URL {
  /// The table NAME.csv of a folder, its target last, and the folds of splits/NAME.csv.
  func table(_ name: String) throws -> (table: DataTable, folds: [Int]) {
    var reader = TableReader(source: name)
    try reader.read(Data(contentsOf: appending(path: "\(name).csv")))
    let table = try reader.finish()
    var pairs = InputReader(names: ["row", "fold"])
    var rows = try pairs.read(Data(contentsOf: appending(path: "splits/\(name).csv")))
    rows += try pairs.finish()
    var folds = [Int](repeating: 0, count: table.rowCount)
    for row in rows { folds[Int(row[0])] = Int(row[1]) }
    return (table, folds)
  }
}
