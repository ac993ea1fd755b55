import Knotwork

/// A fitted network, linear regression beside it, and the comparison of both.
struct FitReport {
  let table: DataTable
  let fit: NetworkFit
  let linear: LinearRegression
  let training: Scores
  let linearTraining: Scores
  let diagnostics: FitDiagnostics
  /// nil where no folds were asked for.
  let comparison: CrossValidation?

  /// - Parameter keep: called with the network as soon as it is there.
  init(
    _ table: DataTable, folds: (rows: [Int], names: [String])?, options: TrainingOptions, progress: TrainingProgress,
    journal: (any TrainingJournal)?, keep: (NetworkFit) throws -> Void
  ) throws {
    self.table = table
    fit = try Trainer(options, progress: progress, journal: journal).fit(table)
    try keep(fit)
    linear = LinearRegression(table)
    let predictions = fit.network.predictions(for: table, threads: options.threads)
    training = Scores(of: predictions, for: table)
    linearTraining = Scores(of: linear(table), for: table)
    diagnostics = FitDiagnostics(fit.network, on: table, predictions: predictions)
    comparison = try folds.map {
      try CrossValidation(
        table, split: $0.rows, names: $0.names, options: options, progress: progress, journal: journal)
    }
  }

  var isComplete: Bool { fit.isComplete && comparison?.isComplete ?? true }

  /// Σ w (y − ŷ)² of the network.
  var sumOfSquares: Double {
    training.rmse * training.rmse * (table.weights?.reduce(0, +) ?? Double(table.rowCount))
  }

  /// Does the bend earn its keep? In a sentence; nil without folds.
  var verdict: String? {
    guard let comparison, let verdict = comparison.verdict,
      let network = comparison.summary(of: .network, { $0.rmse }),
      let linear = comparison.summary(of: .linear, { $0.rmse })
    else { return nil }
    let change = 100 * (network.mean / linear.mean - 1)
    let figures =
      "test RMSE \(network.mean.short) against \(linear.mean.short) of linear regression "
      + "(\(change < 0 ? "−" : "+")\(change.magnitude.short) %"
      + (comparison.test(.network, against: .linear).map { ", p = \($0.p.short)" } ?? "") + ")"
    return switch verdict {
    case .yes: "The bend earns its keep: \(figures)."
    case .no: "The bend does not earn its keep; linear regression predicts better: \(figures)."
    case .undecided:
      "Whether the bend earns its keep is not shown: \(figures), which is within what the folds vary by. "
        + "Linear regression is simpler."
    }
  }
}
