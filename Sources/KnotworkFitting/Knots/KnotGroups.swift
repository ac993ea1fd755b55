import KnotworkGeometry

/// Broken lines for several groups of rows, each with levels and slopes of its own, with the same knots for all.
public struct KnotGroups: Equatable, Sendable {
  /// One group.
  public struct Group: Equatable, Sendable {
    /// The line.
    public let line: BrokenLine
    /// The residual sum.
    public let residualSum: Double
    /// The number of rows with weight.
    public let rowCount: Int
    /// The slopes of the pieces; intervals take the uncertainty of the knots into account.
    public let slopes: [KnotStatistics.Estimate]
  }

  /// The groups, in the order in which they were given.
  public let groups: [Group]
  /// The knots that they share.
  public let knots: [KnotStatistics.Estimate]
  /// Where the knots come from.
  public let placement: KnotFit.Placement
  /// The residual sum of all groups.
  public let residualSum: Double
  /// The rows of all groups, less the numbers estimated: a level and the slopes of each group, and the knots.
  public let degreesOfFreedom: Int
  /// n ln(RSS / n) + p ln n, knots that were searched for counted twice, as in ``KnotFit/searchedBIC``.
  public let searchedBIC: Double

  /// Fits the lines.
  ///
  /// - Parameters:
  ///   - groups: the rows of each group.
  ///   - count: the number of knots.
  ///   - given: their positions; nil to estimate them.
  ///   - minRows: the least number of different positions in a piece of any group.
  ///   - model: what is known of each line.
  ///   - confidence: the share of confidence of all intervals.
  ///   - deadline: there are fewer knots, and intervals are left open, where these are not found by then.
  /// - Throws: ``InvalidRows`` where a group does not determine its line.
  /// - Complexity: O(g k²) fits for a grid of g ≤ 60 positions, each in O(groups · k³).
  public init(
    _ groups: [WeightedRows], knots count: Int, at given: [Double]? = nil, minRows: Int = 3,
    model: KnotModel = KnotModel(), confidence: Double = 0.95, until deadline: Deadline = .none
  ) throws(InvalidRows) {
    let all = try WeightedRows(
      inputs: Matrix(groups.flatMap { rows in (0..<rows.count).map { [rows.inputs[$0, 0]] } }),
      targets: groups.flatMap(\.targets), weights: groups.flatMap(\.weights))
    let pooled = try KnotFit.sorted(all)
    var parts: [LineRows] = []
    for rows in groups {
      _ = try KnotFit.sorted(rows)
      let kept = (0..<rows.count).filter { rows.weights[$0] > 0 }
      var part = LineRows(
        x: kept.map { rows.inputs[$0, 0] }, y: kept.map { rows.targets[$0] }, weights: kept.map { rows.weights[$0] },
        standardisedAs: pooled)
      part.leastCount = given == nil ? minRows : 1
      parts.append(part)
    }
    let lines = parts
    let search = ModelSearch(
      grid: ModelSearch.grid(pooled), ends: (pooled.u[0], pooled.u[pooled.count - 1]), until: deadline
    ) {
      knots in
      var sum = 0.0
      for part in lines {
        guard let fit = ConditionalFit(part, knots, model) else { return nil }
        sum += fit.cost
      }
      return sum
    }
    var places = given?.sorted().map(pooled.standardised) ?? []
    if given == nil {
      for size in stride(from: 1, through: count, by: 1) {
        guard let best = search.best(size, fewer: places, starts: []) else {
          // What was found in time has fewer knots.
          if deadline.hasPassed { break }
          throw InvalidRows(
            "the groups have too few different positions for \(size) common knots; a piece must have \(minRows) in each group"
          )
        }
        places = best.knots
      }
    }
    guard let cost = search.cost(places) else {
      throw InvalidRows(
        "the rows of a group do not determine a line with these knots; a piece has too few different positions")
    }
    placement = given == nil ? .estimated : .given
    let rowCount = parts.reduce(0) { $0 + $1.rowCount }
    let own = parts.compactMap { ConditionalFit($0, places, model) }
    let searched = placement == .estimated ? places.count : 0
    let parameters = own.reduce(0) { $0 + $1.parameterCount } + searched
    let freedom = rowCount - parameters
    degreesOfFreedom = freedom
    let t = freedom > 0 ? StudentT(degreesOfFreedom: Double(freedom)).twoSidedQuantile(1 - confidence) : 0
    let gains = places.indices.compactMap { index -> Double? in
      var rest = places
      rest.remove(at: index)
      return search.cost(rest).map { ($0 / max(cost, .leastNormalMagnitude) - 1) * Double(max(1, freedom)) }
    }
    let factor = searched > 0 ? 1.1 + min(0.4, 5 / max(gains.min() ?? 0, 1e-9)) : 1
    let limit = cost * (1 + factor * t * t / Double(max(1, freedom)))
    var admitted: [(knots: [Double], cost: Double)] = [(places, cost)]
    var intervals: [(lower: Double?, upper: Double?)] = places.map { _ in (nil, nil) }
    if searched > 0, freedom > 0 {
      var profile = KnotProfile(pooled, places, limit: limit, search, until: deadline)
      intervals = profile.intervals()
      admitted = profile.admitted
    }
    let original = given?.sorted() ?? places.map(pooled.x)
    knots = zip(original, intervals).map { knot, interval in
      KnotStatistics.Estimate(
        value: knot, standardError: nil, lower: interval.lower.map(pooled.x), upper: interval.upper.map(pooled.x))
    }
    let slopeScale = pooled.yScale / pooled.xScale
    var found: [Group] = []
    for (rows, part) in zip(groups, parts) {
      guard var fit = ConditionalFit(part, places, model) else { continue }
      let (line, sum) = part.corrected(&fit, rows, named: original, isFlat: !model.isFree)
      let candidates = admitted.compactMap { place in
        ConditionalFit(part, place.knots, model).map { (line: $0, rest: max(0, limit - place.cost)) }
      }
      let slopes = line.slopes.enumerated().map { number, slope -> KnotStatistics.Estimate in
        var (low, high) = (slope, slope)
        var range: (Double, Double)?
        for candidate in candidates {
          range = candidate.line.range(
            candidate.line.slopeWeights(number), limit: candidate.line.cost + candidate.rest, known: range)
        }
        if let range { (low, high) = (min(low, range.0 * slopeScale), max(high, range.1 * slopeScale)) }
        let isEstimated = freedom > 0 && low < high
        return KnotStatistics.Estimate(
          value: slope, standardError: nil, lower: isEstimated ? low : nil, upper: isEstimated ? high : nil)
      }
      found.append(
        Group(
          line: line, residualSum: sum, rowCount: part.rowCount,
          slopes: model.shape?.bounding(slopes, areBends: false) ?? slopes))
    }
    self.groups = found
    residualSum = found.reduce(0) { $0 + $1.residualSum }
    let n = Double(rowCount)
    searchedBIC = n * Elementary.log(residualSum / n) + Double(parameters + searched) * Elementary.log(n)
  }

  /// The F test of common knots against knots of its own for each group: F, its degrees of freedom, and P(F' ≥ F).
  ///
  /// - Parameter own: the fit of each group with as many knots.
  /// - Complexity: O(groups).
  public func test(against own: [KnotFit]) -> (statistic: Double, numerator: Int, denominator: Int, pValue: Double)? {
    let sum = own.reduce(0) { $0 + $1.residualSum }
    let (numerator, denominator) = (knots.count * (own.count - 1), own.reduce(0) { $0 + $1.degreesOfFreedom })
    guard numerator > 0, denominator > 0, sum > 0 else { return nil }
    let statistic = max(0, (residualSum - sum) / Double(numerator) / (sum / Double(denominator)))
    return (
      statistic, numerator, denominator, FisherF(numerator: numerator, denominator: denominator).upperTail(statistic)
    )
  }
}
