import BigInt

/// A system of strict affine inequalities a · x + b > 0 in ℝⁿ within an open box, decided without rounding.
///
/// By Motzkin's theorem it has no solution exactly if some y ≥ 0, not all 0, gives Σ yᵢ aᵢ = 0 and Σ yᵢ bᵢ ≤ 0. Minimising
/// Σ yᵢ bᵢ over such y of a fixed weighted sum is a linear program of n + 1 rows, solved by the simplex method with Bland's
/// rule (1977) in integers: every tableau is kept over one common denominator, so that pivots divide exactly (Edmonds 1967).
public struct StrictSystem: Sendable {
  /// One inequality: a · x + b > 0.
  public struct Inequality: Equatable, Sendable {
    /// The coefficients a, n of them.
    public let normal: [Dyadic]
    /// The constant b.
    public let constant: Dyadic

    /// a · x + b > 0.
    public init(normal: [Dyadic], constant: Dyadic) {
      self.normal = normal
      self.constant = constant
    }

    /// The opposite: a · x + b < 0.
    public var reversed: Inequality { Inequality(normal: normal.map { -$0 }, constant: -constant) }

    /// a · x + b.
    public func value(at point: [Dyadic]) -> Dyadic {
      zip(normal, point).reduce(constant) { $0 + $1.0 * $1.1 }
    }
  }

  /// Whether there is a solution, with the evidence.
  public enum Solution: Equatable, Sendable {
    /// A point that satisfies all inequalities and lies inside the box.
    case point([Dyadic])
    /// Numbers of inequalities that no point of the box satisfies together; leaving out any one of them, some point does.
    case contradiction([Int])
  }

  private let box: Box

  /// Systems within a box.
  public init(within box: Box) { self.box = box }

  /// Solves a system, or finds what in it is contradictory.
  ///
  /// - Requires: every inequality has the box's dimension.
  /// - Complexity: exponential in the worst case, in practice about n pivots of O(n (m + n)) integer operations.
  public func solve(_ inequalities: [Inequality]) -> Solution {
    let rows = boxInequalities + inequalities
    var tableau = SimplexTableau(rows, dimension: box.dimension)
    switch tableau.minimise() {
    case .positive(let point): return .point(rounded(point, satisfying: rows))
    case .support(let support):
      return .contradiction(
        reduced(support.compactMap { $0 >= 2 * box.dimension ? $0 - 2 * box.dimension : nil }, inequalities))
    }
  }

  /// A point that satisfies all inequalities and lies inside the box; nil where there is none. About half the work of
  /// ``solve(_:)`` where there is none.
  ///
  /// - Requires: every inequality has the box's dimension.
  /// - Complexity: as ``solve(_:)``.
  public func point(satisfying inequalities: [Inequality]) -> [Dyadic]? {
    let rows = boxInequalities + inequalities
    var tableau = SimplexTableau(rows, dimension: box.dimension)
    guard case .positive(let point) = tableau.minimise() else { return nil }
    return rounded(point, satisfying: rows)
  }

  /// A point of the closed box that satisfies all inequalities a · x + b ≥ 0, their boundaries included; nil where there is none.
  ///
  /// It is the point whose least slack, in units of the size of its inequality, is greatest: inside wherever there is an inside.
  /// - Requires: every inequality has the box's dimension.
  /// - Complexity: as ``solve(_:)``.
  package func deepestPoint(satisfyingClosed inequalities: [Inequality]) -> HomogeneousPoint? {
    var rows = boxInequalities
    for inequality in inequalities {
      if inequality.normal.contains(where: { !$0.isZero }) {
        rows.append(inequality)
      } else if inequality.constant.signum < 0 {
        return nil
      }
    }
    var tableau = SimplexTableau(rows, dimension: box.dimension)
    return tableau.deepestPoint()
  }

  /// Multipliers that show that a system has no solution: numbers yᵢ ≥ 0, not all 0, with Σ yᵢ (aᵢ · x + bᵢ) ≤ 0 in the whole
  /// box; nil where it has one.
  ///
  /// - Complexity: as ``solve(_:)``.
  public func refutation(of inequalities: [Inequality]) -> [Dyadic]? {
    let rows = boxInequalities + inequalities
    var tableau = SimplexTableau(rows, dimension: box.dimension)
    guard case .support = tableau.minimise() else { return nil }
    var multipliers = [Dyadic](repeating: .zero, count: inequalities.count)
    for (row, value) in tableau.values where row >= 2 * box.dimension {
      // The tableau's columns are multiples of the inequalities by powers of 2.
      let factor = DyadicIntegers.factor(of: rows[row].normal + [rows[row].constant])
      multipliers[row - 2 * box.dimension] = Dyadic(integer: value) * factor
    }
    return multipliers
  }

  /// x₁ − l₁ > 0, u₁ − x₁ > 0, x₂ − l₂ > 0, …
  private var boxInequalities: [Inequality] {
    (0..<box.dimension).flatMap { axis in
      var normal = [Dyadic](repeating: .zero, count: box.dimension)
      normal[axis] = .one
      let above = Inequality(normal: normal, constant: -Dyadic(box.lower[axis]))
      return [above, Inequality(normal: above.reversed.normal, constant: Dyadic(box.upper[axis]))]
    }
  }

  /// Leaves out what a contradiction does not need.
  private func reduced(_ numbers: [Int], _ inequalities: [Inequality]) -> [Int] {
    var kept = numbers.sorted()
    for number in kept where kept.count > 1 {
      let others = kept.filter { $0 != number }
      var tableau = SimplexTableau(boxInequalities + others.map { inequalities[$0] }, dimension: box.dimension)
      if case .support = tableau.minimise() { kept = others }
    }
    return kept
  }

