import Dispatch
import KnotworkGeometry
import Synchronization

/// How certain knots and slopes are, from fits to rows that are drawn anew (Efron and Tibshirani 1993), beside the profile
/// likelihood; and how often rows about a straight line look as bent as these.
///
/// Equal seeds give equal numbers, for any number of threads: each sample has a generator of its own.
public struct KnotBootstrap: Equatable, Sendable {
  /// How new rows are drawn.
  public enum Resampling: String, CaseIterable, Sendable {
    /// Each row gets the residual of some row: for independent errors of one distribution.
    case residual
    /// Each row keeps its own residual, with a random sign (Liu 1988; Mammen 1993): for errors of unequal variance.
    case wild
    /// Rows are drawn with replacement: where the positions are random too.
    case cases
  }

  /// Samples that could be fitted; fewer than asked for where drawn rows have too few different positions.
  public let samples: Int
  /// How they were drawn.
  public let resampling: Resampling
  /// The seed.
  public let seed: UInt64
  /// The share of confidence of all intervals.
  public let confidence: Double
  /// The knots of the fit, with the standard deviation and the percentile interval of the samples' knots, in their order.
  public let knots: [KnotStatistics.Estimate]
  /// The slopes of the pieces, likewise.
  public let slopes: [KnotStatistics.Estimate]
  /// The share of samples about the regression line, this one among them, whose best knot gains at least as much as the best
  /// knot here: (1 + number) / (1 + samples). Rows are drawn by residuals, or with random signs for `wild`. Nil where there
  /// are too few rows to test.
  public let pValue: Double?

  /// Draws rows and fits them.
  ///
  /// Residuals are inflated by √(n / (n − parameters)) and, where they are exchanged, centred and counted in units of their
  /// standard deviation, 1 / √w; where they keep their row, those of the regression line are divided by 1 − h instead, h being the
  /// row's leverage (MacKinnon and White 1985; Davidson and Flachaire 2008), since rows at the ends pull the line towards themselves.
  /// Each sample is fitted by descent from the knots found and from a coarse grid.
  ///
  /// - Parameters:
  ///   - fit: the fit to `rows`.
  ///   - rows: those that were fitted.
  ///   - samples: how many.
  ///   - resampling: how a sample is drawn.
  ///   - seed: equal seeds give equal samples.
  ///   - confidence: the share of confidence of all intervals.
  ///   - threads: how many share the work; the numbers do not depend on it.
  ///   - deadline: the samples drawn by then are all that there are.
  /// - Requires: at least one sample.
  /// - Throws: as ``KnotFit/init(_:knots:minRows:model:proof:until:)``.
  /// - Complexity: O(samples · n), and a small search for each.
  public init(
    _ fit: KnotFit, _ rows: WeightedRows, samples: Int, resampling: Resampling = .residual, seed: UInt64 = 1,
    confidence: Double = 0.95, threads: Int = 1, until deadline: Deadline = .none
  ) throws(InvalidRows) {
    precondition(samples > 0, "KnotBootstrap: \(samples) samples; expected at least 1")
    let sorted = try KnotFit.sorted(rows, fit.minRows)
    let bent = KnotSamples(rows, fit.line, freedom: fit.degreesOfFreedom)
    let straight = KnotSamples(
      rows, try KnotFit(rows, knots: 0).line, freedom: sorted.rowCount - 2, isStraight: true)
    let observed = KnotTest.largestGain(sorted)
    let count = fit.knots.count
    let found = Mutex<[Sample]>([Sample](repeating: Sample(), count: samples))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, samples))) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < samples, !deadline.hasPassed else { return }
        var sample = Sample()
        var generator = KnotBootstrap.generator(seed, number)
        if let drawn = bent.draw(resampling, &generator) { sample.take(drawn, fit) }
        if observed != nil, fit.model.isFree,
          let drawn = straight.draw(resampling == .wild ? .wild : .residual, &generator)
        {
          sample.gain = KnotTest.largestGain(drawn)
        }
        found.withLock { $0[number] = sample }
      }
    }
    let all = found.withLock { $0 }
    let fitted = all.filter { $0.slopes.count == count + 1 }
    self.samples = fitted.count
    (self.resampling, self.seed, self.confidence) = (resampling, seed, confidence)
    knots = fit.knots.enumerated().map { number, knot in
      guard fit.placement == .estimated else {
        return KnotStatistics.Estimate(value: knot, standardError: nil, lower: nil, upper: nil)
      }
      return KnotBootstrap.estimate(knot, fitted.map { $0.knots[number] }, confidence)
    }
    slopes = fit.line.slopes.enumerated().map { number, slope in
      KnotBootstrap.estimate(slope, fitted.map { $0.slopes[number] }, confidence)
    }
    let gains = all.compactMap(\.gain)
    pValue = (fit.model.isFree && !gains.isEmpty ? observed : nil).map { observed in
      return Double(1 + gains.count { $0 >= observed * (1 - 1e-12) }) / Double(1 + gains.count)
    }
  }

  /// What one sample says.
  private struct Sample {
    var knots: [Double] = []
    var slopes: [Double] = []
    var gain: Double?

    mutating func take(_ rows: LineRows, _ fit: KnotFit) {
      var rows = rows
      rows.leastCount = fit.minRows
      let start = fit.knots.map(rows.standardised)
      guard rows.count >= start.count + 2 else { return }
      let positions =
        fit.placement == .estimated ? KnotSearch.refitted(rows, near: start, fit.model) : start
      guard positions.count == start.count, let found = ConditionalFit(rows, positions, fit.model) else { return }
      knots = fit.placement == .estimated ? positions.map(rows.x) : fit.knots
      slopes = (0..<found.nodes.count - 1).map { piece in
        let rise = found.values[piece + 1] - found.values[piece]
        return rise / (found.nodes[piece + 1] - found.nodes[piece]) * (rows.yScale / rows.xScale)
      }
    }
  }

  /// Generators of neighbouring samples start far apart.
  private static func generator(_ seed: UInt64, _ number: Int) -> SplitMix64 {
    var first = SplitMix64(state: seed)
    var second = SplitMix64(state: first.next() ^ UInt64(number))
    return SplitMix64(state: second.next())
  }

  private static func estimate(_ value: Double, _ drawn: [Double], _ confidence: Double) -> KnotStatistics.Estimate {
    guard drawn.count > 1 else {
      return KnotStatistics.Estimate(value: value, standardError: nil, lower: nil, upper: nil)
    }
    let sorted = drawn.sorted()
    let mean = sorted.reduce(0) { $0 + $1 / Double(sorted.count) }
    let variance = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sorted.count - 1)
    let outside = Int(Double(sorted.count + 1) * (1 - confidence) / 2)
    let place = min(max(0, outside - 1), sorted.count - 1)
    return KnotStatistics.Estimate(
      value: value, standardError: variance.squareRoot(), lower: sorted[place],
      upper: sorted[sorted.count - 1 - place])
  }
}

