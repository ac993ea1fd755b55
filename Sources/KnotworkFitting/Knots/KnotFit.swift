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

  /// Where the knots come from.
  public enum Placement: Equatable, Sendable {
    /// They are where the line fits best.
    case estimated
    /// They were given.
    case given
    /// The rows do not determine where they are; they are at rows, one of several places that fit as well or nearly so.
    case undetermined
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
  /// Where the knots come from.
  public let placement: Placement
  /// What was known of the line beforehand.
  public let model: KnotModel
  /// The least number of different positions in a piece, those at its ends counted; 1 for any.
  public let minRows: Int
  /// How many numbers the rows determine: 2 + 2 k for k knots where each piece has two positions of its own, fewer where
  /// not, where knots are given, and where something is known beforehand.
  public let parameterCount: Int

  /// The knots.
  public var knots: [Double] { line.knots }

  /// Whether the rows determine the knots and slopes: there are as many numbers as the line and its knots have, under rules for
  /// slopes perhaps fewer; given knots are determined.
  public var isDetermined: Bool {
    placement == .given
      || placement == .estimated
        && (model.shape != nil
          || parameterCount == 2 + 2 * knots.count - model.restrictions(pieces: knots.count + 1))
  }

  /// What the rows leave after the numbers that they determine: n − 2 − 2 k for intercept, slope, and for each knot its
  /// position and bend.
  public var degreesOfFreedom: Int { rowCount - parameterCount }

  /// n ln(RSS / n) + p ln n with p = ``parameterCount`` (Schwarz 1978); −∞ for a perfect fit.
  public var bic: Double { criterion(parameters: parameterCount) }

  /// The same with one more for each knot that was searched for, since its place is the best of many: 2 + 3 k instead of
  /// 2 + 2 k (Hall, Osborn and Sakkas 2013; Kim and Kim 2016).
  public var searchedBIC: Double {
    criterion(parameters: parameterCount + (placement == .given ? 0 : knots.count))
  }

  private func criterion(parameters: Int) -> Double {
    let n = Double(rowCount)
    return n * Elementary.log(residualSum / n) + Double(parameters) * Elementary.log(n)
  }

  /// Fits the line with a number of knots, or with fewer where the rows have too few different positions.
  ///
  /// - Parameters:
  ///   - rows: points of one coordinate.
  ///   - knots: the number of knots, 0 for the regression line.
  ///   - minRows: the least number of different positions in a piece, those at its ends counted.
  ///   - model: what is known of the line; where something is, the search is a heuristic one.
  ///   - proof: whether to prove the optimum.
  ///   - deadline: what was found by then is the fit, perhaps with fewer knots.
  /// - Throws: ``InvalidRows`` when the points do not have one coordinate, or there are not two different positions with
  ///   weight, or the model leaves no line.
  /// - Complexity: O(n log n) to sort, then independent of n but for logarithms: O(k g²) for a grid of g ≤ 160 positions.
  public init(
    _ rows: WeightedRows, knots: Int, minRows: Int = 1, model: KnotModel = KnotModel(), proof: Proof = .automatic,
    until deadline: Deadline = .none
  ) throws(InvalidRows) {
    let sorted = try KnotFit.sorted(rows, minRows)
    self = try KnotFit.fits(rows, sorted, upTo: knots, only: knots, model, proof: proof, until: deadline)[0]
  }

  /// The fits with 0, 1, … knots.
  ///
  /// - Throws: as ``init(_:knots:minRows:model:proof:until:)``.
  /// - Complexity: that of one fit with the largest number of knots, and a proof for each number.
  public static func all(
    _ rows: WeightedRows, upTo knots: Int, minRows: Int = 1, model: KnotModel = KnotModel(), proof: Proof = .automatic,
    until deadline: Deadline = .none
  ) throws(InvalidRows) -> [KnotFit] {
    try fits(rows, try sorted(rows, minRows), upTo: knots, only: nil, model, proof: proof, until: deadline)
  }

  /// The same number of knots, with a proof where it can be had; other knots if it finds better ones.
  ///
  /// - Parameters:
  ///   - rows: those that were fitted.
  ///   - proof: when to prove that no other knots do better.
  ///   - deadline: when the search for a proof ends.
  /// - Throws: as ``init(_:knots:minRows:model:proof:until:)``.
  /// - Complexity: O(n log n), and the proof: as many placements as there are in the worst case, see ``Proof``.
  public func proved(
    _ rows: WeightedRows, _ proof: Proof = .automatic, until deadline: Deadline = .none
  ) throws(InvalidRows) -> KnotFit {
    let sorted = try KnotFit.sorted(rows, minRows)
    let positions = knots.map(sorted.standardised)
    guard proof != .never, placement == .estimated, model.isFree, let cost = sorted.cost(positions) else { return self }
    return KnotFit(rows, sorted, (positions, cost), proof: proof, until: deadline)
  }

  static func sorted(_ rows: WeightedRows, _ minRows: Int = 1) throws(InvalidRows) -> LineRows {
    guard rows.inputs.columns == 1 else {
      throw InvalidRows("\(rows.inputs.columns.counted("input")); knots are fitted along one")
    }
    var first: Double?
    let hasTwo = (0..<rows.count).contains { row in
      guard rows.weights[row] > 0 else { return false }
      if first == nil { first = rows.inputs[row, 0] }
      return rows.inputs[row, 0] != first
    }
    guard hasTwo else { throw InvalidRows("all rows have the same x; a line needs two different positions at least") }
    var sorted = LineRows(rows)
    guard sorted.count > 1 else {
      throw InvalidRows("all rows have nearly the same x; a line needs two different positions at least")
    }
    sorted.leastCount = max(1, minRows)
    return sorted
  }

  /// Fits with 0 … `largest` knots, or with the number `only`.
  private static func fits(
    _ rows: WeightedRows, _ sorted: LineRows, upTo largest: Int, only: Int?, _ model: KnotModel, proof: Proof,
    until deadline: Deadline
  ) throws(InvalidRows) -> [KnotFit] {
    let largest = max(0, min(largest, sorted.mostKnots))
    let found = KnotSearch(sorted, upTo: largest, only: only.map { min($0, largest) }, until: deadline).best
    let wanted = only.map { [min($0, largest)] } ?? Array(0...largest)
    guard !model.isFree else {
      // What is not admitted leaves the best with fewer knots.
      return wanted.map {
        KnotFit(rows, sorted, found[max(0, min($0, found.count - 1))], proof: proof, until: deadline)
      }
    }
    let search = ModelSearch(sorted, model, until: deadline)
    var best: [(knots: [Double], cost: Double)] = []
    for count in 0...largest {
      if deadline.hasPassed, let last = best.last {
        best.append(last)
        continue
      }
      let starts = count < found.count ? [found[count].knots] : []
      guard let next = search.best(count, fewer: best.last?.knots, starts: starts) else {
        guard let last = best.last else {
          throw InvalidRows("the rows do not determine a line of this kind; there is too little left to estimate")
        }
        best.append(last)
        continue
      }
      best.append(next)
    }
    return try wanted.map { count throws(InvalidRows) in
      try KnotFit(rows, sorted, best[count].knots, model, .estimated)
    }
  }

  private init(
    _ rows: WeightedRows, _ sorted: LineRows, _ found: (knots: [Double], cost: Double), proof: Proof,
    until deadline: Deadline = .none
  ) {
    var knots = found.knots
    var proven: KnotProof?
    if !knots.isEmpty, !deadline.hasPassed,
      let limit = KnotFit.limit(proof, positions: sorted.count, knots: knots.count)
    {
      var search = KnotProof(sorted, start: knots, cost: found.cost, until: deadline.shortened(to: limit.value))
      search.run()
      knots = search.knots
      proven = search
    }
    let (line, residualSum) = sorted.refined(knots, rows)
    self.line = line
    self.residualSum = residualSum
    rowCount = sorted.rowCount
    placement = .estimated
    model = KnotModel()
    minRows = sorted.leastCount
    parameterCount = sorted.rank(knots)
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

  /// A fit with known knots under a model.
  init(
    _ rows: WeightedRows, _ sorted: LineRows, _ knots: [Double], _ model: KnotModel, _ placement: Placement,
    named: [Double]? = nil
  ) throws(InvalidRows) {
    guard var fit = ConditionalFit(sorted, knots, model) else {
      throw InvalidRows(
        "the rows do not determine a line with knots at \(knots.map { "\(sorted.x($0))" }.joined(separator: ", ")); "
          + "a piece has too few different positions")
    }
    (line, residualSum) = sorted.corrected(&fit, rows, named: named, isFlat: !model.isFree)
    rowCount = sorted.rowCount
    optimality = .heuristic
    (self.placement, self.model, minRows) = (placement, model, sorted.leastCount)
    // Each knot that was searched for is one more, where there is a bend.
    let bent = placement == .estimated ? sorted.rank(knots) - knots.count - 2 : 0
    parameterCount = fit.parameterCount + max(0, min(bent, line.bends.count { $0 != 0 }))
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
    // Where the line meets all rows, rounding may leave a cost below 0.
    let open = max(0, search.best - bound)
    return OptimumCertificate(
      optimum: optimum, lowerBound: max(0, optimum - sorted.residualSum(open, of: rows)),
      slack: 2 * sorted.residualSum(search.slack, of: rows),
      caseName: "placements of knots", cases: search.cases, settled: search.settled, evaluations: search.evaluations)
  }
}
