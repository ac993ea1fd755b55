import BigInt

extension Dyadic {
  /// The determinant of a square matrix, by fraction-free elimination (Bareiss 1968).
  ///
  /// - Complexity: O(n³) integer operations on numbers of at most n times the rows' length.
  package static func determinant(_ rows: [[Dyadic]]) -> Dyadic {
    var entries = rows.map { DyadicIntegers.scaled($0) }
    var sign = 1
    var divisor = BigInt(1)
    for column in entries.indices {
      guard let pivot = entries[column...].firstIndex(where: { $0[column] != 0 }) else { return .zero }
      if pivot != column {
        entries.swapAt(pivot, column)
        sign = -sign
      }
      let element = entries[column][column]
      for row in entries.indices.dropFirst(column + 1) {
        let factor = entries[row][column]
        for index in column..<entries.count {
          entries[row][index] = (entries[row][index] * element - factor * entries[column][index]) / divisor
        }
      }
      divisor = element
    }
    // Rows were multiplied by powers of two.
    let scaled = Dyadic(integer: sign < 0 ? -divisor : divisor)
    return rows.reduce(scaled) { $0 * DyadicIntegers.inverseFactor(of: $1) }
  }
}
