import Knotwork
import KnotworkFitting

/// A fit as text.
enum FitText {
  static func lines(_ report: FitReport) throws -> [String] {
    let table = report.table
    let network = report.fit.network
    let hidden = network.layers.dropLast().map { String($0.unitCount) }.joined(separator: ", ")
    let names = table.inputCount > 8 ? "\(table.inputCount) inputs" : table.inputNames.joined(separator: ", ")
    var lines = [
      Style.bold("\(table.targetName) from \(names): \(table.rowCount.grouped) rows"),
      "ReLU network of \(hidden) hidden units: RMSE \(report.training.rmse.short) on these rows"
        + rSquared(report.training.rSquared),
      "Linear regression: RMSE \(report.linearTraining.rmse.short) on these rows"
        + rSquared(report.linearTraining.rSquared), "",
    ]
    lines += certificate(report)
    lines += coefficients(report.linear) + [""]
    lines += comparison(report)
    return try lines + units(report) + (table.inputCount == 1 ? brokenLine(report) : regions(report))
  }

  private static func certificate(_ report: FitReport) -> [String] {
    guard let exact = report.exact else { return [] }
    let certificate = exact.certificate
    let settled = OptimumCertificate.Reason.allCases.compactMap { reason in
      certificate.settled[reason].flatMap { $0 > 0 ? "\($0.grouped) \(reason.rawValue)" : nil }
    }
    return [
      Style.bold(
        certificate.isComplete
          ? "Certified: no such network has a residual sum below \(certificate.optimum.short); gap 0."
          : "Not certified: the residual sum is \(certificate.optimum.short), and the least possible one at least "
            + "\(certificate.lowerBound.short); gap \(certificate.gap.short)."
      )
    ] + [
      "\(certificate.cases.grouped) \(certificate.caseName), settled by: \(settled.joined(separator: ", ")).",
      "Of \(exact.restarts.count) starts of gradient training \(exact.above) end more than 0.1 % above the optimum; the best "
        + "reaches "
        + "\(exact.restarts.first?.short ?? "–").", "",
    ]
  }

  private static func rSquared(_ value: Double?) -> String { value.map { ", R² \($0.short)" } ?? "" }

  private static func coefficients(_ linear: LinearRegression) -> [String] {
    var rows = TextTable(["linear regression", "estimate", "standard error", "t", "p"])
    for coefficient in linear.coefficients {
      if coefficient.isAliased {
        rows.append([coefficient.name, "0", "left out: a combination of those before it", "", ""])
      } else {
        rows.append(
          [coefficient.name, coefficient.estimate.short]
            + [coefficient.standardError?.short, coefficient.t?.short, coefficient.p?.brief].map { $0 ?? "–" })
      }
    }
    let statistics: [(String, Double?)] = [
      ("adjusted R²", linear.adjustedRSquared), ("residual standard error", linear.residualStandardError),
      ("AIC", linear.aic),
      ("BIC", linear.bic),
    ]
    let text = statistics.compactMap { name, value in value.map { "\(name) \($0.short)" } }
    var lines = rows.lines() + ["\(linear.degreesOfFreedom) degrees of freedom" + text.map { ", " + $0 }.joined()]
    if linear.condition > 1e5, !linear.isExtended {
      lines.append(
        "The columns are nearly dependent (condition \(linear.condition.short)): the last digits are not reliable.")
    }
    return lines
  }

  private static func comparison(_ report: FitReport) -> [String] {
    guard let comparison = report.comparison, !comparison.folds.isEmpty else { return [] }
    let rows = comparison.folds.reduce(0) { $0 + $1.testRows }
    var table = TextTable(["on rows not fitted to", "RMSE", "±", "R²", "±", "MAE", "±"])
    for (method, name) in [
      (CrossValidation.Method.network, "network"), (.linear, "linear regression"), (.mean, "the mean"),
    ] {
      let scores = [
        comparison.summary(of: method) { $0.rmse }, comparison.summary(of: method) { $0.rSquared },
        comparison.summary(of: method) { $0.mae },
      ]
      table.append([name] + scores.flatMap { [$0?.mean.short(within: $0?.error) ?? "–", $0?.error?.brief ?? "–"] })
    }
    let folds = "means and standard errors over \(comparison.folds.count) folds, \(rows.grouped) rows"
    return table.lines() + [folds, ""] + (report.verdict.map { [Style.bold($0), ""] } ?? [])
  }
}
