import Knotwork
import KnotworkFitting

/// An additive fit as text.
extension AdditiveAnswer {
  /// Writes the equation, the knots and slopes with their intervals, the tests and the comparison.
  public func write(to text: inout TextWriter) throws {
    let names = table.inputCount > 8 ? "\(table.inputCount) inputs" : table.inputNames.joined(separator: ", ")
    try text.lines([
      text.style.bold("\(table.targetName) from \(names): \(table.rowCount.counted("row"))")
    ])
    try writeFit(to: &text)
    try AdditiveAnswer.write(comparison, to: &text)
    for note in notes { try text.line("Note: \(note).") }
  }

  /// Writes what was found.
  func writeFit(to text: inout TextWriter) throws {
    try text.lines([summary, ""])
    try text.lines(language == .text ? equation : [formula(in: language)])
    if !unused.isEmpty { try text.line("  without \(unused.joined(separator: ", "))") }
    try text.line()
    try writeKnots(to: &text)
    try writeSlopes(to: &text)
    try writeTests(to: &text)
    try writePairs(to: &text)
    try writeChecks(to: &text)
    try writeBootstrap(to: &text)
  }

  private var percent: String { (fit.confidence * 100).short + " %" }

  private func text(_ value: Double?) -> String { value?.short ?? "–" }

  private var summary: String {
    var parts = [
      "\(fit.termCount.counted("term")), \(fit.knotCount.counted("knot"))"
        + (fit.hingeCount > 0 ? ", \(fit.hingeCount.counted("oblique hinge"))" : ""),
      "RMSE \(training.rmse.short) on these rows",
    ]
    if fit.shrinkage != nil { parts.insert("bends shrunk", at: 1) }
    if let rSquared = training.rSquared { parts.append("R² \(rSquared.short)") }
    if let error = fit.residualError {
      parts.append(
        "standard error \(error.short) on \(fit.degreesOfFreedom.counted("degree of freedom", "degrees of freedom"))")
    }
    return "Additive broken lines: \(parts.joined(separator: ", "))"
  }

  private func writeKnots(to text: inout TextWriter) throws {
    guard fit.knotCount > 0 else { return }
    var rows = TextTable(["knot of", "at", "std error", "\(percent) from", "to", "bend"])
    for curve in fit.curves {
      for (knot, hinge) in zip(curve.knots, curve.hinges) {
        rows.append([
          curve.name, knot.value.short, self.text(knot.standardError), self.text(knot.lower), self.text(knot.upper),
          hinge.weight.short,
        ])
      }
    }
    try text.table(rows)
    try text.line()
  }

  private func writeSlopes(to text: inout TextWriter) throws {
    guard !fit.curves.isEmpty else { return }
    var rows = TextTable(["slope in", "from", "to", "slope", "std error", "\(percent) from", "to", "p"])
    for curve in fit.curves {
      for (piece, slope) in curve.slopes.enumerated() {
        rows.append([
          curve.name, curve.line.nodes[piece].short, curve.line.nodes[piece + 1].short, slope.value.short,
          self.text(slope.standardError), self.text(slope.lower), self.text(slope.upper),
          slope.pValue?.briefProbability ?? "–",
        ])
      }
    }
    try text.table(rows)
    try text.line()
  }

  private func writeTests(to text: inout TextWriter) throws {
    guard !fit.curves.isEmpty else { return }
    func words(_ test: AdditiveFit.Test?) -> [String] {
      guard let test else { return ["–", "–"] }
      return [test.statistic.brief, test.pValue.briefProbability]
    }
    var rows = TextTable(["input", "matters: F", "p", "bends: F", "p"])
    for curve in fit.curves { rows.append([curve.name] + words(curve.effect) + words(curve.linearity)) }
    try text.table(rows)
    try text.line()
  }

  private func writePairs(to text: inout TextWriter) throws {
    guard !fit.pairs.isEmpty else { return }
    var rows = TextTable(["pair", "hinges"] + AdditiveFit.Pair.figureNames)
    for pair in fit.pairs { rows.append([pair.names.joined(separator: ", "), "\(pair.hinges.count)"] + pair.figures) }
    try text.table(rows)
    try text.line()
  }

  private func writeChecks(to text: inout TextWriter) throws {
    guard let checks else { return }
    var rows = TextTable(["residuals", "statistic", "p", "a small p says"])
    let tests = [
      ("spread", checks.spread, "it depends on the prediction: intervals are too narrow or too wide in places"),
      ("row to row", checks.succession, "rows are not independent: intervals are too narrow"),
      ("normality", checks.normality, "tails or skew: tests and intervals of small tables are rough"),
    ]
    for (name, test, meaning) in tests {
      guard let test else { continue }
      rows.append([name, test.statistic.brief, test.pValue.briefProbability, meaning])
    }
    try text.table(rows, leftAligned: [0, 3])
    if !checks.farRows.isEmpty {
      let named = checks.farRows.map { far in
        "\((table.rowNumbers?[far.row] ?? far.row) + 1) (\(far.standardised.brief))"
      }
      try text.line("Rows beyond four standard errors, with their number: \(named.joined(separator: ", "))")
    }
    try text.line()
  }

  private func writeBootstrap(to text: inout TextWriter) throws {
    guard let bootstrap else { return }
    var rows = TextTable(["of \(bootstrap.samples.counted("sample"))", "use it", "bend it", "knots on average"])
    for input in bootstrap.inputs {
      rows.append([
        input.name, "\((100 * input.chosenShare).brief) %", "\((100 * input.bentShare).brief) %", input.meanKnots.brief,
      ])
    }
    try text.table(rows)
    try text.line()
  }

  /// Writes how well it does on rows held out.
  static func write(_ comparison: CrossValidation?, to text: inout TextWriter) throws {
    guard let comparison, !comparison.folds.isEmpty else { return }
    try comparison.write(to: &text, name: { $0 == .network ? "additive broken lines" : $0.label })
    try text.line()
  }
}
