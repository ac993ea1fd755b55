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
  /// Whether there is a knot at all; nil where the rows are too few.
  public let test: KnotTest?
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
  private let notes: [String]

  init(_ table: DataTable, _ request: KnotsRequest) throws {
    self.table = table
    criterion = request.criterion
    let rows = try WeightedRows(table)
    test = try KnotTest(rows)
    if let knots = request.knots {
      selection = nil
      fit = try KnotFit(rows, knots: knots, proof: request.proof)
    } else {
      let chosen = try KnotSelection(rows, upTo: request.mostKnots, by: request.criterion, proof: request.proof)
      selection = chosen
      fit = chosen.fits[chosen.chosen]
    }
    statistics = try KnotStatistics(fit, rows, confidence: request.confidence)
    let found = fit
    bootstrap = try request.resampling.map {
      try KnotBootstrap(
        found, rows, samples: $0.samples, resampling: $0.kind, seed: $0.seed, confidence: request.confidence,
        threads: $0.threads)
    }
    network = try fit.line.network(inputName: table.inputNames[0], outputName: table.targetName)
    try fit.requireConsistent(with: network, on: rows)
    let total = rows.weights.reduce(0, +)
    let mean = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * $1.1 } / total
    notes = KnotsAnswer.notes(request, table, fit, bootstrap)
    totalSum = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
  }

  /// What the answer comes to.
  public var ending: Ending { Ending(notes: notes) }

  /// The share of the variance that the line explains; nil where there is none.
  public var rSquared: Double? { totalSum > 0 ? 1 - fit.residualSum / totalSum : nil }

  /// The proof that no other knots do better; nil where there is none.
  public var certificate: OptimumCertificate? {
    if case .certified(let certificate) = fit.optimality { certificate } else { nil }
  }

  /// Rows, line and knots.
  public var drawing: Drawing {
    Drawing(
      fit.line, x: table.columns[0], y: table.target, xName: table.inputNames[0], yName: table.targetName,
      intervals: statistics.knots.map { ($0.lower, $0.upper) })
  }

  /// What was asked for and could not be had.
  private static func notes(
    _ request: KnotsRequest, _ table: DataTable, _ fit: KnotFit, _ bootstrap: KnotBootstrap?
  ) -> [String] {
    let feature = table.inputNames[0]
    var notes: [String] = []
    if let wanted = request.knots, fit.knots.count < wanted {
      notes.append(
        "the rows have too few different values of \(feature) for \(wanted.counted("knot")); "
          + "\(fit.knots.count.counted("is", "are")) fitted")
    }
    if request.proofTime != nil, case .certified = fit.optimality {
    } else if request.proofTime != nil {
      notes.append("a proof is tried for up to \(KnotFit.largestProof.grouped) different values of \(feature)")
    }
    if let wanted = request.resampling?.samples, let drawn = bootstrap?.samples, drawn < wanted {
      notes.append(
        "\((wanted - drawn).grouped) of \(wanted.counted("sample")) have too few different values of \(feature); they are left out"
      )
    }
    return notes
  }
}
