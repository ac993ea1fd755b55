import Knotwork
import KnotworkExplain
import KnotworkFitting
import KnotworkPlot

/// A sum of broken lines for a table, one for each input that matters, beside linear regression.
public struct AdditiveAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.additive")

  /// The table.
  public let table: DataTable
  /// The fit.
  public let fit: AdditiveFit
  /// What it was made of.
  public let options: AdditiveOptions
  /// How the equation is written in text.
  public let language: FormulaLanguage
  /// How well it does on the rows that it was fitted to.
  public let training: Scores
  /// Target − prediction, row by row.
  public let residuals: [Double]
  /// Whether these look as regression takes them to be; nil where there are too few, or none but rounding.
  public let checks: ResidualChecks?
  /// Linear regression on the same rows.
  public let linear: LinearRegression
  /// Fit, linear regression and the mean on rows held out; nil where no folds were asked for.
  public let comparison: CrossValidation?
  /// What samples drawn anew say; nil unless asked for.
  public let bootstrap: AdditiveBootstrap?
  /// Whether it is one of several groups of rows that have the same knots.
  let sharesKnots: Bool
  /// Why the work ended early; nil where it did not.
  public let stop: TrainingProgress.Stop?

  /// The fit as a network of one hidden layer.
  public var network: Network { fit.network }
  /// Whether all was done that was asked for.
  public var isComplete: Bool { stop == nil }

  init(_ table: DataTable, _ request: AdditiveRequest, progress: TrainingProgress, keep: (Network) throws -> Void)
    throws
  {
    let options = try request.resolved(for: table)
    (self.table, self.options, language) = (table, options, request.language)
    let fit = try AdditiveFit(table, options, isCancelled: { progress.isCancelled })
    self.fit = fit
    sharesKnots = false
    try keep(fit.network)
    residuals = zip(table.target, fit.network.predictions(for: table, threads: options.threads)).map { $0 - $1 }
    training = Scores(residuals: residuals, for: table)
    checks = ResidualChecks(residuals, of: table, degreesOfFreedom: fit.degreesOfFreedom)
    linear = LinearRegression(table)
    comparison = try request.folds.map { folds in
      try CrossValidation(table, split: folds.rows, names: folds.names, threads: options.threads) { rows, _ in
        guard !progress.isCancelled else { return nil }
        let part = try AdditiveFit(rows, options, isCancelled: { progress.isCancelled })
        return part.isComplete ? (part.network, nil) : nil
      }
    }
    bootstrap = request.bootstrap.map {
      AdditiveBootstrap(table, fit, options, samples: $0, isCancelled: { progress.isCancelled })
    }
    let isDone = fit.isComplete && comparison?.isComplete ?? true && bootstrap?.samples == request.bootstrap
    stop = isDone ? nil : progress.stop ?? .cancelled
  }

  /// The fit of one group of rows whose knots are those of all groups.
  init(_ table: DataTable, sharing fit: AdditiveFit, _ options: AdditiveOptions, _ language: FormulaLanguage) {
    (self.table, self.options, self.language, self.fit, sharesKnots) = (table, options, language, fit, true)
    residuals = zip(table.target, fit.network.predictions(for: table, threads: options.threads)).map { $0 - $1 }
    training = Scores(residuals: residuals, for: table)
    // As many rows as this group has for each parameter of its own.
    checks = ResidualChecks(residuals, of: table, degreesOfFreedom: fit.rowCount - fit.parameterCount)
    linear = LinearRegression(table)
    (comparison, bootstrap) = (nil, nil)
    stop = fit.isComplete ? nil : .cancelled
  }

  /// What the answer comes to.
  public var ending: Ending {
    Ending(stop.map { Outcome($0, "the fit and the figures are those found so far") } ?? .holds)
  }

  /// The names of inputs that have neither a curve nor a pair.
  public var unused: [String] {
    let used = Set(fit.curves.map(\.input) + fit.pairs.flatMap(\.inputs))
    return table.inputNames.indices.filter { !used.contains($0) }.map { table.inputNames[$0] }
  }

  /// What a reader should know, a sentence each.
  public var notes: [String] {
    var notes = [
      fit.shrinkageNote
        ?? "standard errors, intervals and tests take the chosen inputs and the numbers of knots as given, and the same rows have chosen them\(sharesKnots ? "" : "; --bootstrap says how the choice varies")"
    ]
    if sharesKnots {
      notes.append("knots are those of all groups, and so are degrees of freedom and the standard error")
    }
    if !fit.curves.contains(where: { !$0.hinges.isEmpty }), fit.pairs.isEmpty {
      notes.append("no curve bends: the fit is a linear function of the inputs that it uses")
    }
    if fit.trials.isEmpty, options.criterion == .crossValidation {
      notes.append("too few rows, or too little time, for cross-validation: BIC has decided")
    }
    return notes
  }

  /// The equation: the value where all is 0, then a line for each input and each pair.
  public var equation: [String] { fit.equation(of: table.targetName) }

  /// The equation with all digits, in a language.
  public func formula(in language: FormulaLanguage) -> String {
    let zero = [Double](repeating: 0, count: table.inputCount)
    var (slope, ridges) = (zero, [Equation.Ridge]())
    for curve in fit.curves {
      slope[curve.input] = curve.slope
      for hinge in curve.hinges {
        var normal = zero
        normal[curve.input] = hinge.isFalling ? -1 : 1
        ridges.append(
          Equation.Ridge(normal: normal, offset: hinge.isFalling ? hinge.knot : -hinge.knot, weight: hinge.weight))
      }
    }
    for hinge in fit.pairs.flatMap(\.hinges) {
      var normal = zero
      for (input, factor) in zip(hinge.inputs, hinge.factors) { normal[input] = factor }
      ridges.append(Equation.Ridge(normal: normal, offset: hinge.offset, weight: hinge.weight))
    }
    return FormulaWriter(language, names: table.inputNames, output: table.targetName).formula(
      of: Equation(Equation.Term(slope: slope, intercept: fit.intercept), ridges: ridges))
  }

  /// The curve of an input with partial residuals, what is left of each row beside the curve, its band and its knots.
  public func curve(_ number: Int) -> Curve { fit.curve(number, of: table, residuals: residuals) }

  /// The pictures of all curves.
  public var drawings: [Drawing] { fit.curves.indices.map { curve($0).drawing() } }
}
