/// Affine forms Σⱼ aᵢⱼ uⱼ + cᵢ, one per row i, over numbered unknowns u.
///
/// The unknowns are the units of a ``Circuit`` (the inputs first), or, for a linear operator before it is applied, the
/// elements of the tensor that it is applied to. Coefficients are dense over one range of unknowns, which a fully
/// connected layer is, or sparse, which a convolution is.
struct AffineForms {
  enum Coefficients {
    /// Row by row, one number for each unknown of the range.
    case dense(Range<Int>, [Double])
    /// Row by row, only where they are not 0.
    case sparse(SparseRows)
  }

  var coefficients: Coefficients
  /// cᵢ, one per row.
  var constants: [Double]

  init(_ coefficients: Coefficients, constants: [Double]) {
    self.coefficients = coefficients
    self.constants = constants
  }

  /// The forms that are constants.
  init(constants: [Double]) {
    self.init(.sparse(SparseRows(emptyRows: constants.count)), constants: constants)
  }

  /// The forms that are one unknown each, in order.
  init(unknowns range: Range<Int>) {
    var rows = SparseRows(capacity: range.count, terms: range.count)
    for unknown in range {
      rows.append(unknown, 1)
      rows.endRow()
    }
    self.init(.sparse(rows), constants: [Double](repeating: 0, count: range.count))
  }

  /// Number of rows.
  var count: Int { constants.count }

  /// Number of stored numbers, for limits.
  var size: Int {
    switch coefficients {
    case .dense(_, let values): values.count + count
    case .sparse(let rows): rows.values.count + count
    }
  }

  /// The range of unknowns, when row i is the i-th of them and nothing else.
  var unknowns: Range<Int>? {
    guard case .sparse(let rows) = coefficients, let first = rows.columns.first, rows.values.count == count else {
      return nil
    }
    for row in 0..<count {
      guard rows.starts[row] == row, rows.columns[row] == first + Int32(row), rows.values[row] == 1,
        constants[row] == 0
      else { return nil }
    }
    return Int(first)..<Int(first) + count
  }

  /// Calls `body` with every unknown of a row and its coefficient, which is not 0.
  @inline(__always)
  func forEachTerm(of row: Int, _ body: (Int, Double) -> Void) {
    switch coefficients {
    case .dense(let range, let values):
      let start = row * range.count
      for column in 0..<range.count where values[start + column] != 0 {
        body(range.lowerBound + column, values[start + column])
      }
    case .sparse(let rows):
      for index in rows.starts[row]..<rows.starts[row + 1] { body(Int(rows.columns[index]), rows.values[index]) }
    }
  }

  /// Number of unknowns of a row, those with the coefficient 0 left out.
  func termCount(of row: Int) -> Int {
    if case .sparse(let rows) = coefficients { return rows.starts[row + 1] - rows.starts[row] }
    var count = 0
    forEachTerm(of: row) { _, _ in count += 1 }
    return count
  }

  /// Whether a row has no unknown, so that it is its constant.
  func isConstant(_ row: Int) -> Bool {
    guard case .dense(let range, let values) = coefficients else { return termCount(of: row) == 0 }
    return values[row * range.count..<(row + 1) * range.count].allSatisfy { $0 == 0 }
  }
}

/// The terms of many rows in three arrays: row i has the columns and values from `starts[i]` up to `starts[i + 1]`.
struct SparseRows {
  private(set) var starts: [Int]
  private(set) var columns: [Int32] = []
  private(set) var values: [Double] = []

  /// No rows yet, with room for some.
  init(capacity: Int = 0, terms: Int = 0) {
    starts = [0]
    starts.reserveCapacity(capacity + 1)
    columns.reserveCapacity(terms)
    values.reserveCapacity(terms)
  }

  /// Rows without terms.
  init(emptyRows count: Int) { starts = [Int](repeating: 0, count: count + 1) }

  /// Adds a term to the row that is being made, unless its value is 0.
  @inline(__always)
  mutating func append(_ column: Int, _ value: Double) {
    guard value != 0 else { return }
    columns.append(Int32(truncatingIfNeeded: column))
    values.append(value)
  }

  /// Ends the row that is being made.
  mutating func endRow() { starts.append(columns.count) }

  /// The same rows over unknowns that are numbered from another start.
  func shifted(by offset: Int) -> SparseRows {
    guard offset != 0 else { return self }
    var result = self
    result.columns = columns.map { $0 + Int32(truncatingIfNeeded: offset) }
    return result
  }
}
