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
  }

  /// The residual standard error s, s² = RSS / (n − 2 − 2 k); nil without degrees of freedom.
  public let residualError: Double?
  /// The share of confidence of all intervals.
  public let confidence: Double
  /// The slopes of the pieces, with intervals by Student's distribution.
  public let slopes: [Estimate]
  /// The knots. Standard errors are those of the linearised model (Muggeo 2003); intervals are profile likelihood ones, which
  /// need not be symmetric: the positions at which the residual sum, the other knots fitted anew, is at most
  /// RSS · (1 + t² / (n − 2 − 2 k)).
  public let knots: [Estimate]

  /// The statistics of a fit.
  ///
  /// In the linearised model the pieces are independent regression lines: the standard error of a slope is
  /// s / √Σ w (x − x̄)² over its piece, and that of a knot is s √(l₁ + l₂) / |bend| with the leverages l of the two lines at
  /// the knot.
  ///
  /// - Throws: as ``KnotFit/init(_:knots:proof:)``.
  /// - Complexity: O(n log n) to sort, and for each end of an interval a search in which the other knots are fitted
  ///   anew.
  public init(_ fit: KnotFit, _ rows: WeightedRows, confidence: Double = 0.95) throws(InvalidRows) {
    let sorted = try KnotFit.sorted(rows)
    self.confidence = confidence
    let freedom = fit.degreesOfFreedom
    let error = freedom > 0 ? (fit.residualSum / Double(freedom)).squareRoot() : nil
    residualError = error
    let t = freedom > 0 ? StudentT(degreesOfFreedom: Double(freedom)).twoSidedQuantile(1 - confidence) : 0
    // In standardised units the mean weight is 1.
    let factor = sorted.residualSum(1, of: rows) / (sorted.yScale * sorted.yScale)
    let spread = error.map { $0 / factor.squareRoot() }
    let pieces = PieceLeverages(sorted, knots: fit.knots.map { ($0 - sorted.center) / sorted.xScale })
    slopes = fit.line.slopes.enumerated().map { number, slope in
      guard let spread, let sxx = pieces.spread(number) else {
        return Estimate(value: slope, standardError: nil, lower: nil, upper: nil)
      }
      let error = spread / (sxx.squareRoot() * sorted.xScale)
      return Estimate(value: slope, standardError: error, lower: slope - t * error, upper: slope + t * error)
    }
    let limit = freedom > 0 ? 1 + t * t / Double(freedom) : nil
    let intervals = limit.map { KnotProfile(sorted, fit).intervals(factor: $0) }
    let bends = fit.line.bends
    knots = fit.knots.enumerated().map { number, knot in
      var standardError: Double?
      if let spread, let leverage = pieces.leverage(at: number), bends[number] != 0 {
        standardError = spread * leverage.squareRoot() / bends[number].magnitude
      }
      let interval = intervals?[number]
      return Estimate(
        value: knot, standardError: standardError, lower: interval?.lower.map(sorted.x),
        upper: interval?.upper.map(sorted.x))
    }
  }
}

/// The rows of each piece: their number, mean and spread in u.
private struct PieceLeverages {
  private let knots: [Double]
  private let moments: [LineMoments]

  init(_ rows: LineRows, knots: [Double]) {
    self.knots = knots
    let ends = [0] + knots.map { rows.position(after: $0) } + [rows.count]
    moments = zip(ends, ends.dropFirst()).map { first, last in
      first < last ? rows.moments(from: first, to: last, about: rows.u[first]) : .zero
    }
    origins = ends.dropLast().map { $0 < rows.count ? rows.u[$0] : 0 }
  }

  private let origins: [Double]

  /// Σ w (u − ū)² of a piece; nil without two different positions.
  func spread(_ piece: Int) -> Double? {
    let m = moments[piece]
    guard m[0] > 0 else { return nil }
    let value = m[2] - m[1] * m[1] / m[0]
    return value > 1e-14 * m[2] ? value : nil
  }

  /// The sum of the leverages of the two lines that meet at a knot.
  func leverage(at knot: Int) -> Double? {
    guard let left = leverage(of: knot, at: knots[knot]), let right = leverage(of: knot + 1, at: knots[knot]) else {
      return nil
    }
    return left + right
  }

  private func leverage(of piece: Int, at u: Double) -> Double? {
    guard let spread = spread(piece) else { return nil }
    let m = moments[piece]
    let distance = u - origins[piece] - m[1] / m[0]
    return 1 / m[0] + distance * distance / spread
  }
}
