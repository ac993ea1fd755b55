import BigInt

/// A linear program over a box, solved without rounding: the least value of c · x where a · x + b ≥ 0 for some (a, b).
///
/// The dual simplex method with one row for each coordinate: of all inequalities only those are looked at whose boundaries the point at
/// hand lies on, and one that it violates goes in for one of them. Numbers are integers over one denominator, so that steps divide
/// exactly (Edmonds 1967).
package struct ExactProgram {
  /// What a program comes to.
  package enum Outcome: Sendable {
    /// A point at which the value is least.
    case point(HomogeneousPoint)
    /// No point satisfies all inequalities.
    case impossible
    /// It was told to stop.
    case stopped
  }

  private let dimension: Int
  /// For each inequality its coefficients and its constant, scaled to integers; first the two sides of the box along each coordinate.
  private let rows: [[BigInt]]
  /// About how large the coefficients of each are.
  private let sizes: [Double]
  /// Row r < n: the inverse of the coefficients of basic inequalities, times the denominator, and the multiplier; row n: the point.
  private var entries: [[BigInt]]
  private var denominator = BigInt(1)
  private var basis: [Int]

  /// A program.
  ///
  /// - Requires: as many coefficients as the box has coordinates, everywhere.
  package init(over box: Box, objective: [Dyadic], where inequalities: [StrictSystem.Inequality]) {
    let n = box.dimension
    precondition(objective.count == n && inequalities.allSatisfy { $0.normal.count == n }, "a program of another size")
    dimension = n
    let sides = (0..<n).flatMap { axis in
      [(Dyadic.one, -Dyadic(box.lower[axis])), (-Dyadic.one, Dyadic(box.upper[axis]))].map { factor, constant in
        (0...n).map { $0 == axis ? factor : $0 == n ? constant : .zero }
      }
    }
    rows = (sides + inequalities.map { $0.normal + [$0.constant] }).map { DyadicIntegers.scaled($0) }
    sizes = rows.map { row in row.dropLast().reduce(0) { max($0, Double($1.magnitude)) } }
    let costs = DyadicIntegers.scaled(objective)
    entries = (0...n).map { row in
      (0...n).map { column in row == n ? 0 : column == n ? costs[row] : BigInt(row == column ? 1 : 0) }
    }
    basis = [Int](repeating: -1, count: n)
    for axis in 0..<n {
      let side = costs[axis] < 0 ? 2 * axis + 1 : 2 * axis
      pivot(axis, side, column(side))
    }
  }

  /// Solves it.
  ///
  /// - Parameter isStopped: is asked before each step.
  /// - Complexity: exponential in the worst case, in practice about n steps of O(n (m + n)) integer operations.
  package mutating func solve(isStopped: () -> Bool) -> Outcome {
    var steps = 0
    while true {
      if isStopped() { return .stopped }
      guard let entering = violated(first: steps > 20 + 5 * dimension) else { break }
      let column = column(entering)
      var leaving: Int?
      for row in 0..<dimension where column[row] > 0 {
        guard let best = leaving else {
          leaving = row
          continue
        }
        let (left, right) = (entries[row][dimension] * column[best], entries[best][dimension] * column[row])
        if left < right || left == right && basis[row] < basis[best] { leaving = row }
      }
      guard let leaving else { return .impossible }
      pivot(leaving, entering, column)
      steps += 1
    }
    return .point(
      HomogeneousPoint(
        numerators: entries[dimension].dropLast().map { Dyadic(integer: $0) }, denominator: Dyadic(integer: denominator)
      ))
  }

  /// An inequality that the point violates: the first, which never goes in circles (Bland 1977), or the one by most.
  private func violated(first: Bool) -> Int? {
    var worst: (row: Int, excess: Double)?
    for row in rows.indices {
      let value = excess(row)
      guard value < 0 else { continue }
      if first { return row }
      // Only their order counts, and it may be off.
      let excess = ratio(value, denominator) / max(sizes[row], 1)
      if worst.map({ excess < $0.excess || !excess.isFinite }) ?? true { worst = (row, excess) }
    }
    return worst?.row
  }

  /// a · x + b, times the denominator.
  private func excess(_ row: Int) -> BigInt {
    var sum = rows[row][dimension] * denominator
    for axis in 0..<dimension where rows[row][axis] != 0 { sum += rows[row][axis] * entries[dimension][axis] }
    return sum
  }

  private func ratio(_ value: BigInt, _ divisor: BigInt) -> Double {
    let shift = max(value.bitWidth, divisor.bitWidth) - 1000
    return shift > 0 ? Double(value >> shift) / Double(divisor >> shift) : Double(value) / Double(divisor)
  }

  /// An inequality in terms of the basic ones, and its excess, times the denominator.
  private func column(_ row: Int) -> [BigInt] {
    (0..<dimension).map { basic in
      var sum = BigInt(0)
      for axis in 0..<dimension where rows[row][axis] != 0 { sum += entries[basic][axis] * rows[row][axis] }
      return sum
    } + [excess(row)]
  }

  private mutating func pivot(_ row: Int, _ entering: Int, _ column: [BigInt]) {
    let element = column[row]
    for other in 0...dimension where other != row {
      let factor = column[other]
      for index in 0...dimension where other < dimension || index < dimension {
        entries[other][index] = (entries[other][index] * element - factor * entries[row][index]) / denominator
      }
    }
    denominator = element
    basis[row] = entering
    if denominator < 0 {
      denominator = -denominator
      for other in entries.indices { entries[other] = entries[other].map { -$0 } }
    }
  }
}
