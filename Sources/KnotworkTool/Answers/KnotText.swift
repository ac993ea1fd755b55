import Knotwork
import KnotworkFitting

/// What `knots` has found, as text.
enum KnotText {
  static func lines(_ report: KnotReport) -> [String] {
    let (target, feature) = (report.table.targetName, report.table.inputNames[0])
    var lines = [Style.bold("\(target) against \(feature), \(report.fit.rowCount.grouped) rows"), ""]
    lines += test(report)
    if let selection = report.selection { lines += [""] + choice(selection, report.criterion) }
    lines += ["", summary(report), optimality(report)]
    if !report.fit.knots.isEmpty { lines += [""] + knots(report, feature) }
    lines += [""] + pieces(report, target, feature)
    return lines
  }

  private static func test(_ report: KnotReport) -> [String] {
    guard let test = report.test else { return ["Too few rows to test for a knot."] }
    let p = test.pValue < 1e-12 ? "p < 1e-12" : "p ≤ \(test.pValue.short)"
    let verdict =
      test.pValue < 0.05
      ? "there is a knot, as far as one test of a straight line can tell" : "a straight line is not contradicted"
    var lines = ["Is there a knot at all? Davies' test: \(p), strongest at \(test.position.short); \(verdict)."]
    if let bootstrap = report.bootstrap, let p = bootstrap.pValue {
      lines.append("Bootstrap of a straight line, \(bootstrap.samples.grouped) samples: p = \(p.short).")
    }
    return lines
  }

  private static func choice(_ selection: KnotSelection, _ criterion: KnotSelection.Criterion) -> [String] {
    let name =
      switch criterion {
      case .bic: "BIC"
      case .crossValidation(let folds): "mean squared error, \(folds) folds"
      }
    var table = TextTable(["knots", "residual sum", name, ""])
    for (count, fit) in selection.fits.enumerated() {
      table.append([
        "\(fit.knots.count)", fit.residualSum.short, selection.scores[count].short,
        count == selection.chosen ? "← chosen" : "",
      ])
    }
    return table.lines(leftAligned: [3])
  }

  private static func summary(_ report: KnotReport) -> String {
    let fit = report.fit
    var parts = ["residual sum \(fit.residualSum.short)"]
    if let error = report.statistics.residualError {
      parts.append("standard error \(error.short) on \(fit.degreesOfFreedom) degrees of freedom")
    }
    if let rSquared = report.rSquared { parts.append("R² \(rSquared.short)") }
    let count = fit.knots.count
    return Style.bold("\(count == 0 ? "No knot" : count == 1 ? "1 knot" : "\(count) knots"):") + " "
      + parts.joined(separator: ", ")
  }

  private static func optimality(_ report: KnotReport) -> String {
    guard !report.fit.knots.isEmpty else { return "This is the regression line." }
    guard let certificate = report.certificate else {
      return "The best that the search found; not proved (--prove SECONDS tries)."
    }
    guard certificate.isComplete else {
      return
        "Not proved in the time given: the least possible residual sum is at least \(certificate.lowerBound.short)."
    }
    return "Proved: no other \(report.fit.knots.count == 1 ? "knot does" : "knots do") better "
      + "(\(certificate.cases == .max ? "more than 9 · 10¹⁸" : certificate.cases.grouped) placements settled)."
  }

  private static func percent(_ report: KnotReport) -> String { (report.statistics.confidence * 100).short + " %" }

  private static func knots(_ report: KnotReport, _ feature: String) -> [String] {
    let bootstrap = report.bootstrap
    let titles = ["knot at \(feature) =", "std error", "\(percent(report)) from", "to", "bend"]
    var table = TextTable(titles + (bootstrap == nil ? [] : ["bootstrap error", "\(percent(report)) from", "to"]))
    for (number, (knot, bend)) in zip(report.statistics.knots, report.fit.line.bends).enumerated() {
      let drawn = bootstrap.map { $0.knots[number] }
      table.append(
        [knot.value.short, text(knot.standardError), text(knot.lower), text(knot.upper), bend.short]
          + (drawn.map { [text($0.standardError), text($0.lower), text($0.upper)] } ?? []))
    }
    return table.lines(leftAligned: [])
  }

  private static func pieces(_ report: KnotReport, _ target: String, _ feature: String) -> [String] {
    var table = TextTable([
      "from", "to", "\(target) =", "slope", "std error", "\(percent(report)) from", "to",
    ])
    let line = report.fit.line
    for (piece, slope) in report.statistics.slopes.enumerated() {
      let intercept = line.values[piece] - slope.value * line.nodes[piece]
      table.append([
        line.nodes[piece].short, line.nodes[piece + 1].short, Formula.affine([slope.value], intercept, [feature]),
        slope.value.short, text(slope.standardError), text(slope.lower), text(slope.upper),
      ])
    }
    return table.lines(leftAligned: [2])
  }

  /// A number, or a dash where the rows do not tell.
  private static func text(_ value: Double?) -> String { value?.short ?? "–" }
}
