import CKnotworkKernels

/// Numbers row by row, each row padded to whole vectors.
struct RowTable: Sendable {
  let count: Int
  let width: Int
  let stride: Int
  fileprivate(set) var elements: [Double]

  init(count: Int, width: Int) {
    self.count = count
    self.width = width
    stride = max(8, (width + 7) & ~7)
    elements = [Double](repeating: 0, count: count * stride)
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * stride + column] }
    set { elements[row * stride + column] = newValue }
  }

  /// One row, without what it is padded with.
  subscript(row row: Int) -> ArraySlice<Double> { elements[row * stride..<row * stride + width] }

  /// Rows one after the other.
  mutating func set<Numbers: Sequence<Double>>(row: Int, to numbers: Numbers) {
    var index = row * stride
    for number in numbers {
      elements[index] = number
      index += 1
    }
  }
}

/// Products of many rows in many dimensions; see the C header.
extension Kernels {
  /// table[row] += Σₖ factorsₖ · table[indicesₖ], of other rows.
  func add(_ factors: [Double], times indices: [Int32], to row: Int, of table: inout RowTable) {
    let (stride, width) = (table.stride, table.width)
    table.elements.withUnsafeMutableBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      kw_add_rows(
        level, base + row * stride, Int64(width), base, Int64(stride), indices, factors, Int64(indices.count))
    }
  }

  /// Σₖ factorsₖ · source[indicesₖ] added to a vector.
  func add(_ factors: [Double], times source: RowTable, _ indices: [Int32], to vector: inout [Double]) {
    kw_add_rows(
      level, &vector, Int64(source.width), source.elements, Int64(source.stride), indices, factors,
      Int64(indices.count))
  }

  /// The inner products of a vector with the first rows of a table.
  func dots(_ vector: [Double], _ rows: RowTable, count: Int? = nil) -> [Double] {
    let count = count ?? rows.count
    return [Double](unsafeUninitializedCapacity: count) { out, size in
      if let base = out.baseAddress {
        kw_dots(level, vector, rows.elements, Int64(rows.stride), Int64(rows.width), Int64(count), base)
      }
      size = count
    }
  }

  /// The inner products of all pairs of rows.
  func gram(_ rows: RowTable) -> RowTable {
    var gram = RowTable(count: rows.count, width: rows.count)
    for row in 0..<rows.count {
      let products = dots(Array(rows[row: row]), rows, count: row + 1)
      for (other, product) in products.enumerated() {
        gram[row, other] = product
        gram[other, row] = product
      }
    }
    return gram
  }

  /// What came of the attempt to leave a polyhedron through one of its rows.
  enum Leaving {
    case undecided
    /// base + displacement lies beyond it, and on the right side of the others.
    case reached(displacement: [Double])
    /// The row is the sum of multipliers times others, to within rounding error.
    case blocked(by: [Int32], multipliers: [Double])
  }

  /// Leaves a polyhedron through one of its rows if others let it.
  ///
  /// - Parameters:
  ///   - gram: inner products of the rows.
  ///   - slacks: the values of the rows at the base, positive.
  ///   - others: the rows to satisfy.
  func leave(through row: Int, of rows: RowTable, gram: RowTable, slacks: [Double], others: [Int32]) -> Leaving {
    let (count, width) = (others.count, rows.width)
    let room = min(count, width) + 1
    var workspace = [Double](repeating: 0, count: 3 * (count + 7) + rows.stride + room * (room + 2))
    var displacement = [Double](repeating: 0, count: width)
    var active = [Int32](repeating: 0, count: room)
    var multipliers = [Double](repeating: 0, count: room)
    var activeCount: Int64 = 0
    let status = kw_leave(
      level, Int64(width), rows.elements, Int64(rows.stride), gram.elements, Int64(gram.stride), slacks, Int64(row),
      others, Int64(count), Int64(room), Int64(16 * width + 100), &workspace, &displacement, &active, &multipliers,
      &activeCount)
    switch status {
    case KW_REACHED: return .reached(displacement: displacement)
    case KW_BLOCKED:
      return .blocked(
        by: Array(active.prefix(Int(activeCount))), multipliers: Array(multipliers.prefix(Int(activeCount))))
    default: return .undecided
    }
  }

  /// An approximate inverse of a square matrix, row by row; nil if a pivot is 0.
  func inverse(of matrix: [Double], size: Int) -> [Double]? {
    var scratch = matrix
    var inverse = [Double](repeating: 0, count: size * size)
    return kw_invert(level, Int64(size), &scratch, &inverse) == 0 ? nil : inverse
  }
}