  /// A fraction rounded to as few bits as keep it a solution.
  private func rounded(_ point: [(numerator: BigInt, denominator: BigInt)], satisfying rows: [Inequality]) -> [Dyadic] {
    var bits = 8
    while true {
      let candidate = point.map { Dyadic($0.numerator, over: $0.denominator, bits: bits) }
      if rows.allSatisfy({ $0.value(at: candidate).signum > 0 }) { return candidate }
      bits *= 2
    }
  }
}

/// The linear program min Σ yᵢ bᵢ over Σ yᵢ aᵢ = 0, Σ wᵢ yᵢ = 1, y ≥ 0 as integers over one denominator.
///
/// The weights wᵢ are powers of 2 of the size of aᵢ, so that the dual solution is a point whose slacks are large beside the sizes
/// of
/// their inequalities: about as far from all hyperplanes as can be.
private struct SimplexTableau {
  enum Outcome {
    /// The minimum is positive; the dual solution is a point with slacks of at least wᵢ times that minimum.
    case positive([(numerator: BigInt, denominator: BigInt)])
    /// The minimum is not positive; which y are not 0.
    case support([Int])
  }

  private let dimension: Int
  private let count: Int
  /// Rows 0 ... n: constraints; row n + 1: reduced costs. Columns: y₀ … , then an identity that follows the operations and
  /// holds the dual solution, then the right-hand side.
  private var entries: [[BigInt]]
  private var denominator = BigInt(1)
  private var basis: [Int]

  /// - Parameter rows: the first 2 n are those of a box, in pairs.
  init(_ rows: [StrictSystem.Inequality], dimension n: Int) {
    dimension = n
    count = rows.count
    // Each inequality by itself may be scaled to integers; a factor does not change its solutions.
    let columns = rows.map { DyadicIntegers.scaled($0.normal + [$0.constant]) }
    let sizes = columns.map { $0.prefix(n).reduce(1) { max($0, $1.magnitude.bitWidth) } }
    let least = sizes.min() ?? 1
    let weights = sizes.map { BigInt(1) << ($0 - least) }
    entries = (0...n + 1).map { row in
      let own = columns.indices.map { row < n ? columns[$0][row] : row == n ? weights[$0] : columns[$0][n] }
      let identity = (0...n).map { BigInt($0 == row ? 1 : 0) }
      return own + identity + [row == n ? 1 : 0]
    }
    basis = []
    // The two sides of the first interval, and one side of each other, form a first basis.
    let start = [0, 1] + (1..<max(n, 1)).map { 2 * $0 }
    basis = [Int](repeating: -1, count: n + 1)
    for column in start.prefix(n + 1) {
      guard let row = (0...n).first(where: { basis[$0] < 0 && entries[$0][column] != 0 }) else {
        preconditionFailure("the sides of a box are independent")
      }
      pivot(row, column)
    }
  }

  private mutating func pivot(_ row: Int, _ column: Int) {
    let element = entries[row][column]
    for other in entries.indices where other != row {
      let factor = entries[other][column]
      for index in entries[other].indices {
        entries[other][index] = (entries[other][index] * element - factor * entries[row][index]) / denominator
      }
    }
    denominator = element
    basis[row] = column
    if denominator < 0 {
      denominator = -denominator
      for other in entries.indices { entries[other] = entries[other].map { -$0 } }
    }
  }

  /// The y that are not 0, times their common denominator.
  var values: [(row: Int, value: BigInt)] {
    (0...dimension).map { (basis[$0], entries[$0][count + dimension + 1]) }.filter { $0.1 != 0 }
  }

  mutating func minimise() -> Outcome {
    optimise()
    let costs = dimension + 1
    let right = count + dimension + 1
    // The last entry of the costs is −minimum; the identity columns hold −(x, minimum).
    guard entries[costs][right] < 0 else {
      return .support((0...dimension).filter { entries[$0][right] != 0 }.map { basis[$0] }.sorted())
    }
    return .positive((0..<dimension).map { (entries[costs][count + $0], denominator) })
  }

  /// The dual solution where the minimum is not negative: no slack is less than it.
  mutating func deepestPoint() -> HomogeneousPoint? {
    optimise()
    let costs = dimension + 1
    guard entries[costs][count + dimension + 1] <= 0 else { return nil }
    return HomogeneousPoint(
      numerators: (0..<dimension).map { Dyadic(integer: entries[costs][count + $0]) },
      denominator: Dyadic(integer: denominator))
  }

  private mutating func optimise() {
    let costs = dimension + 1
    let right = count + dimension + 1
    while let column = (0..<count).first(where: { entries[costs][$0] < 0 }) {
      // The least ratio leaves; of several the lowest variable (Bland).
      var leaving: Int?
      for row in 0...dimension where entries[row][column] > 0 {
        guard let best = leaving else {
          leaving = row
          continue
        }
        let left = entries[row][right] * entries[best][column]
        let bound = entries[best][right] * entries[row][column]
        if left < bound || (left == bound && basis[row] < basis[best]) { leaving = row }
      }
      guard let leaving else { preconditionFailure("y is bounded by its sum") }
      pivot(leaving, column)
    }
  }
}

extension Dyadic {
  /// A fraction rounded down to a multiple of 2^−`bits`.
  fileprivate init(_ numerator: BigInt, over denominator: BigInt, bits: Int) {
    let places = (bits + 63) / 64 * 64
    let drop = places - bits
    let shifted = (numerator << bits)
    let quotient = (shifted - ((shifted % denominator) + denominator) % denominator) / denominator
    let words = (quotient.magnitude << drop).words.map { UInt64($0) }
    self.init(signum: quotient.isZero ? 0 : quotient.sign == .minus ? -1 : 1, trimming: words, scale: -places / 64)
  }
}
