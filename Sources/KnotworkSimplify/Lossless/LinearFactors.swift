import KnotworkGeometry

/// A linear map as one through as few units as its rank: M = Σ column · row, without rounding.
struct LinearFactors {
  /// For each unit its weights, and what each unit of the next layer makes of it.
  private(set) var units: [(row: [Rational], column: [Rational])] = []

  /// Up to so many products elimination without rounding is affordable.
  private static let mostProducts = 40_000

  /// - Parameter matrix: one row for each unit of the next layer, one column for each of the layer before.
  init(of matrix: [[Rational]]) {
    let outputs = matrix.count
    let inputs = matrix.first?.count ?? 0
    let rows = (0..<outputs).filter { row in matrix[row].contains { !$0.isZero } }
    let used = (0..<inputs).filter { input in rows.contains { !matrix[$0][input].isZero } }
    let full = min(rows.count, used.count)
    guard full > 0 else { return }
    let estimate = LinearFactors.estimatedRank(rows.map { row in used.map { matrix[row][$0].rounded } })
    if estimate < full, estimate * rows.count * used.count <= LinearFactors.mostProducts {
      units = LinearFactors.eliminated(matrix, rows: rows)
      if units.count < full { return }
    }
    func unit(_ place: Int, of count: Int) -> [Rational] { (0..<count).map { $0 == place ? .one : .zero } }
    units =
      used.count <= rows.count
      ? used.map { input in (unit(input, of: inputs), matrix.map { $0[input] }) }
      : rows.map { (matrix[$0], unit($0, of: outputs)) }
  }

  /// Rows that do not depend on each other, and all rows as combinations of them.
  private static func eliminated(_ matrix: [[Rational]], rows: [Int]) -> [(row: [Rational], column: [Rational])] {
    let outputs = matrix.count
    // For each row that was chosen, what is left of it, its pivot, and that rest as a combination of chosen rows.
    var basis: [(rest: [Rational], pivot: Int, combination: [Rational])] = []
    var chosen: [(row: [Rational], column: [Rational])] = []
    for row in rows {
      var rest = matrix[row]
      var combination = [Rational](repeating: .zero, count: chosen.count)
      for element in basis where !rest[element.pivot].isZero {
        let factor = rest[element.pivot] / element.rest[element.pivot]
        for input in rest.indices where !element.rest[input].isZero {
          rest[input] = rest[input] - factor * element.rest[input]
        }
        for (index, part) in element.combination.enumerated() {
          combination[index] = combination[index] + factor * part
        }
      }
      if let pivot = rest.firstIndex(where: { !$0.isZero }) {
        basis.append((rest, pivot, combination.map { -$0 } + [.one]))
        var column = [Rational](repeating: .zero, count: outputs)
        column[row] = .one
        chosen.append((matrix[row], column))
      } else {
        for (index, part) in combination.enumerated() { chosen[index].column[row] = part }
      }
    }
    return chosen
  }

  /// The rank by elimination in doubles with complete pivoting: a guess.
  private static func estimatedRank(_ rows: [[Double]]) -> Int {
    var rest = rows.map { row in
      let size = row.reduce(0) { max($0, $1.magnitude) }
      return size > 0 ? row.map { $0 / size } : row
    }
    var rank = 0
    while rank < rest.count {
      var best = (row: rank, column: 0, size: 0.0)
      for row in rank..<rest.count {
        for (column, value) in rest[row].enumerated() where value.magnitude > best.size {
          best = (row, column, value.magnitude)
        }
      }
      guard best.size > 1e-10 else { break }
      rest.swapAt(rank, best.row)
      for row in rank + 1..<max(rank + 1, rest.count) {
        let factor = rest[row][best.column] / rest[rank][best.column]
        guard factor != 0 else { continue }
        for column in rest[row].indices { rest[row][column] -= factor * rest[rank][column] }
        rest[row][best.column] = 0
      }
      rank += 1
    }
    return rank
  }
}
