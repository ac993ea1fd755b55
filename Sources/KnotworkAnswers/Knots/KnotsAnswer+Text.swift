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
      try text.table(choice(selection), leftAligned: [criterion == .bic && selection.validation != nil ? 4 : 3])
    }
    try text.lines(["", summary(text.style), optimality])
    if !fit.knots.isEmpty {
      try text.line()
      try text.table(knotTable, leftAligned: [])
    }
    try text.line()
    try text.table(pieceTable, leftAligned: [2])
    if !band.isEmpty {
      // In text every tenth is enough to read.
      let some = band.enumerated().filter { $0.offset.isMultiple(of: max(1, band.count / 10)) }.map(\.element)
      try text.lines(["", "The line with its \(percent) confidence band, pointwise, and prediction intervals:"])
      try text.table(pointTable(some), leftAligned: [])
    }
    if !predictions.isEmpty {
      try text.lines(["", "Predictions with \(percent) intervals for the line and for a new row:"])
      try text.table(pointTable(predictions), leftAligned: [])
    }
  }

  private func pointTable(_ points: [KnotStatistics.BandPoint]) -> TextTable {
    var table = TextTable([feature, target, "line from", "to", "new row from", "to"])
    for point in points {
      table.append([
        point.x.short, point.value.short, text(point.lower), text(point.upper), text(point.predictionLower),
        text(point.predictionUpper),
      ])
    }
    return table
  }

  private var testSentences: [String] {
    var lines: [String] = []
    if let givenTest {
      lines.append(
        "Do the given knots bend the line? F = \(givenTest.statistic.short) on \(givenTest.numerator) and "
          + "\(givenTest.denominator.counted("degree of freedom", "degrees of freedom")), \(givenTest.pValue.probabilityOfP)."
      )
    } else if let test, fit.placement != .given {
      let p = test.pValue < 1e-12 ? "p < 1e-12" : "p ≤ \(test.pValue.short)"
      let verdict =
        test.pValue < 0.05
        ? "there is a knot, as far as one test of a straight line can tell" : "a straight line is not contradicted"
      lines.append("Is there a knot at all? Davies' test: \(p), strongest at \(test.position.short); \(verdict).")
    } else if fit.placement != .given, fit.model.isFree {
      lines.append("Too few rows to test for a knot.")
    }
    if let bootstrap, let p = bootstrap.pValue {
      lines.append(
        "Bootstrap of a straight line, \(bootstrap.samples.counted("sample")) (\(bootstrap.resampling.rawValue)): p = \(p.short)."
      )
    }
    if let spread {
      let verdict = spread.pValue < 0.05 ? "it is not" : "nothing speaks against it"
      lines.append("Is the spread the same everywhere? White's test: \(spread.pValue.probabilityOfP); \(verdict).")
    }
    return lines
  }

  private func choice(_ selection: KnotSelection) -> TextTable {
    let name =
      switch criterion {
      case .bic: "BIC"
      case .crossValidation(let folds): "mean squared error, \(folds.counted("fold"))"
      }
    let errors = criterion == .bic ? selection.validation?.errors : nil
    var table = TextTable(["knots", "residual sum", name] + (errors == nil ? [] : ["held out"]) + [""])
    for (count, fit) in selection.fits.enumerated() {
      let score = selection.scores[count]
      let error = errors.map { [count < $0.count ? $0[count].short : ""] } ?? []
      table.append(
        ["\(fit.knots.count)", fit.residualSum.short, score.isFinite ? score.short : "–"] + error
          + [count == selection.chosen ? "← chosen" : ""])
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
    switch fit.placement {
    case .given: return "The knots are given.\(known)"
    case .undetermined: return "Where the knots are is not determined; they stand at rows.\(known)"
    case .estimated: break
    }
    guard fit.model.isFree else { return "The best that the search found under the rules given; not proved.\(known)" }
    guard let certificate else {
      return "The best that the search found; not proved (--prove SECONDS tries)."
    }
    guard certificate.isComplete else {
      return
        "Not proved in the time given: the least possible residual sum is at least \(certificate.lowerBound.short)."
    }
    return "Proved: no other \(fit.knots.count == 1 ? "knot does" : "knots do") better "
      + "(\(certificate.cases == .max ? "more than 9 · 10¹⁸ placements" : certificate.cases.counted("placement")) settled)."
  }

  /// What was known beforehand.
  private var known: String {
    var parts: [String] = []
    if fit.model.isFirstFlat { parts.append("the first piece is flat") }
    if fit.model.isLastFlat { parts.append("the last piece is flat") }
    if let point = fit.model.point { parts.append("the line goes through (\(point.x.short), \(point.y.short))") }
    if let shape = fit.model.shape { parts.append("the shape is \(shape.rawValue)") }
    return parts.isEmpty ? "" : " Given: \(parts.joined(separator: ", "))."
  }

  private var percent: String { (statistics.confidence * 100).short + " %" }

  private var knotTable: TextTable {
    guard fit.placement != .given else { return givenTable }
    let titles = ["knot at \(feature) =", "std error", "\(percent) from", "to", "bend", "\(percent) from", "to"]
    var table = TextTable(titles + (bootstrap == nil ? [] : ["bootstrap error", "\(percent) from", "to"]))
    for (number, knot) in statistics.knots.enumerated() {
      let (drawn, bend) = (bootstrap.map { $0.knots[number] }, statistics.bends[number])
      table.append(
        [
          knot.value.short, text(knot.standardError), text(knot.lower), text(knot.upper), bend.value.short,
          text(bend.lower), text(bend.upper),
        ] + (drawn.map { [text($0.standardError), text($0.lower), text($0.upper)] } ?? []))
    }
    return table
  }

  /// Given knots have no error; their bends are tested.
  private var givenTable: TextTable {
    var table = TextTable(["knot at \(feature) =", "bend", "std error", "\(percent) from", "to", "p"])
    for (knot, bend) in zip(statistics.knots, statistics.bends) {
      table.append([
        knot.value.short, bend.value.short, text(bend.standardError), text(bend.lower), text(bend.upper),
        bend.pValue?.probability ?? "–",
      ])
    }
    return table
  }

  private var pieceTable: TextTable {
    // The p-value is that of a slope of 0 where knots are not searched for.
    let isTested = statistics.slopes.contains { $0.pValue != nil }
    var table = TextTable(
      ["from", "to", "\(target) =", "slope", "std error", "\(percent) from", "to"] + (isTested ? ["p"] : []))
    let line = fit.line
    for (piece, slope) in statistics.slopes.enumerated() {
      let intercept = line.values[piece] - slope.value * line.nodes[piece]
      table.append(
        [
          line.nodes[piece].short, line.nodes[piece + 1].short, Formula.affine([slope.value], intercept, [feature]),
          slope.value.short, text(slope.standardError), text(slope.lower), text(slope.upper),
        ] + (isTested ? [slope.pValue?.probability ?? "–"] : []))
    }
    return table
  }

  /// A number, or a dash where the rows do not tell.
  private func text(_ value: Double?) -> String { value?.short ?? "–" }
}
