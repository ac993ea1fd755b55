/// Standard errors of knots, slopes and bends in the model that is linearised in the knots (Muggeo 2003), given units; nil
/// where the rows do not tell.
struct LinearisedErrors {
  let slopes: [Double?]
  let bends: [Double?]
  let knots: [Double?]

  /// - Parameter spread: the residual standard error in standardised units.
  init(_ fit: KnotFit, _ sorted: LineRows, _ rows: WeightedRows, spread: Double) {
    let slopeScale = sorted.yScale / sorted.xScale
    let bent = fit.line.bends
    guard fit.model.isFree else {
      let errors = ModelErrors(fit, sorted, rows)
      slopes = errors.slopes.map { $0.map { spread * $0 * slopeScale } }
      bends = bent.map { _ in nil }
      knots = errors.knots.map { $0.map { spread * $0 * sorted.xScale } }
      return
    }
    let pieces = PieceLeverages(sorted, knots: fit.knots.map(sorted.standardised))
    let spreads = (0...bent.count).map { pieces.spread($0) }
    slopes = spreads.map { $0.map { spread / $0.squareRoot() * slopeScale } }
    bends = zip(spreads, spreads.dropFirst()).map { left, right in
      guard let left, let right else { return nil }
      return spread * (1 / left + 1 / right).squareRoot() * slopeScale
    }
    knots = bent.enumerated().map { number, bend in
      guard let leverage = pieces.leverage(at: number), bend != 0 else { return nil }
      return spread * leverage.squareRoot() * sorted.yScale / bend.magnitude
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

/// The same under a ``KnotModel``, in standardised units for errors of variance 1, by decomposition of the columns of the
/// linearised model: the constant, the free slopes, and for each knot the negative bend beyond it.
private struct ModelErrors {
  private(set) var slopes: [Double?]
  private(set) var knots: [Double?]

  /// - Complexity: O(n · k²).
  init(_ fit: KnotFit, _ sorted: LineRows, _ rows: WeightedRows) {
    let pieces = fit.knots.count + 1
    slopes = .init(repeating: nil, count: pieces)
    knots = .init(repeating: nil, count: fit.knots.count)
    let kept = (0..<rows.count).filter { rows.weights[$0] > 0 }
    let u = kept.map { sorted.standardised(rows.inputs[$0, 0]) }
    let places = fit.knots.map(sorted.standardised)
    let lines = fit.line.slopes.map { $0 * sorted.xScale / sorted.yScale }
    let size = lines.reduce(0) { max($0, $1.magnitude) }
    // A slope of 0 under a rule of signs is the rule's.
    let isSigned = fit.model.shape.map { [.increasing, .decreasing, .alternating].contains($0) } ?? false
    let free = fit.model.freeSlopes(pieces: pieces).filter { !isSigned || lines[$0].magnitude > 1e-9 * size }
    let point = fit.model.point.map { sorted.standardised($0.x) }
    func ramp(_ slope: Int, _ t: Double) -> Double {
      let low = slope == 0 ? sorted.u[0] : places[slope - 1]
      let lower = slope == 0 ? t : max(t, low)
      return (slope == pieces - 1 ? lower : min(lower, places[slope])) - low
    }
    var columns = point == nil ? [[Double](repeating: 1, count: u.count)] : []
    columns += free.map { slope in u.map { ramp(slope, $0) - (point.map { ramp(slope, $0) } ?? 0) } }
    columns += places.enumerated().map { number, place in
      let bend = lines[number + 1] - lines[number]
      guard bend.magnitude > 1e-9 * size else { return [Double](repeating: 0, count: u.count) }
      func step(_ t: Double) -> Double { t > place ? -bend : 0 }
      return u.map { step($0) - (point.map(step) ?? 0) }
    }
    let factors = kept.map { (rows.weights[$0] / sorted.meanWeight).squareRoot() }
    let squares = LeastSquares<Double>(columns: columns, right: u.map { _ in 0 }, rowFactors: factors)
    let lead = point == nil ? 1 : 0
    for (place, column) in squares.basis.enumerated() where column >= lead {
      let error = squares.inverseDiagonal[place].squareRoot()
      if column - lead < free.count {
        slopes[free[column - lead]] = error
      } else {
        knots[column - lead - free.count] = error
      }
    }
  }
}
