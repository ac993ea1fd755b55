import KnotworkGeometry

/// Moments of groups, and sums over ranges of their cycle, without rounding.
struct ExactMomentSums {
  private let prefix: [[Dyadic]]

  /// - Parameter points: the scaled rows (x₁, x₂, y, w).
  init(_ index: ArcIndex<Direction>, _ points: [SIMD4<Double>]) {
    var prefix = [[Dyadic](repeating: .zero, count: 6)]
    for group in index.groups {
      var sum = prefix[prefix.count - 1]
      for row in group {
        let (x, z, y, w) = (points[row][0], points[row][1], points[row][2], Dyadic(points[row][3]))
        for (k, (p, q)) in [(x, x), (x, z), (z, z), (x, y), (z, y), (y, y)].enumerated() {
          sum[k] += w * (Dyadic(p) * Dyadic(q))
        }
      }
      prefix.append(sum)
    }
    self.prefix = prefix
  }

  /// The sum over a range of the cycle.
  func sum(_ range: MomentSums.Range) -> [Dyadic] {
    guard range.start < range.end else { return prefix[0] }
    let (high, low) = (upTo(range.end), upTo(range.start))
    return zip(high, low).map { $0 - $1 }
  }

  private func upTo(_ end: Int) -> [Dyadic] {
    let count = prefix.count - 1
    var sum = prefix[end % count]
    for _ in 0..<end / count { sum = zip(sum, prefix[count]).map { $0 + $1 } }
    return sum
  }
}

/// min over α ≥ 0 of c − 2 b · α + α · G α for up to four unknowns, in exact arithmetic.
///
/// A minimum is attained at some α whose support S has an invertible G over S, and the conditions of Karush, Kuhn and
/// Tucker tell whether a candidate is one. Supports are tried in turn; Cramer's rule needs no division.
struct ExactNonNegativeProblem {
  /// G, symmetric and positive semidefinite.
  let gram: [[Dyadic]]
  let right: [Dyadic]
  let constant: Dyadic

  /// α = numerators / denominator, and the minimum = value / denominator.
  struct Solution {
    let numerators: [Dyadic]
    let denominator: Dyadic
    let value: Dyadic

    /// The minimum, rounded.
    var rounded: Double { Dyadic.quotient(value, denominator) }

    /// Whether the minimum is less than a number.
    func isBelow(_ number: Dyadic) -> Bool { value < number * denominator }
  }

  /// - Complexity: 2ᵐ supports at most, a few dozen exact products each.
  func solve() -> Solution {
    guard let solution = solveIfBounded() else { preconditionFailure("a least-squares problem has a minimum") }
    return solution
  }

  /// The minimum; nil where there is none.
  func solveIfBounded() -> Solution? {
    for mask in (0..<1 << right.count).reversed() {
      if let solution = minimum(on: mask), solution.numerators.allSatisfy({ $0.signum >= 0 }) { return solution }
    }
    return nil
  }

  /// The minimum that the conditions of Karush, Kuhn and Tucker prove when only unknowns of a support (a bit for each) differ
  /// from 0: the derivative is 0 along the support, and not negative elsewhere. nil where they do not.
  ///
  /// - Postcondition: value / denominator is a lower bound on the problem; it is the minimum where no numerator is negative.
  func minimum(on mask: Int) -> Solution? {
    let count = right.count
    let support = (0..<count).filter { mask >> $0 & 1 == 1 }
    let matrix = support.map { row in support.map { gram[row][$0] } }
    let determinant = ExactNonNegativeProblem.determinant(matrix)
    guard determinant.signum > 0 else { return nil }
    var numerators = [Dyadic](repeating: .zero, count: count)
    for (position, column) in support.enumerated() {
      var replaced = matrix
      for (row, unknown) in support.enumerated() { replaced[row][position] = right[unknown] }
      numerators[column] = ExactNonNegativeProblem.determinant(replaced)
    }
    guard isOptimal(numerators, determinant, support) else { return nil }
    let explained = support.reduce(Dyadic.zero) { $0 + right[$1] * numerators[$1] }
    return Solution(numerators: numerators, denominator: determinant, value: constant * determinant - explained)
  }

  private func isOptimal(_ numerators: [Dyadic], _ denominator: Dyadic, _ support: [Int]) -> Bool {
    right.indices.allSatisfy { row in
      if support.contains(row) { return true }
      let product = support.reduce(Dyadic.zero) { $0 + gram[row][$1] * numerators[$1] }
      return product >= right[row] * denominator
    }
  }

  /// By the first row.
  static func determinant(_ matrix: [[Dyadic]]) -> Dyadic {
    guard let first = matrix.first else { return .one }
    if matrix.count == 1 { return first[0] }
    var sum = Dyadic.zero
    for (column, entry) in first.enumerated() where !entry.isZero {
      let minor = matrix.dropFirst().map { row in row.indices.filter { $0 != column }.map { row[$0] } }
      let term = entry * determinant(minor)
      sum = column.isMultiple(of: 2) ? sum + term : sum - term
    }
    return sum
  }
}
