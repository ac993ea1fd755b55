import Knotwork
import KnotworkFitting
import KnotworkPlot

/// A report as one HTML file: nothing to load, a table behind every picture, light and dark; no script, unless it ends with a page
/// to point at.
struct ReportHTML {
  private var body = ""
  private var pictures = 0

  /// The whole document.
  static func document(
    _ report: FitAnswer, _ effects: [InputEffect], _ explanation: ReportExplanation?, _ regions: ReportRegions?,
    _ simplification: SimplifyAnswer?, notes: [String], seed: UInt64, page: PageAnswer? = nil
  ) throws -> String {
    var html = ReportHTML()
    html.summary(report, notes)
    html.comparison(report)
    html.sizes(report)
    html.effects(report, effects, explanation)
    html.map(report, regions)
    if let explanation { html.explanation(report, explanation) }
    if let simplification { html.simplification(simplification) }
    html.predictions(report)
    html.linear(report.linear)
    html.pieces(report)
    html.method(report, seed: seed)
    let page = try page.map { try PageHTML($0) }
    let explore =
      try page.map { page in
        "<div class=\"kw\"><div class=\"page\">\n<h2>The network to point at</h2>\n\(try page.content())</div></div>\n\(page.scripts)\n"
      } ?? ""
    let title = "\(report.table.targetName) from \(report.table.inputNames.joined(separator: ", "))".escaped
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>\(styleSheet)</style>
      \(page.map { $0.head + "\n" } ?? "")\
      </head>
      <body>
      <main>
      \(html.body)</main>
      \(explore)</body>
      </html>

      """
  }

  private static let styleSheet = """
    :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#222}\
    main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.6rem;line-height:1.25}\
    h2{font-size:1.2rem;margin-top:2.5rem}.answer{font-size:1.15rem;border-left:4px solid #2171b5;padding:.2rem 0 .2rem 1rem}\
    figure{margin:1rem 0}svg{max-width:100%;height:auto}.scroll{overflow-x:auto}\
    @media (max-width:40rem){.wide::before{content:"scrolls sideways \\2192";position:sticky;left:0;font-size:.85rem;color:#555}}\
    table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}\
    th,td{padding:.2rem .8rem .2rem 0;text-align:right;border-bottom:1px solid #ddd;white-space:nowrap}\
    th:first-child,td:first-child{text-align:left}caption{text-align:left;color:#555;padding-bottom:.3rem}\
    summary{cursor:pointer;color:#2171b5}.note{color:#555}\
    @media (prefers-color-scheme:dark){body{background:#16181d;color:#e8e8e8}th,td{border-color:#3a3d44}\
    caption,.note,.wide::before{color:#aaa}summary{color:#6baed6}.answer{border-color:#6baed6}}
    """

  private mutating func add(_ line: String) { body += line + "\n" }
  mutating func heading(_ text: String) { add("<h2>\(text.escaped)</h2>") }
  mutating func paragraph(_ text: String, style: String = "") {
    add("<p\(style.isEmpty ? "" : " class=\"\(style)\"")>\(text.escaped)</p>")
  }

  mutating func table(_ caption: String, _ header: [String], _ rows: [[String]]) {
    // A person who reads it on a phone is told that there is more to the right, and keys scroll it too.
    let style = header.count > 4 ? "scroll wide" : "scroll"
    let name = caption.escaped
    add("<div class=\"\(style)\" tabindex=\"0\" role=\"region\" aria-label=\"\(name)\">")
    add("<table><caption>\(name)</caption>")
    add("<thead><tr>" + header.map { "<th scope=\"col\">\($0.escaped)</th>" }.joined() + "</tr></thead><tbody>")
    for row in rows { add("<tr>" + row.map { "<td>\($0.escaped)</td>" }.joined() + "</tr>") }
    add("</tbody></table></div>")
  }

  /// A picture, and the numbers in it.
  mutating func figure(_ drawing: Drawing, _ caption: String, _ header: [String], _ rows: [[String]]) {
    pictures += 1
    add("<figure>\(drawing.svg(named: "-\(pictures)"))</figure>")
    add("<details><summary>The numbers in this picture</summary>")
    table(caption, header, rows)
    add("</details>")
  }

  private mutating func summary(_ report: FitAnswer, _ notes: [String]) {
    let table = report.table
    add("<h1>What explains \(table.targetName.escaped)?</h1>")
    for sentence in report.sentences { paragraph(sentence, style: "answer") }
    paragraph(
      "\(table.rowCount.counted("row")); inputs: \(table.inputNames.joined(separator: ", ")). \(report.networkName): root mean "
        + "squared error \(report.training.rmse.short) on these rows; linear regression "
        + "\(report.linearTraining.rmse.short). Everything is in the table's own units.")
    for warning in report.warnings { paragraph("Warning: \(warning).") }
    for note in notes { paragraph("Note: \(note).", style: "note") }
  }

  private mutating func comparison(_ report: FitAnswer) {
    guard let comparison = report.comparison, !comparison.folds.isEmpty else { return }
    heading("On rows not fitted to")
    let methods = comparison.methods.map { ($0, $0.label) }
    func text(_ method: CrossValidation.Method, _ score: (Scores) -> Double?) -> String {
      guard let summary = comparison.summary(of: method, score) else { return "–" }
      return summary.mean.short(within: summary.error) + (summary.error.map { " ± \($0.brief)" } ?? "")
    }
    table(
      "Means over \(comparison.folds.count.counted("fold")), ± standard errors; \(report.knotNote)",
      ["", "RMSE", "R²", "MAE", "knots"],
      methods.map { method, name in
        [
          name, text(method) { $0.rmse }, text(method) { $0.rSquared }, text(method) { $0.mae },
          report.knotCount(of: method)?.grouped ?? "–",
        ]
      })
    if let note = report.pairNote { paragraph(note.prefix(1).uppercased() + note.dropFirst() + ".", style: "note") }
    let series = methods.filter { $0.0 != .brokenLine }.map { method in
      let points = comparison.folds.enumerated().compactMap { index, fold in
        fold.scores[method.0].map { SIMD2(Double(index), $0.rmse) }
      }
      let (symbol, ink): (Mark.Symbol, Ink) =
        switch method.0 {
        case .network, .brokenLine: (.dot, .first)
        case .linear: (.triangle, .second)
        case .additive: (.square, .third)
        case .pairwise: (.diamond, .text)
        case .mean: (.cross, .text)
        }
      return Series(method.1, points: points, symbol, ink)
    }
    figure(
      Chart(
        series, title: "Root mean squared error, fold by fold", summary: "The error of each method on each fold.",
        xName: "fold", yName: "RMSE", things: comparison.folds.map(\.name)
      ).drawing(), "RMSE on the rows of each fold", ["fold", "rows"] + methods.map(\.1),
      comparison.folds.map { fold in
        [fold.name, fold.testRows.grouped] + methods.map { fold.scores[$0.0]?.rmse.short ?? "–" }
      })
  }

  private mutating func sizes(_ report: FitAnswer) {
    guard report.sizes.count > 1 else { return }
    heading("Accuracy against the number of pieces")
    paragraph(
      "How well networks of some sizes\(report.table.inputCount == 1 ? " and broken lines" : "") predict rows held out from the "
        + "fit, beside the number of regions in which rows lie: so many formulas explain the table.")
    figure(
      report.sizes.chart(of: report.table.targetName).drawing(), "RMSE on rows held out",
      ["", "pieces", "RMSE", "±", ""],
      report.sizes.map { size in
        [
          size.name, size.pieces.short, size.error.rmse.short(within: size.error.rmseError),
          size.error.rmseError?.brief ?? "–", size.isChosen ? "chosen" : "",
        ]
      })
  }

  private mutating func effects(_ report: FitAnswer, _ effects: [InputEffect], _ explanation: ReportExplanation?) {
    if let fit = report.chosenSum {
      parts(report, fit)
      if fit.pairs.isEmpty { return }
    }
    guard !effects.isEmpty else { return }
    heading(report.chosenSum == nil ? "What the network says" : "What the network says, curves and pairs together")
    if let explanation, !explanation.effects.isEmpty { return means(explanation) }
    paragraph(
      report.table.inputCount == 1
        ? "The network is exactly this broken line; its knots are where the slope changes."
        : "How the prediction changes with one input while the others stay at their medians: exact broken lines, with the "
          + "inputs that matter most first.")
    for effect in effects {
      figure(
        effect.drawing(report), "\(report.table.targetName) as a function of \(effect.name), piece by piece",
        ["from", "to", "slope", "bend at its end"], effect.rows)
    }
  }

  /// The curves of a sum of broken lines, and its hinges of pairs.
  private mutating func parts(_ report: FitAnswer, _ fit: AdditiveFit) {
    heading("What the network says, part by part")
    paragraph(
      "\(report.table.targetName) is the sum of a constant"
        + (fit.pairs.isEmpty
          ? " and one broken line for each input that matters, each with mean 0"
          : ", one broken line for each input that matters by itself, each with mean 0, and hinges of pairs of inputs")
        + "; points are what is left of a row beside the curve. "
        + (fit.shrinkageNote.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
          ?? "Bands and the intervals of knots take the form as given, and the same rows have chosen it."))
    for (number, curve) in fit.curves.enumerated() {
      figure(
        fit.curve(number, of: report.table, residuals: report.residuals).drawing(),
        "The part of \(curve.name), piece by piece", ["from", "to", "slope", "from", "to"],
        curve.slopes.enumerated().map { piece, slope in
          [
            curve.line.nodes[piece].short, curve.line.nodes[piece + 1].short, slope.value.short,
            slope.lower?.short ?? "–", slope.upper?.short ?? "–",
          ]
        })
    }
    guard !fit.pairs.isEmpty else { return }
    table(
      "Hinges of pairs of inputs, which are added", ["pair", "hinge"] + AdditiveFit.Pair.figureNames,
      fit.pairs.flatMap { pair in
        pair.terms.enumerated().map { number, term in
          number == 0
            ? [pair.names.joined(separator: ", "), term] + pair.figures : ["", term] + pair.figures.map { _ in "" }
        }
      })
  }

  private mutating func map(_ report: FitAnswer, _ regions: ReportRegions?) {
    guard let regions else { return }
    heading("The regions")
    paragraph(
      "Over the ranges of the data the network has \(regions.count.counted("region")), each with one formula, "
        + "\(report.table.targetName) = intercept + \(report.table.inputNames.map { "slope · \($0)" }.joined(separator: " + "))."
    )
    figure(
      regions.drawing, regions.isCut ? "The regions with most rows" : "The regions, those with most rows first",
      ["region", "rows", "intercept"] + report.table.inputNames.map { "slope of \($0)" } + [
        "share of the area", "RMSE",
      ], regions.rows)
  }

  private mutating func predictions(_ report: FitAnswer) {
    heading("Predicted and observed")
    let table = report.table
    let step = max(1, table.rowCount / 600)
    let rows = Array(stride(from: 0, to: table.rowCount, by: step))
    let points = rows.map { SIMD2(report.predictions[$0], table.target[$0]) }
    let (low, high) = (table.target.min() ?? 0, table.target.max() ?? 1)
    if step > 1 { paragraph("Every \(step.grouped)th row is shown.", style: "note") }
    figure(
      Chart(
        [
          Series("rows", points: points, .ring, .first),
          Series("equal", line: [SIMD2(low, low), SIMD2(high, high)], .second, .dashed),
        ], title: "Observed \(table.targetName) against the network's prediction",
        summary: "\(rows.count.counted("row")); the nearer to the line, the better.", xName: "predicted",
        yName: "observed"
      ).drawing(), step > 1 || rows.count > 60 ? "The first 60 of the rows shown" : "All rows",
      ["row", "predicted", "observed", "residual"],
      rows.prefix(60).map {
        [
          String((table.rowNumbers?[$0] ?? $0) + 1), report.predictions[$0].short, table.target[$0].short,
          report.residuals[$0].short,
        ]
      })
  }

  private mutating func linear(_ linear: LinearRegression) {
    heading("Linear regression")
    let statistics = [
      ("R²", linear.rSquared), ("adjusted R²", linear.adjustedRSquared),
      ("residual standard error", linear.residualStandardError), ("AIC", linear.aic), ("BIC", linear.bic),
    ].compactMap { name, value in value.map { "\(name) \($0.short)" } }
    table(
      ([linear.degreesOfFreedom.counted("degree of freedom", "degrees of freedom")] + statistics).joined(
        separator: ", "), ["", "estimate", "standard error", "t", "p"],
      linear.coefficients.map { coefficient in
        coefficient.isAliased
          ? [coefficient.name, "left out: a combination of those before it", "", "", ""]
          : [coefficient.name, coefficient.estimate.short]
            + [coefficient.standardError?.short, coefficient.t?.short, coefficient.p?.probability].map { $0 ?? "–" }
      })
  }

  private mutating func pieces(_ report: FitAnswer) {
    heading("The pieces that hold data")
    let diagnostics = report.diagnostics
    let dead = diagnostics.deadUnits.reduce(0, +)
    let always = diagnostics.alwaysActiveUnits.reduce(0, +)
    paragraph(
      diagnostics.pieces.count.counted("region of the network holds rows", "regions of the network hold rows")
        + (diagnostics.rowCount < report.table.rowCount
          ? " (of \(diagnostics.rowCount.grouped) evenly spaced ones looked at)" : "")
        + "; within each it is one linear formula. "
        + "\(dead.counted("unit is", "units are")) active at no row and \(always) at every row: "
        + "\(dead + always == 1 ? "it bends" : "they bend") nothing within the data.")
    let names = Array(report.table.inputNames.prefix(6))
    table(
      "The fullest regions: rows, residuals (target − prediction), and slopes",
      ["region", "rows", "mean residual", "RMSE"] + names.map { "slope of \($0)" },
      diagnostics.pieces.prefix(12).enumerated().map { number, piece in
        let map = report.network.map(of: piece.pattern)
        return ["\(number + 1)", piece.rowCount.grouped, piece.meanResidual.short, piece.rmse.short]
          + names.indices.map { map.slope[0, $0].short }
      })
  }

  private mutating func method(_ report: FitAnswer, seed: UInt64) {
    heading("How it was fitted")
    if report.additive != nil {
      paragraph(
        "Sums of broken lines by exact searches for knots on what is left beside the other inputs, all knots then refined together, and where "
          + "the best is wanted also by knots that lie evenly and bends that are shrunk; inputs, numbers of knots and pairs were chosen by "
          + "cross-validation within the rows fitted to. The network by gradient training, as follows."
      )
    }
    paragraph(
      "Adam on standardised inputs and target, seed \(seed), and a second-order finish where that helps; size, penalty and "
        + "number of epochs were chosen on rows held out from the fit. The p-value is that of the corrected resampled t-test of Nadeau and Bengio (2003)."
    )
    table(
      "What was tried", ["hidden units", "penalty", "epochs", "second-order finish", "RMSE on rows held out", ""],
      report.fitted.trained.trials.enumerated().map { index, trial in
        [
          trial.hidden.map(String.init).joined(separator: ", "), trial.l2.short, trial.epochs.grouped,
          trial.isRefined ? "yes" : "no", trial.validationRMSE.isFinite ? trial.validationRMSE.short : "–",
          report.isTrained && index == report.fitted.trained.chosen ? "chosen" : "",
        ]
      })
  }
}