/// Rows about a line, from which samples are drawn.
private struct KnotSamples: Sendable {
  private let x: [Double]
  private let y: [Double]
  private let weights: [Double]
  private let roots: [Double]
  private let fitted: [Double]
  /// √w times the residual, inflated.
  private let residuals: [Double]
  private let center: Double
  /// The residuals of rows that keep their own: inflated by their leverage about a straight line.
  private let own: [Double]

  init(_ rows: WeightedRows, _ line: BrokenLine, freedom: Int, isStraight: Bool = false) {
    let order = (0..<rows.count).filter { rows.weights[$0] > 0 }
      .sorted { (rows.inputs[$0, 0], $0) < (rows.inputs[$1, 0], $1) }
    x = order.map { rows.inputs[$0, 0] }
    y = order.map { rows.targets[$0] }
    weights = order.map { rows.weights[$0] }
    roots = weights.map { $0.squareRoot() }
    fitted = x.map { line($0) }
    let inflation = freedom > 0 ? (Double(order.count) / Double(freedom)).squareRoot() : 1
    let residuals = zip(roots, zip(y, fitted)).map { $0 * ($1.0 - $1.1) * inflation }
    self.residuals = residuals
    center = residuals.reduce(0, +) / Double(max(1, residuals.count))
    let leverages = isStraight ? KnotSamples.leverages(x, weights) : x.map { _ in 1 }
    own = zip(residuals, leverages).map { residual, leverage in
      // A row that the line goes through whatever its value tells nothing of its own spread.
      leverage < 0.9 ? residual / inflation / (1 - leverage) : residual
    }
  }

  /// How much each row decides of its own value on the regression line; 1 where that is unknown.
  private static func leverages(_ x: [Double], _ weights: [Double]) -> [Double] {
    let total = weights.reduce(0, +)
    let middle = zip(weights, x).reduce(0) { $0 + $1.0 * ($1.1 / total) }
    let spread = zip(weights, x).reduce(0) { $0 + $1.0 * ($1.1 - middle) * ($1.1 - middle) }
    guard spread > 0, spread.isFinite else { return x.map { _ in 1 } }
    return zip(weights, x).map { $0 * (1 / total + ($1 - middle) * ($1 - middle) / spread) }
  }

  /// One sample, sorted; nil where it has a single position.
  func draw(_ resampling: KnotBootstrap.Resampling, _ generator: inout SplitMix64) -> LineRows? {
    let count = x.count
    switch resampling {
    case .residual:
      var targets = fitted
      for row in 0..<count {
        targets[row] += (residuals[Int.random(in: 0..<count, using: &generator)] - center) / roots[row]
      }
      return LineRows(x: x, y: targets, weights: weights)
    case .wild:
      var targets = fitted
      for row in 0..<count {
        let residual = own[row] / roots[row]
        targets[row] += Bool.random(using: &generator) ? residual : -residual
      }
      return LineRows(x: x, y: targets, weights: weights)
    case .cases:
      var times = [Double](repeating: 0, count: count)
      for _ in 0..<count { times[Int.random(in: 0..<count, using: &generator)] += 1 }
      let kept = (0..<count).filter { times[$0] > 0 }
      guard let first = kept.first, kept.contains(where: { x[$0] != x[first] }) else { return nil }
      return LineRows(
        x: kept.map { x[$0] }, y: kept.map { y[$0] }, weights: kept.map { times[$0] * weights[$0] })
    }
  }
}
