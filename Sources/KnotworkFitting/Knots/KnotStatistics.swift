import KnotworkGeometry

/// How certain the knots and slopes of a fit are, for independent errors of equal variance (divided by the weights).
public struct KnotStatistics: Equatable, Sendable {
  /// A number, its standard error, and an interval that holds the truth in a share of all samples.
  public struct Estimate: Equatable, Sendable {
    /// The estimate.
    public let value: Double
    /// Its standard error; nil where the rows do not tell.
    public let standardError: Double?
    /// The confidence interval; an end is nil where the data do not bound it.
    public let lower: Double?
    /// The confidence interval's upper end.
    public let upper: Double?
    /// The probability of so large a |t| if the truth were 0, by Student's distribution; nil where there is no such test.
    public let pValue: Double?

    init(value: Double, standardError: Double?, lower: Double?, upper: Double?, pValue: Double? = nil) {
      (self.value, self.standardError, self.lower, self.upper) = (value, standardError, lower, upper)
      self.pValue = pValue
    }
  }

  /// The residual standard error s, s² = RSS / degrees of freedom; nil without degrees of freedom.
  public let residualError: Double?
  /// The share of confidence of all intervals.
  public let confidence: Double
  /// The slopes of the pieces. Where knots are estimated, intervals are profile likelihood ones, and take the uncertainty of
  /// the knots into account; otherwise they are by Student's distribution. Under a rule for slopes they are profile likelihood ones
  /// too: the least and the largest slope of a line that follows the rule and whose residual sum is within the limit.
  public let slopes: [Estimate]
  /// The knots. Standard errors are those of the linearised model (Muggeo 2003); intervals are profile likelihood ones, which
  /// need not be symmetric: the outermost positions at which the residual sum, the other knots fitted anew, is at most
  /// RSS · (1 + c t² / degrees of freedom). The factor c ≥ 1.1 makes up for the several minima that the residual sum has: it
  /// is 1.1 + 5 / G, at most 1.5, where the least important knot gains G times s².
  public let knots: [Estimate]
  /// The bends at the knots, intervals as for slopes; there is a p-value only for given knots, since the place of any other is
  /// chosen for its bend.
  public let bends: [Estimate]
  /// Lines within the limit; the fit alone where knots are given.
  private let lines: [ConditionalFit]
  private let limit: Double?
  private let scales: Scales

  /// From standardised units to those given.
  private struct Scales: Equatable, Sendable {
    let center: Double
    let xScale: Double
    let level: Double
    let yScale: Double
    /// Student's quantile.
    let quantile: Double
    /// The residual standard error in standardised units.
    let spread: Double
  }

