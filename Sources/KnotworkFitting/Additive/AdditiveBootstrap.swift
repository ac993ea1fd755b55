import Knotwork
import KnotworkGeometry
import Synchronization

/// How the choice of inputs, knots and curves varies, from rows drawn anew: each sample grows, prunes and refines its own form, at the
/// price of a degree of freedom that was chosen.
///
/// Equal seeds give equal numbers, for any number of threads: each sample has a generator of its own.
public struct AdditiveBootstrap: Equatable, Sendable {
  /// What the samples say of an input.
  public struct Input: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// The share of samples that give it a curve.
    public let chosenShare: Double
    /// The share of samples whose curve bends.
    public let bentShare: Double
    /// Knots, on average over the samples.
    public let meanKnots: Double
    /// The fit's own curve at places over its range, with the percentiles of the samples' curves; none without a curve.
    public let band: [KnotStatistics.BandPoint]
  }

  /// Samples that were drawn; fewer than asked for where time was over.
  public let samples: Int
  /// Where random choices started.
  public let seed: UInt64
  /// One for each input of the table.
  public let inputs: [Input]

  private struct Sample: Sendable {
    var knots: [Int?]
    /// The values of each curve at the places of its band.
    var values: [[Double]]
  }

  /// Draws rows with replacement and fits them.
  ///
  /// - Parameters:
  ///   - table: the rows.
  ///   - fit: the fit to them.
  ///   - options: those of the fit.
  ///   - count: how many.
  ///   - isCancelled: asked often; the samples drawn by then are all that there are.
  /// - Requires: at least one sample.
  /// - Complexity: for each sample that of a fit with nothing held out.
  public init(
    _ table: DataTable, _ fit: AdditiveFit, _ options: AdditiveOptions, samples count: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    precondition(count > 0, "AdditiveBootstrap: \(count) samples; expected at least 1")
    let scaling = AdditiveScaling(table)
    let (rows, n) = (scaling.rows, table.rowCount)
    let found = Mutex<[Sample?]>([Sample?](repeating: nil, count: count))
    Parallel.run(ranges: count, threads: min(options.threads, count)) { number in
      guard !isCancelled() else { return }
      var generator = SplitMix64(state: options.seed &+ UInt64(number) &* 0x2545_F491_4F6C_DD1D)
      let drawn = (0..<n).map { _ in Int.random(in: 0..<n, using: &generator) }.sorted()
      let search = AdditiveSearch(
        scaling: scaling.of(drawn), options: options, isCancelled: isCancelled)
      let step =
        fit.step.shrinkage.map { search.shrunken($0.setting) }
        ?? search.chosen(search.path(search.scaling.rows), price: fit.price > 0 ? fit.price : Elementary.log(Double(n)))
      guard !isCancelled() else { return }
      let form = step.form
      let values = fit.curves.map { curve -> [Double] in
        let own = form.curves[curve.input]
        guard !own.isEmpty else { return curve.band.map { _ in 0 } }
        let coefficients = Array(step.coefficients[form.firstColumn(of: curve.input)...].prefix(own.columnCount))
        let mean = rows.columns[curve.input].reduce(0) { $0 + own.value(coefficients, $1) / Double(n) }
        return curve.band.map { point in
          let u = (point.x - scaling.centers[curve.input]) / scaling.scales[curve.input]
          return (own.value(coefficients, u) - mean) * scaling.targetScale
        }
      }
      let sample = Sample(
        knots: form.curves[..<form.inputCount].map { $0.isEmpty ? nil : $0.knots.count }, values: values)
      found.withLock { $0[number] = sample }
    }
    let all = found.withLock { $0 }.compactMap(\.self)
    (samples, seed) = (all.count, options.seed)
    let size = Double(max(1, all.count))
    inputs = table.inputNames.enumerated().map { input, name in
      let knots = all.map { $0.knots[input] }
      let place = fit.curves.firstIndex { $0.input == input }
      return Input(
        name: name, chosenShare: Double(knots.count { $0 != nil }) / size,
        bentShare: Double(knots.count { $0 ?? 0 > 0 }) / size,
        meanKnots: Double(knots.reduce(0) { $0 + ($1 ?? 0) }) / size,
        band: place.map {
          AdditiveBootstrap.band(fit.curves[$0].band, all.map(\.values).map { $0[place ?? 0] }, fit.confidence)
        }
          ?? [])
    }
  }

  private static func band(
    _ own: [KnotStatistics.BandPoint], _ samples: [[Double]], _ confidence: Double
  ) -> [KnotStatistics.BandPoint] {
    own.enumerated().map { place, point in
      let sorted = samples.map { $0[place] }.sorted()
      func percentile(_ share: Double) -> Double? {
        sorted.isEmpty ? nil : sorted[min(sorted.count - 1, max(0, Int(share * Double(sorted.count))))]
      }
      return KnotStatistics.BandPoint(
        x: point.x, value: point.value, lower: percentile((1 - confidence) / 2),
        upper: percentile((1 + confidence) / 2), predictionLower: nil, predictionUpper: nil)
    }
  }
}
