import Knotwork
import KnotworkFitting

/// Knots as text.
extension KnotsAnswer {
  private var target: String { table.targetName }
  private var feature: String { table.inputNames[0] }

  /// Writes the test, how the number of knots was chosen, the knots and the pieces.
  public func write(to text: inout TextWriter) throws {
    try text.lines([text.style.bold("\(target) against \(feature), \(fit.rowCount.counted("row"))"), ""])
    try text.lines(testSentences)
    if let selection {
      try text.line()
      try text.table(choice(selection), leftAligned: [3])
    }
    try text.lines(["", summary(text.style), optimality])
    if !fit.knots.isEmpty {
      try text.line()
      try text.table(knotTable, leftAligned: [])
    }
    try text.line()
    try text.table(pieceTable, leftAligned: [2])
  }

  private var testSentences: [String] {
    guard let test else { return ["Too few rows to test for a knot."] }
    let p = test.pValue < 1e-12 ? "p < 1e-12" : "p ≤ \(test.pValue.short)"
    let verdict =
      test.pValue < 0.05
      ? "there is a knot, as far as one test of a straight line can tell" : "a straight line is not contradicted"
    var lines = ["Is there a knot at all? Davies' test: \(p), strongest at \(test.position.short); \(verdict)."]
    if let bootstrap, let p = bootstrap.pValue {
      lines.append("Bootstrap of a straight line, \(bootstrap.samples.counted("sample")): p = \(p.short).")
    }
    return lines
  }

  private func choice(_ selection: KnotSelection) -> TextTable {
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
    return table
  }

  private func summary(_ style: TextStyle) -> String {
    var parts = ["residual sum \(fit.residualSum.short)"]
    if let error = statistics.residualError {
      parts.append(
        "standard error \(error.short) on \(fit.degreesOfFreedom.counted("degree of freedom", "degrees of freedom"))")
    }
    if let rSquared { parts.append("R² \(rSquared.short)") }
    let count = fit.knots.count
    return style.bold("\(count == 0 ? "No knot" : count.counted("knot")):") + " "
      + parts.joined(separator: ", ")
  }

  private var optimality: String {
    guard !fit.knots.isEmpty else { return "This is the regression line." }
    guard let certificate else {
      return "The best that the search found; not proved (--prove SECONDS tries)."
    }
    guard certificate.isComplete else {
      return
        "Not proved in the time given: the least possible residual sum is at least \(certificate.lowerBound.short)."
    }
    return "Proved: no other \(fit.knots.count == 1 ? "knot does" : "knots do") better "
      + "(\(certificate.cases == .max ? "more than 9 · 10¹⁸" : certificate.cases.grouped) placements settled)."
  }

  private var percent: String { (statistics.confidence * 100).short + " %" }

  private var knotTable: TextTable {
    let titles = ["knot at \(feature) =", "std error", "\(percent) from", "to", "bend"]
    var table = TextTable(titles + (bootstrap == nil ? [] : ["bootstrap error", "\(percent) from", "to"]))
    for (number, (knot, bend)) in zip(statistics.knots, fit.line.bends).enumerated() {
      let drawn = bootstrap.map { $0.knots[number] }
      table.append(
        [knot.value.short, text(knot.standardError), text(knot.lower), text(knot.upper), bend.short]
          + (drawn.map { [text($0.standardError), text($0.lower), text($0.upper)] } ?? []))
    }
    return table
  }

  private var pieceTable: TextTable {
    var table = TextTable([
      "from", "to", "\(target) =", "slope", "std error", "\(percent) from", "to",
    ])
    let line = fit.line
    for (piece, slope) in statistics.slopes.enumerated() {
      let intercept = line.values[piece] - slope.value * line.nodes[piece]
      table.append([
        line.nodes[piece].short, line.nodes[piece + 1].short, Formula.affine([slope.value], intercept, [feature]),
        slope.value.short, text(slope.standardError), text(slope.lower), text(slope.upper),
      ])
    }
    return table
  }

  /// A number, or a dash where the rows do not tell.
  private func text(_ value: Double?) -> String { value?.short ?? "–" }
}
