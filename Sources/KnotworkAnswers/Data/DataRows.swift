import Knotwork
import KnotworkFitting
import KnotworkFormats
import KnotworkGeometry

/// Rows of inputs, as a domain: the box of their ranges, and the rows themselves where a question weighs them.
public struct DataRows: Sendable {
  /// Where they come from, for people.
  public let name: String
  /// How many there are.
  public let count: Int
  /// The ranges of the inputs.
  public private(set) var ranges: InputRanges
  /// How they were read, a sentence each.
  public let notes: [String]
  /// One column for each input; none unless they were to be kept.
  let columns: [[Double]]

  /// Reads rows as `eval` does: a header may name the inputs in any order, beside other columns.
  ///
  /// - Parameters:
  ///   - source: the table.
  ///   - names: the names of the inputs.
  ///   - keepsRows: whether the rows are kept; only their ranges are, unless given.
  /// - Throws: ``InvalidData`` for rows that cannot be read.
  public init(_ source: ByteSource, names: [String], keepsRows: Bool = false) throws {
    var (lower, upper) = (names.map { _ in Double.infinity }, names.map { _ in -Double.infinity })
    var columns = keepsRows ? names.map { _ in [Double]() } : []
    var count = 0
    var notes = try InputRows(source, names: names).forEachPiece { rows in
      for row in rows {
        count += 1
        for (input, value) in row.enumerated() {
          (lower[input], upper[input]) = (min(lower[input], value), max(upper[input], value))
          if keepsRows { columns[input].append(value) }
        }
      }
    }
    guard let ranges = InputRanges(lower: lower, upper: upper) else {
      throw InvalidData("\(source.name): no rows; expected lines of \(names.count.counted("number"))")
    }
    notes += ranges.constantsInWords(names).map { "\(source.name): \($0)" }
    (name, self.count, self.ranges, self.columns, self.notes) = (source.name, count, ranges, columns, notes)
  }
}

extension DataRows {
  /// The same rows with the ranges between two quantiles of each input, by linear interpolation between rows (type 7 of Hyndman and Fan).
  ///
  /// - Parameters:
  ///   - low: the share of rows below, from 0 to 1.
  ///   - high: the share of rows below the upper end, at least as much.
  /// - Requires: the rows were kept.
  /// - Throws: ``InvalidData`` where an interval is none.
  public func between(quantile low: Double, _ high: Double) throws -> DataRows {
    precondition(0 <= low && low <= high && high <= 1 && columns.count == ranges.lower.count, "rows that were not kept")
    let sorted = columns.map { $0.sorted() }
    func quantile(_ column: [Double], _ share: Double) -> Double {
      let place = share * Double(column.count - 1)
      let index = min(column.count - 1, Int(place))
      let next = min(column.count - 1, index + 1)
      let part = place - Double(index)
      return part == 0 ? column[index] : column[index] * (1 - part) + column[next] * part
    }
    guard
      let ranges = InputRanges(lower: sorted.map { quantile($0, low) }, upper: sorted.map { quantile($0, high) })
    else { throw InvalidData("\(name): its quantiles are no ranges") }
    var made = self
    made.ranges = ranges
    return made
  }

  /// The inputs of a table, kept; nil without rows.
  init?(_ table: DataTable, name: String) {
    guard table.rowCount > 0 else { return nil }
    (self.name, count, ranges, columns, notes) = (name, table.rowCount, InputRanges(table), table.columns, [])
  }

  /// The rows as a table whose target says nothing.
  ///
  /// - Requires: the rows were kept.
  package func table(of network: Network, named name: String) -> DataTable {
    DataTable(
      inputNames: network.inputNames, columns: columns, targetName: name, target: [Double](repeating: 0, count: count))
  }
}

extension DataTable {
  /// All rows, or of more than these so many, evenly spaced: for pictures of large tables.
  func thinned(to most: Int = 5000) -> DataTable {
    rowCount <= most ? self : rows((0..<most).map { $0 * rowCount / most })
  }
}

extension InputRanges {
  /// What the box of the ranges makes of inputs that do not vary, a sentence each.
  package func constantsInWords(_ names: [String]) -> [String] {
    guard let box = try? box() else { return [] }
    return constants.map { input in
      "\(names[input]) is \(lower[input].short) in every row; as a domain it is taken from \(box.lower[input].short) to "
        + box.upper[input].short
    }
  }
}

extension LinearFit {
  /// The best linear approximation of an output over rows, each of which counts alike; nil where a number overflows.
  ///
  /// - Requires: the rows were kept.
  /// - Complexity: O(rows · (weights + inputs²)).
  init?(of output: Int, of network: Network, over rows: DataRows) {
    let values = (0..<rows.count).map { row in network(rows.columns.map { $0[row] })[output] }
    guard values.allSatisfy(\.isFinite) else { return nil }
    let table = DataTable(
      inputNames: network.inputNames, columns: rows.columns, targetName: network.outputNames[output], target: values)
    let regression = LinearRegression(table)
    let deviations: [Double] = zip(values, regression(table)).map { ($0.0 - $0.1).magnitude }
    guard let largest = deviations.max(), let farthest = deviations.firstIndex(of: largest) else { return nil }
    let squares = deviations.reduce(0) { $0 + $1 * $1 }
    self.init(
      slope: regression.coefficients.dropFirst().map(\.estimate), intercept: regression.coefficients[0].estimate,
      rms: (squares / Double(rows.count)).squareRoot(),
      largestDeviation: deviations[farthest], point: rows.columns.map { $0[farthest] })
  }
}
