import Knotwork
import KnotworkFitting

/// A fitted network, linear regression beside it, and the comparison of both.
struct FitReport {
  let table: DataTable
  let fit: NetworkFit
  let linear: LinearRegression
  /// The network's, row by row.
  let predictions: [Double]
  let training: Scores
  let linearTraining: Scores
  let diagnostics: FitDiagnostics
  /// nil where no folds were asked for.
  let comparison: CrossValidation?
  /// The proof that no network of the kind does better, and how gradient training does; nil unless asked for.
  var exact: ExactFit?

  /// - Parameters:
  ///   - keep: called with the network as soon as it is there.
  ///   - makeFit: fits a network to rows; the label is that of the fold, or "all".
  init(
    _ table: DataTable, folds: (rows: [Int], names: [String])?, threads: Int,
    keep: (NetworkFit) throws -> Void, makeFit: (_ rows: DataTable, _ label: String) throws -> NetworkFit
  ) throws {
    self.table = table
    fit = try makeFit(table, "all")
    try keep(fit)
    linear = LinearRegression(table)
    predictions = fit.network.predictions(for: table, threads: threads)
    training = Scores(of: predictions, for: table)
    linearTraining = Scores(of: linear(table), for: table)
    diagnostics = FitDiagnostics(fit.network, on: table, predictions: predictions)
    let isComplete = fit.isComplete
    comparison = try folds.map {
      try CrossValidation(table, split: $0.rows, names: $0.names, threads: threads) { rows, label in
        guard isComplete else { return nil }
        let fit = try makeFit(rows, label)
        return fit.isComplete ? fit.network : nil
      }
    }
  }

  /// Whether all was done that was asked for.
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
      "test RMSE \(network.mean.short(within: network.error)) against \(linear.mean.short(within: linear.error)) of linear "
      + "regression (\(change < 0 ? "−" : "+")\(change.magnitude.brief) %"
      + (comparison.test(.network, against: .linear).map { ", p = \($0.p.brief)" } ?? "") + ")"
    return switch verdict {
    case .yes: "The bend earns its keep: \(figures)."
    case .no: "The bend does not earn its keep; linear regression predicts better: \(figures)."
    case .undecided:
      "Whether the bend earns its keep is not shown: \(figures), which is within what the folds vary by. "
        + "Linear regression is simpler."
    }
  }
}
