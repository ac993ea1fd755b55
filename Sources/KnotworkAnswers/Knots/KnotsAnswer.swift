import Knotwork
import KnotworkFitting
import KnotworkPlot

/// What `knots` has found.
public struct KnotsAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.knots")

  /// The table; it has one column that explains the target.
  public let table: DataTable
  /// The broken line.
  public let fit: KnotFit
  /// How sure its knots and slopes are.
  public let statistics: KnotStatistics
  /// Whether there is a knot at all; nil where the rows are too few, or something is known of the line.
  public let test: KnotTest?
  /// Whether given knots bend the line; nil where knots are not given.
  public let givenTest: GivenKnotsTest?
  /// Whether the spread of the rows is the same everywhere; nil where they are too few.
  public let spread: SpreadTest?
  /// What samples drawn anew say; nil unless asked for.
  public let bootstrap: KnotBootstrap?
  /// How the number of knots was chosen; nil where it was given.
  public let selection: KnotSelection?
  /// What decides the number of knots.
  public let criterion: KnotSelection.Criterion
  /// Σ w (y − ȳ)².
  public let totalSum: Double
  /// The broken line as a network.
  public let network: Network
  /// The line over its range with confidence and prediction intervals; empty unless asked for.
  public let band: [KnotStatistics.BandPoint]
  /// The line at the positions that were asked for.
  public let predictions: [KnotStatistics.BandPoint]
  /// What a reader should know.
  public let notes: [String]
  /// The limit, where the time was over before all was done; nil where it was not.
  public let reachedLimit: Duration?

  /// Intervals over the whole range are for so many parts of it, and at the knots.
  private static let bandParts = 100

  /// - Parameter deadline: what was found by then is the answer.
  init(_ table: DataTable, _ request: KnotsRequest, until deadline: Deadline) throws {
    self.table = table
    criterion = request.criterion
    let rows = try WeightedRows(table)
    let (fit, selection) = try KnotsAnswer.fit(rows, request, until: deadline)
    (self.fit, self.selection) = (fit, selection)
    test = request.model.isFree ? try KnotTest(rows) : nil
    givenTest = fit.placement == .given ? try GivenKnotsTest(fit, rows) : nil
    statistics = try KnotStatistics(fit, rows, confidence: request.confidence, until: deadline)
    let spread = try SpreadTest(fit.line, rows)
    self.spread = spread
    bootstrap = try request.resampling.map {
      try KnotBootstrap(
        fit, rows, samples: $0.samples, resampling: $0.kind ?? (spread.isUnequal ? .wild : .residual), seed: $0.seed,
        confidence: request.confidence, threads: $0.threads, until: deadline)
    }
    network = try fit.line.network(inputName: table.inputNames[0], outputName: table.targetName)
    try fit.requireConsistent(with: network, on: rows)
    let total = rows.weights.reduce(0, +)
    let mean = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * $1.1 } / total
    totalSum = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    let statistics = statistics
    let (low, high) = (fit.line.nodes[0], fit.line.nodes[fit.line.nodes.count - 1])
    let even = (0...KnotsAnswer.bandParts).map { low + (high - low) * (Double($0) / Double(KnotsAnswer.bandParts)) }
    let places = request.showsBand ? Set(even.map { min($0, high) } + fit.line.nodes).sorted() : []
    band = places.map { statistics.band(at: $0, value: fit.line($0)) }
    predictions = request.predictions.map { statistics.band(at: $0, value: fit.line($0)) }
    reachedLimit = deadline.hasPassed ? deadline.limit : nil
    notes = try KnotNotes(
      request, table, rows, fit, selection, spread, bootstrap, isStopped: reachedLimit != nil
    ).sentences
  }

  /// What the answer comes to.
  public var ending: Ending { Ending(Outcome(reached: reachedLimit), notes: notes) }

  /// The share of the variance that the line explains; nil where there is none.
  public var rSquared: Double? { totalSum > 0 ? 1 - fit.residualSum / totalSum : nil }

  /// The proof that no other knots do better; nil where there is none.
  public var certificate: OptimumCertificate? {
    if case .certified(let certificate) = fit.optimality { certificate } else { nil }
  }

  /// Rows, line and knots, and the band where it is asked for.
  public var drawing: Drawing { curve.drawing() }

  var curve: Curve {
    var curve = Curve(fit.line, name: "broken line", xName: table.inputNames[0], yName: table.targetName)
    curve.rows = zip(table.columns[0], table.target).map { SIMD2($0, $1) }
    curve.intervals = statistics.knots.map { ($0.lower, $0.upper) }
    let linear = LinearRegression(table)
    curve.linear = (linear([fit.line.nodes[0]]), linear([fit.line.nodes[fit.line.nodes.count - 1]]))
    func points(
      _ lower: KeyPath<KnotStatistics.BandPoint, Double?>, _ upper: KeyPath<KnotStatistics.BandPoint, Double?>
    )
      -> [Mark.BandPoint]
    {
      band.compactMap { point in
        guard let low = point[keyPath: lower], let high = point[keyPath: upper] else { return nil }
        return Mark.BandPoint(x: point.x, lower: low, upper: high)
      }
    }
    curve.bands = [
      Curve.Band("confidence", points(\.lower, \.upper), isFilled: true),
      Curve.Band("prediction", points(\.predictionLower, \.predictionUpper), isFilled: false),
    ]
    return curve
  }

  /// The fit that is asked for, and how its number of knots was chosen.
  static func fit(
    _ rows: WeightedRows, _ request: KnotsRequest, until deadline: Deadline
  ) throws -> (KnotFit, KnotSelection?) {
    if let positions = request.positions {
      return (try KnotFit(rows, at: positions, model: request.model), nil)
    }
    let minRows = request.minRows ?? KnotsRequest.usualMinRows
    guard let count = request.knots else {
      let chosen = try KnotSelection(
        rows, upTo: request.mostKnots, by: request.criterion, minRows: minRows, model: request.model,
        proof: request.proof, until: deadline)
      return (chosen.fits[chosen.chosen], chosen)
    }
    var fit = try KnotFit(
      rows, knots: count, minRows: minRows, model: request.model, proof: request.proof, until: deadline)
    if deadline.hasPassed { return (fit, nil) }
    if fit.knots.count == count, fit.isDetermined { return (fit, nil) }
    guard request.minRows == nil else { return (fit, nil) }
    // Fewer rows for a piece, and then knots at rows, before fewer knots.
    let narrow = try KnotFit(
      rows, knots: count, minRows: 2, model: request.model, proof: request.proof, until: deadline)
    if narrow.knots.count == count, narrow.isDetermined { return (narrow, nil) }
    if let placed = try KnotFit(rows, atRows: count, model: request.model) { return (placed, nil) }
    // As many as the rows determine.
    while !fit.isDetermined, !fit.knots.isEmpty {
      fit = try KnotFit(
        rows, knots: fit.knots.count - 1, minRows: minRows, model: request.model, proof: request.proof, until: deadline)
    }
    return (fit, nil)
  }
}

extension Outcome {
  /// What knots come to where the time was over, or was not.
  init(reached limit: Duration?) {
    self =
      limit.map {
        Outcome(.timeLimit($0), "the line is the best that was found by then, and what took longer is missing")
      }
      ?? .holds
  }
}

extension SpreadTest? {
  /// Whether unequal spread is likely: p < 5 %.
  var isUnequal: Bool { map { $0.pValue < 0.05 } ?? false }
}
