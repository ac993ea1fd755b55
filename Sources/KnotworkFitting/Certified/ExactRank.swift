import KnotworkGeometry

/// Which columns are independent, without rounding.
enum ExactRank {
  /// The first columns that span all.
  ///
  /// - Complexity: O(n d) exact determinants of at most 5 × 5 numbers.
  static func independentColumns(_ columns: [[Dyadic]]) -> [Int] {
    var chosen: [Int] = []
    for column in columns.indices where !isCombination(columns[column], of: chosen.map { columns[$0] }) {
      chosen.append(column)
    }
    return chosen
  }

  /// Whether a column is a linear combination of independent others: the one that Cramer's rule gives on rows where the
  /// others have full rank agrees with it on all rows. False where the others are dependent.
  static func isCombination(_ column: [Dyadic], of others: [[Dyadic]]) -> Bool {
    var rows: [Int] = []
    for count in 1..<max(1, others.count + 1) {
      guard
        let row = column.indices.first(where: { candidate in
          !ExactNonNegativeProblem.determinant(matrix(rows + [candidate], Array(others[..<count]))).isZero
        })
      else { return false }
      rows.append(row)
    }
    let square = matrix(rows, others)
    let determinant = ExactNonNegativeProblem.determinant(square)
    let numerators = others.indices.map { unknown in
      ExactNonNegativeProblem.determinant(
        square.indices.map { place in
          square.indices.map { $0 == unknown ? column[rows[place]] : square[place][$0] }
        })
    }
    return column.indices.allSatisfy { row in
      determinant * column[row] == others.indices.reduce(Dyadic.zero) { $0 + numerators[$1] * others[$1][row] }
    }
  }

  private static func matrix(_ rows: [Int], _ columns: [[Dyadic]]) -> [[Dyadic]] {
    rows.map { row in columns.map { $0[row] } }
  }
}