  /// The statistics of a fit.
  ///
  /// In the linearised model the pieces are independent regression lines: the standard error of a slope is
  /// s / √Σ w (x − x̄)² over its piece, and that of a knot is s √(l₁ + l₂) / |bend| with the leverages l of the two lines at
  /// the knot.
  ///
  /// - Throws: as ``KnotFit/init(_:knots:minRows:model:proof:until:)``.
  /// - Complexity: O(n log n) to sort, and for each end of an interval a search in which the other knots are fitted
  ///   anew.
  public init(
    _ fit: KnotFit, _ rows: WeightedRows, confidence: Double = 0.95, until deadline: Deadline = .none
  ) throws(InvalidRows) {
    let sorted = try KnotFit.sorted(rows, fit.minRows)
    self.confidence = confidence
    let freedom = fit.degreesOfFreedom
    residualError = freedom > 0 ? (fit.residualSum / Double(freedom)).squareRoot() : nil
    let t = freedom > 0 ? StudentT(degreesOfFreedom: Double(freedom)).twoSidedQuantile(1 - confidence) : 0
    // What the rows leave, in standardised units.
    let least = fit.residualSum / (sorted.meanWeight * sorted.yScale * sorted.yScale)
    let spread = freedom > 0 ? (least / Double(freedom)).squareRoot() : 0
    scales = Scales(
      center: sorted.center, xScale: sorted.xScale, level: sorted.level, yScale: sorted.yScale, quantile: t,
      spread: spread)
    let places = fit.knots.map(sorted.standardised)
    let isSearched = fit.placement == .estimated && !places.isEmpty
    guard let own = ConditionalFit(sorted, places, fit.model), freedom > 0 else {
      (lines, limit) = ([], nil)
      slopes = fit.line.slopes.map { Estimate(value: $0, standardError: nil, lower: nil, upper: nil) }
      bends = fit.line.bends.map { Estimate(value: $0, standardError: nil, lower: nil, upper: nil) }
      knots = KnotStatistics.places(fit, sorted)
      return
    }
    let slopeScale = sorted.yScale / sorted.xScale
    guard isSearched else {
      // Under a rule for slopes intervals end where lines would break it.
      let bound = own.shaped == nil ? nil : own.cost * (1 + t * t / Double(freedom))
      (lines, limit) = ([own], bound)
      func estimate(_ value: Double, _ weights: [Double]) -> Estimate {
        let error = spread * own.estimate(weights).variance.squareRoot() * slopeScale
        if let bound {
          let range = own.range(weights, limit: bound)
          let isEstimated = range.0 < range.1
          return Estimate(
            value: value, standardError: error > 1e-9 * spread * slopeScale ? error : nil,
            lower: isEstimated ? min(value, range.0 * slopeScale) : nil,
            upper: isEstimated ? max(value, range.1 * slopeScale) : nil)
        }
        // What a rule or the model fixes is no estimate.
        guard error > 1e-9 * spread * slopeScale else {
          return Estimate(value: value, standardError: nil, lower: nil, upper: nil)
        }
        return Estimate(
          value: value, standardError: error, lower: value - t * error, upper: value + t * error,
          pValue: StudentT(degreesOfFreedom: Double(freedom)).twoSidedP(value / error))
      }
      let estimates = (
        fit.line.slopes.enumerated().map { estimate($1, own.slopeWeights($0)) },
        fit.line.bends.enumerated().map { estimate($1, own.bendWeights($0)) }
      )
      slopes = fit.model.shape?.bounding(estimates.0, areBends: false) ?? estimates.0
      bends = fit.model.shape?.bounding(estimates.1, areBends: true) ?? estimates.1
      knots = KnotStatistics.places(fit, sorted)
      return
    }
    let factor = KnotStatistics.factor(sorted, places, fit.model, own.cost, freedom)
    let bound = own.cost * (1 + factor * t * t / Double(freedom))
    var profile = KnotProfile(sorted, places, fit.model, limit: bound, until: deadline)
    let intervals = profile.intervals()
    let found = profile.admitted.compactMap { ConditionalFit(sorted, $0.knots, fit.model) }
    (lines, limit) = (found, bound)
    let errors = LinearisedErrors(fit, sorted, rows, spread: spread)
    func range(_ value: Double, _ weights: (ConditionalFit) -> [Double], error: Double?) -> Estimate {
      let ends = KnotStatistics.range(found, bound, weights)
      let scaled = ends.map { (min(value, $0.0 * slopeScale), max(value, $0.1 * slopeScale)) }
      let isEstimated = (error ?? 0) > 0 || !fit.model.isFree && scaled.map { $0.0 < $0.1 } ?? false
      return Estimate(
        value: value, standardError: isEstimated ? error : nil, lower: isEstimated ? scaled?.0 : nil,
        upper: isEstimated ? scaled?.1 : nil)
    }
    let estimates = (
      fit.line.slopes.enumerated().map { number, slope in
        range(slope, { $0.slopeWeights(number) }, error: errors.slopes[number])
      },
      fit.line.bends.enumerated().map { number, bend in
        range(bend, { $0.bendWeights(number) }, error: errors.bends[number])
      }
    )
    slopes = fit.model.shape?.bounding(estimates.0, areBends: false) ?? estimates.0
    bends = fit.model.shape?.bounding(estimates.1, areBends: true) ?? estimates.1
    knots = fit.knots.enumerated().map { number, knot in
      Estimate(
        value: knot, standardError: errors.knots[number], lower: intervals[number].lower.map(sorted.x),
        upper: intervals[number].upper.map(sorted.x))
    }
  }

