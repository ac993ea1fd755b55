import Knotwork
import KnotworkFitting
import KnotworkPlot

/// What `knots` has found.
struct KnotReport {
  let table: DataTable
  let fit: KnotFit
  let statistics: KnotStatistics
  let test: KnotTest?
  /// Nil unless asked for.
  let bootstrap: KnotBootstrap?
  /// How the number of knots was chosen; nil where it was given.
  let selection: KnotSelection?
  let criterion: KnotSelection.Criterion
  /// Σ w (y − ȳ)².
  let totalSum: Double
  let network: Network

  /// How rows are drawn anew.
  struct Resampling {
    let samples: Int
    let kind: KnotBootstrap.Resampling
    let seed: UInt64
    let threads: Int
  }

  init(
    _ table: DataTable, knots: Int?, upTo largest: Int, by criterion: KnotSelection.Criterion, confidence: Double,
    proof: KnotFit.Proof, resampling: Resampling? = nil
  ) throws {
    self.table = table
    self.criterion = criterion
    let rows = try WeightedRows(table)
    test = try KnotTest(rows)
    if let knots {
      selection = nil
      fit = try KnotFit(rows, knots: knots, proof: proof)
    } else {
      let chosen = try KnotSelection(rows, upTo: largest, by: criterion, proof: proof)
      selection = chosen
      fit = chosen.fits[chosen.chosen]
    }
    statistics = try KnotStatistics(fit, rows, confidence: confidence)
    let found = fit
    bootstrap = try resampling.map {
      try KnotBootstrap(
        found, rows, samples: $0.samples, resampling: $0.kind, seed: $0.seed, confidence: confidence,
        threads: $0.threads)
    }
    network = try fit.line.network(inputName: table.inputNames[0], outputName: table.targetName)
    let total = rows.weights.reduce(0, +)
    let mean = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * $1.1 } / total
    totalSum = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
  }

  /// The share of the variance that the line explains; nil where there is none.
  var rSquared: Double? { totalSum > 0 ? 1 - fit.residualSum / totalSum : nil }

  var certificate: OptimumCertificate? {
    if case .certified(let certificate) = fit.optimality { certificate } else { nil }
  }

  var drawing: Drawing {
    Drawing(
      fit.line, x: table.columns[0], y: table.target, xName: table.inputNames[0], yName: table.targetName,
      intervals: statistics.knots.map { ($0.lower, $0.upper) })
  }
}
