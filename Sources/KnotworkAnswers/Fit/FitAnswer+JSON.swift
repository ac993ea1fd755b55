import Knotwork
import KnotworkFitting
import KnotworkFormats

/// A fit as JSON.
extension FitAnswer {
  /// Writes the figures of network and linear regression, the comparison on held-out rows, and the certificate.
  public func write(to json: inout JSONWriter) throws {
    json.member("target", table.targetName)
    json.key("inputs")
    json.value(table.inputNames)
    json.member("rows", table.rowCount)
    json.member("hidden", network.layers.dropLast().map(\.unitCount))
    json.member("complete", isComplete)
    json.key("train")
    json.object { json in
      json.member("rmse", training.rmse)
      json.member("sse", sumOfSquares)
      json.member("mae", training.mae)
      if let rSquared = training.rSquared { json.member("r_squared", rSquared) }
    }
    json.key("linear")
    FitAnswer.write(linear, linearTraining, &json)
    json.key("trials")
    json.array(lines: true) { json in
      for (index, trial) in fitted.trained.trials.enumerated() {
        FitAnswer.write(trial, isChosen: isTrained && index == fitted.trained.chosen, &json)
      }
    }
    json.key("sizes")
    json.array(lines: true) { json in for size in sizes { FitAnswer.write(size, &json) } }
    json.key("folds")
    json.array(lines: true) { json in for fold in comparison?.folds ?? [] { FitAnswer.write(fold, &json) } }
    if let comparison, !comparison.folds.isEmpty { write(comparison, &json) }
    if let choice {
      json.key("choice")
      json.object { json in
        json.member("best", choice.best.rawValue)
        json.member("simplest", choice.simplest.rawValue)
        json.member("chosen", choice.chosen.rawValue)
        json.member("sentence", choice.sentence)
      }
    }
    if looksForPairs {
      json.key("pairs")
      json.array(lines: true) { json in for pair in pairwise?.pairs ?? [] { AdditiveAnswer.write(pair, &json) } }
      json.member("folds_without_pairs", foldsWithoutPairs)
    }
    json.member("warnings", warnings)
    FitAnswer.write(diagnostics, network, &json)
    json.key("certificate")
    if let exact {
      json.value(exact.certificate, isNetwork: true)
      json.key("restarts")
      json.object { json in
        json.member("count", exact.restarts.count)
        json.member("above_optimum", exact.above)
        json.member("best", orNull: exact.restarts.first)
        json.member("median", orNull: exact.restarts.isEmpty ? nil : exact.restarts[exact.restarts.count / 2])
      }
    } else {
      json.null()
    }
  }

  /// Whether the network is the trained one.
  var isTrained: Bool { choice.map { $0.chosen == .network } ?? true && !fitted.isLine }

  private static func write(_ linear: LinearRegression, _ scores: Scores, _ json: inout JSONWriter) {
    json.object { json in
      json.member("rmse", linear.rmse)
      json.member("sse", linear.sumOfSquares)
      json.member("mae", scores.mae)
      json.member("rank", linear.rank)
      json.member("degrees_of_freedom", linear.degreesOfFreedom)
      json.member("r_squared", orNull: linear.rSquared)
      json.member("adjusted_r_squared", orNull: linear.adjustedRSquared)
      json.member("residual_standard_error", orNull: linear.residualStandardError)
      json.member("aic", orNull: linear.aic)
      json.member("bic", orNull: linear.bic)
      json.key("coefficients")
      json.array { json in
        for coefficient in linear.coefficients {
          json.object { json in
            json.member("name", coefficient.name)
            json.member("estimate", coefficient.estimate)
            json.member("standard_error", orNull: coefficient.standardError)
            json.member("t", orNull: coefficient.t)
            json.member("p", orNull: coefficient.p)
            if coefficient.isAliased { json.member("aliased", true) }
          }
        }
      }
    }
  }

  private static func write(_ trial: NetworkFit.Trial, isChosen: Bool, _ json: inout JSONWriter) {
    json.object { json in
      json.member("hidden", trial.hidden)
      json.member("l2", trial.l2)
      json.member("epochs", trial.epochs)
      json.member("refined", trial.isRefined)
      json.member("validation_rmse", orNull: trial.validationRMSE.isFinite ? trial.validationRMSE : nil)
      json.member("chosen", isChosen)
    }
  }

  private static func write(_ size: SizeAccuracy, _ json: inout JSONWriter) {
    json.object { json in
      switch size.kind {
      case .network(let hidden):
        json.member("method", CrossValidation.Method.network.rawValue)
        json.member("hidden", hidden)
      case .brokenLine(let knots):
        json.member("method", CrossValidation.Method.brokenLine.rawValue)
        json.member("hidden", [knots + 1])
      }
      json.member("pieces", size.pieces)
      json.member("rmse", size.error.rmse)
      json.member("rmse_standard_error", orNull: size.error.rmseError)
      json.member("chosen", size.isChosen)
    }
  }

  private static func write(_ fold: CrossValidation.Fold, _ json: inout JSONWriter) {
    json.object { json in
      json.member("name", fold.name)
      json.member("training_rows", fold.trainingRows)
      json.member("test_rows", fold.testRows)
      json.member("hidden", fold.hidden)
      for method in CrossValidation.Method.allCases {
        guard let scores = fold.scores[method] else { continue }
        json.key(method.rawValue)
        json.object { json in
          json.member("rmse", scores.rmse)
          json.member("mae", scores.mae)
          json.member("r_squared", orNull: scores.rSquared)
        }
      }
    }
  }

  private func write(_ comparison: CrossValidation, _ json: inout JSONWriter) {
    json.key("test")
    json.object { json in
      for method in comparison.methods {
        json.key(method.rawValue)
        comparison.write(method, knots: knotCount(of: method), to: &json)
      }
      if let test = comparison.test(.network, against: .linear) {
        json.key("network_against_linear")
        json.object { json in
          json.member("rmse_difference", test.difference)
          json.member("mse_difference", test.squareDifference)
          json.member("t", test.t)
          json.member("degrees_of_freedom", test.degreesOfFreedom)
          json.member("p", test.p)
        }
      }
    }
    if let answer = comparison.verdict {
      json.member("bend_earns_its_keep", answer.rawValue)
      json.member("verdict", verdict ?? "")
    }
  }

  private static func write(_ diagnostics: FitDiagnostics, _ network: Network, _ json: inout JSONWriter) {
    json.member("dead_units", diagnostics.deadUnits)
    json.member("always_active_units", diagnostics.alwaysActiveUnits)
    json.member("rows_looked_at", diagnostics.rowCount)
    json.member("points_looked_at", diagnostics.pointCount)
    json.member("regions_with_rows", diagnostics.pieces.count)
    json.key("pieces")
    json.array(lines: true) { json in
      for piece in diagnostics.pieces.prefix(100) {
        let map = network.map(of: piece.pattern)
        json.object { json in
          json.member("pattern", piece.pattern.description)
          json.member("rows", piece.rowCount)
          json.member("mean_residual", piece.meanResidual)
          json.member("rmse", piece.rmse)
          json.member("slope", map.slope[row: 0].map { $0 })
          json.member("intercept", map.intercept[0])
        }
      }
    }
  }
}
