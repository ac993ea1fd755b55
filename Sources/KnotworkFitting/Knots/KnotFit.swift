import KnotworkGeometry

/// The continuous broken line with k knots that fits rows of one input best in the sense of least squares.
public struct KnotFit: Equatable, Sendable {
  /// What is known of the knots' optimality.
  public enum Optimality: Equatable, Sendable {
    /// No other knots do better, where the certificate is complete; it says why. A case is a placement of the knots at and
    /// between rows.
    case certified(OptimumCertificate)
    /// The best that a heuristic search found; better knots may exist.
    case heuristic
  }

  /// When to prove that no other knots do better.
  public enum Proof: Equatable, Sendable {
    /// Where it takes a second or two: up to 2 · 10⁸ placements, such as 3 knots among 500 rows. Given up after ten.
    case automatic
    /// On up to ``KnotFit/largestProof`` different positions, but no longer than this; nil for as long as it takes.
    case within(Duration?)
    /// Never.
    case never
  }

  /// The most different positions for which a proof is tried; it takes memory that grows with their square.
  public static let largestProof = 2000

  /// The function.
  public let line: BrokenLine
  /// The residual sum Σ w (y − f(x))².
  public let residualSum: Double
  /// Rows with weight.
  public let rowCount: Int
  /// What is known of the knots' optimality.
  public let optimality: Optimality

  /// The knots.
  public var knots: [Double] { line.knots }

  /// n − 2 − 2 k: what the rows leave after intercept, slope, and for each knot its position and bend.
  public var degreesOfFreedom: Int { rowCount - 2 - 2 * knots.count }

  /// n ln(RSS / n) + (2 + 2 k) ln n (Schwarz 1978); −∞ for a perfect fit.
  public var bic: Double {
    let n = Double(rowCount)
    return n * Elementary.log(residualSum / n) + Double(2 + 2 * knots.count) * Elementary.log(n)
  }

  /// Fits the line with a number of knots, or with fewer where the rows have too few different positions.
  ///
  /// - Parameters:
  ///   - rows: points of one coordinate.
  ///   - knots: the number of knots, 0 for the regression line.
  ///   - proof: whether to prove the optimum.
  /// - Throws: ``InvalidRows`` when the points do not have one coordinate, or there are not two different positions with
  ///   weight.
  /// - Complexity: O(n log n) to sort, then independent of n but for logarithms: O(k g²) for a grid of g ≤ 160 positions.
  public init(_ rows: WeightedRows, knots: Int, proof: Proof = .automatic) throws(InvalidRows) {
    let sorted = try KnotFit.sorted(rows)
    self = KnotFit.fits(rows, sorted, upTo: knots, only: knots, proof: proof)[0]
  }

  /// The fits with 0, 1, … knots.
  ///
  /// - Throws: as ``init(_:knots:proof:)``.
  /// - Complexity: that of one fit with the largest number of knots, and a proof for each number.
  public static func all(_ rows: WeightedRows, upTo knots: Int, proof: Proof = .automatic) throws(InvalidRows)
    -> [KnotFit]
  {
    fits(rows, try sorted(rows), upTo: knots, only: nil, proof: proof)
  }

  /// The same number of knots, with a proof where it can be had; other knots if it finds better ones.
  ///
  /// - Parameters:
  ///   - rows: those that were fitted.
  ///   - proof: when to prove that no other knots do better.
  /// - Throws: as ``init(_:knots:proof:)``.
  /// - Complexity: O(n log n), and the proof: as many placements as there are in the worst case, see ``Proof``.
  public func proved(_ rows: WeightedRows, _ proof: Proof = .automatic) throws(InvalidRows) -> KnotFit {
    let sorted = try KnotFit.sorted(rows)
    let positions = knots.map { ($0 - sorted.center) / sorted.xScale }
    guard proof != .never, let cost = sorted.cost(positions) else { return self }
    return KnotFit(rows, sorted, (positions, cost), proof: proof)
  }

  static func sorted(_ rows: WeightedRows) throws(InvalidRows) -> LineRows {
    guard rows.inputs.columns == 1 else {
      throw InvalidRows("\(rows.inputs.columns) inputs; knots are fitted along one")
    }
    var first: Double?
    let hasTwo = (0..<rows.count).contains { row in
      guard rows.weights[row] > 0 else { return false }
      if first == nil { first = rows.inputs[row, 0] }
      return rows.inputs[row, 0] != first
    }
    guard hasTwo else { throw InvalidRows("all rows have the same x; a line needs two different positions at least") }
    return LineRows(rows)
  }

  /// Fits with 0 … `largest` knots, or with the number `only`.
  private static func fits(
    _ rows: WeightedRows, _ sorted: LineRows, upTo largest: Int, only: Int?, proof: Proof
  ) -> [KnotFit] {
    let largest = max(0, min(largest, sorted.count - 2))
    let found = KnotSearch(sorted, upTo: largest, only: only.map { min($0, largest) }).best
    let wanted = only.map { [min($0, largest)] } ?? Array(0...largest)
    return wanted.map { KnotFit(rows, sorted, found[max(0, $0)], proof: proof) }
  }

  private init(
    _ rows: WeightedRows, _ sorted: LineRows, _ found: (knots: [Double], cost: Double), proof: Proof
  ) {
    var knots = found.knots
    var proven: KnotProof?
    if !knots.isEmpty, let limit = KnotFit.limit(proof, positions: sorted.count, knots: knots.count) {
      let deadline = limit.value.map { ContinuousClock.now.advanced(by: $0) }
      var search = KnotProof(sorted, start: knots, cost: found.cost, deadline: deadline)
      search.run()
      knots = search.knots
      proven = search
    }
    let (line, residualSum) = sorted.refined(knots, rows)
    self.line = line
    self.residualSum = residualSum
    rowCount = sorted.rowCount
    if let proven {
      optimality = .certified(KnotFit.certificate(proven, sorted, rows, residualSum))
    } else if knots.isEmpty {
      optimality = .certified(
        OptimumCertificate(
          optimum: residualSum, lowerBound: residualSum, slack: 0, caseName: "placements of knots", cases: 1,
          settled: [.unconstrained: 1], evaluations: 1))
    } else {
      optimality = .heuristic
    }
  }

  private struct TimeLimit { let value: Duration? }

  /// How long a proof may take; nil for none.
  private static func limit(_ proof: Proof, positions: Int, knots: Int) -> TimeLimit? {
    switch proof {
    case .never: nil
    case .within(let limit): positions <= largestProof ? TimeLimit(value: limit) : nil
    case .automatic:
      positions <= 1500 && KnotProof.cases(positions: positions, knots: knots) <= 200_000_000
        ? TimeLimit(value: .seconds(10)) : nil
    }
  }

  private static func certificate(
    _ search: KnotProof, _ sorted: LineRows, _ rows: WeightedRows, _ optimum: Double
  ) -> OptimumCertificate {
    // All placements but the open ones are above the threshold of the search.
    let bound = max(0, min(search.openBound, search.best - search.slack))
    return OptimumCertificate(
      optimum: optimum, lowerBound: max(0, optimum - sorted.residualSum(search.best - bound, of: rows)),
      slack: 2 * sorted.residualSum(search.slack, of: rows),
      caseName: "placements of knots", cases: search.cases, settled: search.settled, evaluations: search.evaluations)
  }
}