  /// The least and the largest value of a linear function of the lines within a limit.
  private static func range(
    _ lines: [ConditionalFit], _ limit: Double, _ weights: (ConditionalFit) -> [Double]
  ) -> (Double, Double)? {
    var range: (Double, Double)?
    for line in lines { range = line.range(weights(line), limit: limit, known: range) }
    return range
  }

  /// How much larger than for a linear model the limit is.
  private static func factor(
    _ rows: LineRows, _ knots: [Double], _ model: KnotModel, _ cost: Double, _ freedom: Int
  ) -> Double {
    guard cost > 0 else { return 1.1 }
    var plain = rows
    plain.leastCount = 1
    let gains = knots.indices.compactMap { index -> Double? in
      var rest = knots
      rest.remove(at: index)
      if model.isFree, var polish = KnotPolish(plain, knots: rest) {
        polish.settle(rounds: 3)
        return (polish.cost / cost - 1) * Double(freedom)
      }
      return ConditionalFit(plain, rest, model).map { ($0.cost / cost - 1) * Double(freedom) }
    }
    return 1.1 + min(0.4, 5 / max(gains.min() ?? 0, 1e-9))
  }

  /// Knots that are not estimated: those given are exact, those that are not determined lie between the next positions.
  private static func places(_ fit: KnotFit, _ rows: LineRows) -> [Estimate] {
    fit.knots.map { knot in
      guard fit.placement != .given else {
        return Estimate(value: knot, standardError: nil, lower: nil, upper: nil)
      }
      let after = rows.position(after: rows.standardised(knot))
      return Estimate(
        value: knot, standardError: nil, lower: after >= 2 ? rows.positions[after - 2] : nil,
        upper: after < rows.count ? rows.positions[after] : nil)
    }
  }

  /// The line at a position, where it may be, and where a new row may be.
  public struct BandPoint: Equatable, Sendable {
    /// The position.
    public let x: Double
    /// The line there.
    public let value: Double
    /// The confidence interval of the line there; nil without degrees of freedom.
    public let lower: Double?
    /// Its upper end.
    public let upper: Double?
    /// The prediction interval for a new row of weight 1.
    public let predictionLower: Double?
    /// Its upper end.
    public let predictionUpper: Double?
  }

  /// The line at a position with a pointwise confidence interval, which takes the uncertainty of the knots into account, and a
  /// prediction interval for a new row of weight 1.
  ///
  /// - Parameters:
  ///   - x: the position.
  ///   - value: the line's value there.
  /// - Complexity: O(1) for each of some hundred lines within the limit.
  public func band(at x: Double, value: Double) -> BandPoint {
    let u = (x - scales.center) / scales.xScale
    guard let residualError, let own = lines.first else {
      return BandPoint(x: x, value: value, lower: nil, upper: nil, predictionLower: nil, predictionUpper: nil)
    }
    var (low, high) = (value, value)
    if let limit {
      if let range = KnotStatistics.range(lines, limit, { $0.valueWeights(at: u) }) {
        low = min(low, scales.level + range.0 * scales.yScale)
        high = max(high, scales.level + range.1 * scales.yScale)
      }
    } else {
      let half = scales.quantile * scales.spread * own.estimate(own.valueWeights(at: u)).variance.squareRoot()
      (low, high) = (value - half * scales.yScale, value + half * scales.yScale)
    }
    let noise = scales.quantile * residualError
    func out(_ distance: Double) -> Double { (distance * distance + noise * noise).squareRoot() }
    return BandPoint(
      x: x, value: value, lower: low, upper: high, predictionLower: value - out(value - low),
      predictionUpper: value + out(high - value))
  }
}
