import Knotwork
import KnotworkFitting

/// A fit as text.
extension FitAnswer {
  /// Writes the verdict, and the tables that it rests on.
  public func write(to text: inout TextWriter) throws {
    let names = table.inputCount > 8 ? "\(table.inputCount) inputs" : table.inputNames.joined(separator: ", ")
    try text.lines([
      text.style.bold("\(table.targetName) from \(names): \(table.rowCount.counted("row"))"),
      "\(networkName): RMSE \(training.rmse.short) on these rows" + rSquared(training.rSquared),
      "Linear regression: RMSE \(linearTraining.rmse.short) on these rows" + rSquared(linearTraining.rSquared), "",
    ])
    try writeCertificate(to: &text)
    try writeCoefficients(to: &text)
    try text.line()
    try writeComparison(to: &text)
    try writeSum(to: &text)
    for warning in warnings { try text.lines(["Warning: \(warning).", ""]) }
    try writeSizes(to: &text)
    try writeUnits(to: &text)
    if table.inputCount == 1 { try writeBrokenLine(to: &text) } else { try writeRegions(to: &text) }
  }

  /// "ReLU network of 4, 4 hidden units", or what broken line it is.
  var networkName: String {
    if choice?.chosen == .linear { return "Linear function, a network of 1 linear unit" }
    if let sum = chosenSum {
      let curves = "Sum of broken lines with \(sum.knotCount.counted("knot")) in \(sum.curves.count.counted("input"))"
      guard !sum.pairs.isEmpty else { return curves }
      let names = sum.pairs.map { $0.names.joined(separator: " and ") }.joined(separator: "; ")
      return curves + " and \(sum.hingeCount.counted("oblique hinge")) of \(sum.pairs.count.counted("pair")) (\(names))"
    }
    if fitted.isLine || choice?.chosen == .brokenLine, let knots = fitted.line?.knots {
      return "Broken line with \(knots.counted("knot")), a ReLU network of \((knots + 1).counted("hidden unit"))"
    }
    let hidden = network.layers.dropLast().map(\.unitCount)
    let name =
      "ReLU network of \(hidden.map(String.init).joined(separator: ", ")) hidden \(hidden == [1] ? "unit" : "units")"
    // An average of networks has the units of all.
    let (trials, chosen) = (fitted.trained.trials, fitted.trained.chosen)
    guard isComplete, trials.indices.contains(chosen), case let own = trials[chosen].hidden, let one = own.first,
      let all = hidden.first, all > one
    else { return name }
    return name + ", the mean of \((all / one).counted("network")) of \(own.map(String.init).joined(separator: ", "))"
  }

  /// What counts as a knot.
  var knotNote: String {
    let kinds = [pairwise == nil ? nil : "oblique hinge", fitted.isLine ? nil : "hidden unit of the network"]
    let each = kinds.compactMap(\.self).joined(separator: " and each ")
    return "knots of the fits to all rows" + (each.isEmpty ? "" : ", one for each \(each)")
  }

  /// What it comes to: the verdict on the trained network and which model is the answer, the latter first where that is a sum.
  var sentences: [String] {
    let sentences = [verdict, choice?.sentence].compactMap(\.self)
    return chosenSum == nil ? sentences : sentences.reversed()
  }

  /// That no pair was found, or none on some folds; nil where there is nothing to say of it, or sums were not compared.
  var pairNote: String? {
    guard looksForPairs, isComplete else { return nil }
    guard pairwise != nil else { return "no pair of inputs got hinges of its own" }
    guard foldsWithoutPairs > 0, let folds = comparison?.folds.count else { return nil }
    return
      "on \(foldsWithoutPairs.grouped) of \(folds.counted("fold")) no pair got hinges: there both sums are the same"
  }

  private func writeCertificate(to text: inout TextWriter) throws {
    guard let exact else { return }
    let certificate = exact.certificate
    let settled = OptimumCertificate.Reason.allCases.compactMap { reason in
      certificate.settled[reason].flatMap { $0 > 0 ? "\($0.grouped) \(reason.rawValue)" : nil }
    }
    let gap = certificate.gap == 0 ? "gap 0" : "gap \(certificate.gap.brief)"
    var lines = [
      text.style.bold(
        certificate.isComplete
          ? certificate.isWritten
            ? "Certified: the residual sum is \(certificate.optimum.short), and no such network has one below "
              + "\(certificate.lowerBound.short); \(gap)."
            : "Certified: the least residual sum is \(certificate.unrounded.short); no such network has one below "
              + "\(certificate.lowerBound.short). Only weights with more digits than doubles have come so low; the network that is "
              + "written has \(certificate.optimum.short); \(gap)."
          : "Not certified: the residual sum is \(certificate.optimum.short), and the least possible one at least "
            + "\(certificate.lowerBound.short); \(gap).")
    ]
    lines.append(
      settled.isEmpty
        ? "A residual sum is not negative: there is nothing to rule out."
        : "\(certificate.cases.grouped) \(certificate.caseName), settled by: \(settled.joined(separator: ", ")).")
    lines.append(
      exact.restarts.isEmpty
        ? "No start of gradient training beside it."
        : "Of \(exact.restarts.count.counted("start")) of gradient training \(exact.above.counted("ends", "end")) more than 0.1 % above the optimum; "
          + "the best reaches \(exact.restarts.first?.short ?? "–").")
    try text.lines(lines + [""])
  }

  private func rSquared(_ value: Double?) -> String { value.map { ", R² \($0.short)" } ?? "" }

  private func writeCoefficients(to text: inout TextWriter) throws {
    var rows = TextTable(["linear regression", "estimate", "standard error", "t", "p"])
    for coefficient in linear.coefficients {
      if coefficient.isAliased {
        rows.append([coefficient.name, "0", "left out: a combination of those before it", "", ""])
      } else {
        rows.append(
          [coefficient.name, coefficient.estimate.short]
            + [coefficient.standardError?.short, coefficient.t?.short, coefficient.p?.briefProbability].map {
              $0 ?? "–"
            })
      }
    }
    let statistics: [(String, Double?)] = [
      ("adjusted R²", linear.adjustedRSquared), ("residual standard error", linear.residualStandardError),
      ("AIC", linear.aic), ("BIC", linear.bic),
    ]
    let figures = statistics.compactMap { name, value in value.map { "\(name) \($0.short)" } }
    let freedom = linear.degreesOfFreedom.counted("degree of freedom", "degrees of freedom")
    try text.table(rows)
    try text.line(freedom + figures.map { ", " + $0 }.joined())
    if linear.condition > 1e5, !linear.isExtended {
      try text.line(
        "The columns are nearly dependent (condition \(linear.condition.short)): the last digits are not reliable.")
    }
  }

  private func writeComparison(to text: inout TextWriter) throws {
    guard let comparison, !comparison.folds.isEmpty else { return }
    try comparison.write(to: &text, knots: { knotCount(of: $0)?.grouped ?? "–" })
    try text.lines([knotNote, pairNote].compactMap(\.self) + [""])
    for sentence in sentences { try text.lines([text.style.bold(sentence), ""]) }
  }

  /// The equation of the sum of broken lines that the answer is, a line for each input and each pair.
  private func writeSum(to text: inout TextWriter) throws {
    guard let chosenSum else { return }
    try text.lines(chosenSum.equation(of: table.targetName) + [""])
    if let note = chosenSum.shrinkageNote { try text.lines(["Note: \(note).", ""]) }
  }
}
