/// A real matrix; `elements` holds it row by row, rows × columns.
public struct Matrix: Equatable, Sendable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// All entries, row by row; its count is `rows` · `columns`.
  public private(set) var elements: [Double]

  /// A matrix from its entries, row by row.
  ///
  /// - Requires: `elements.count == rows * columns`.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      elements.count == rows * columns,
      "Matrix: \(elements.count) elements given, \(rows) × \(columns) needs \(rows * columns)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix from its rows, which all have the same length.
  ///
  /// - Requires: every row has as many entries as the first.
  public init(_ rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "Matrix: rows of different lengths")
    self.init(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  /// A matrix of zeros.
  public static func zero(rows: Int, columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: [Double](repeating: 0, count: rows * columns))
  }

  /// The entry in a row and a column, counted from 0.
  public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// One row.
  public subscript(row row: Int) -> ArraySlice<Double> { elements[row * columns..<(row + 1) * columns] }
}

extension Matrix: Codable {
  // Checked when it is read as when it is made.
  private enum CodingKeys: CodingKey { case rows, columns, elements }

  /// - Throws: `DecodingError` when the number of elements is not rows · columns, and what the decoder throws.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let (rows, columns) = try (values.decode(Int.self, forKey: .rows), values.decode(Int.self, forKey: .columns))
    let elements = try values.decode([Double].self, forKey: .elements)
    let (size, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, elements.count == size else {
      throw DecodingError.dataCorruptedError(
        forKey: .elements, in: values, debugDescription: "\(elements.count) elements for \(rows) × \(columns)")
    }
    self.init(rows: rows, columns: columns, elements: elements)
  }
}
