import BigInt

/// Fractions over one denominator, without rounding: for sums of many terms.
package struct ExactVector: Sendable {
  /// The fractions are numerators[i] / denominator; the denominator is positive.
  package let numerators: [Dyadic]
  package let denominator: Dyadic

  /// - Requires: `denominator` is positive.
  package init(_ numerators: [Dyadic], over denominator: Dyadic) {
    self.numerators = numerators
    self.denominator = denominator
  }

  /// One of the fractions.
  package subscript(index: Int) -> ExactQuotient { ExactQuotient(numerators[index], over: denominator) }

  package static func + (left: ExactVector, right: ExactVector) -> ExactVector {
    if left.denominator == right.denominator {
      return ExactVector(zip(left.numerators, right.numerators).map { $0 + $1 }, over: left.denominator)
    }
    return ExactVector(
      zip(left.numerators, right.numerators).map { $0 * right.denominator + $1 * left.denominator },
      over: left.denominator * right.denominator)
  }

  /// The sum of vectors, by halves, so that most additions are of short numbers.
  ///
  /// - Requires: `vectors` is not empty.
  package static func sum(_ vectors: ArraySlice<ExactVector>) -> ExactVector {
    guard vectors.count > 1 else { return vectors[vectors.startIndex] }
    let middle = vectors.startIndex + vectors.count / 2
    return sum(vectors[..<middle]) + sum(vectors[middle...])
  }
}

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
