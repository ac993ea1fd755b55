import Knotwork
import KnotworkFitting

/// A fitted network, linear regression beside it, and the comparison of both.
public struct FitAnswer: FinishedAnswer {
  /// The kind of document.
  public static let schema = Schema("knotwork.fit")

  /// The table.
  public let table: DataTable
  /// The network, and how it was found.
  public let fitted: FittedNetwork
  /// The network that is the answer: the trained one, or that of the model that was chosen.
  public let network: Network
  /// A sum of broken lines for the same rows; nil where it was not compared.
  public let additive: AdditiveFit?
  /// Such a sum with oblique hinges of up to ``mostPairs`` pairs of inputs; nil where it was not compared, or no pair is worth its
  /// hinges.
  public let pairwise: AdditiveFit?
  /// Whether it was found out if a pair is worth hinges.
  let looksForPairs: Bool
  /// On how many folds the fit to the other rows has no pair, so that the sum without pairs was compared twice.
  public let foldsWithoutPairs: Int
  /// The sum of broken lines that the network is; nil where it is something else.
  public let chosenSum: AdditiveFit?
  /// Which model was chosen; nil where the kind of network was given, or nothing was compared.
  public let choice: ModelChoice?
  /// How well each size predicts rows held out; none where no sizes were tried.
  public let sizes: [SizeAccuracy]
  /// Why the work ended early; nil where it did not.
  public let stop: TrainingProgress.Stop?
  /// Linear regression on the same rows.
  public let linear: LinearRegression
  /// The network's, row by row.
  public let predictions: [Double]
  /// Target − prediction, row by row; of a certified fit without rounding until the end.
  public let residuals: [Double]
  /// How well the network does on the rows that it was fitted to.
  public let training: Scores
  /// How well linear regression does.
  public let linearTraining: Scores
  /// What the network's regions and units are for these rows.
  public let diagnostics: FitDiagnostics
  /// nil where no folds were asked for.
  public let comparison: CrossValidation?
  /// The proof that no network of the kind does better, and how gradient training does; nil unless asked for.
  public internal(set) var exact: ExactFit?

  /// The pairs of inputs that a sum of broken lines may have where it is compared with the network.
  public static let mostPairs = 2

  /// - Parameters:
  ///   - seed: where random choices of sums start.
  ///   - progress: that of the work; says whether it is to stop.
  ///   - isExact: whether networks are evaluated in exact arithmetic, as certificates are.
  ///   - preference: which of the models is the answer; nil for the network that is fitted, whatever the others do.
  ///   - keep: called with the network as soon as it is there, and with that of another model when it is chosen.
  ///   - makeFit: fits a network to rows; the label is that of the fold, or "all".
  init(
    _ table: DataTable, folds: Folds?, isExact: Bool, threads: Int, seed: UInt64, progress: TrainingProgress,
    preference: ModelChoice.Preference?, keep: (Network) throws -> Void,
    makeFit: (_ rows: DataTable, _ label: String) throws -> FittedNetwork
  ) throws {
    self.table = table
    let fitted = try makeFit(table, "all")
    self.fitted = fitted
    try keep(fitted.network)
    let isCompared = folds != nil && preference != nil && table.inputCount > 1 && fitted.isComplete
    func fitSum(_ rows: TableRows, _ method: CrossValidation.Method) throws -> AdditiveFit? {
      guard isCompared, !progress.isCancelled else { return nil }
      var options = AdditiveOptions()
      (options.threads, options.seed) = (threads, seed)
      options.pairs = method == .pairwise ? FitAnswer.mostPairs : 0
      options.prefersSmall = preference == .simplest
      let fit = try progress.during(method.label) {
        try AdditiveFit(rows, options, isCancelled: { progress.isCancelled })
      }
      return fit.isComplete ? fit : nil
    }
    let additive = try fitSum(TableRows(table), .additive)
    self.additive = additive
    let withPairs = try additive == nil ? nil : fitSum(TableRows(table), .pairwise)
    looksForPairs = withPairs != nil
    let pairwise = withPairs.flatMap { $0.pairs.isEmpty ? nil : $0 }
    self.pairwise = pairwise
    var foldsWithoutPairs = 0
    func foldSums(_ rows: TableRows) throws -> [CrossValidation.Method: Network]? {
      guard additive != nil else { return [:] }
      guard let sum = try fitSum(rows, .additive) else { return nil }
      guard pairwise != nil else { return [.additive: sum.network] }
      guard let withPairs = try fitSum(rows, .pairwise) else { return nil }
      if withPairs.pairs.isEmpty { foldsWithoutPairs += 1 }
      return [.additive: sum.network, .pairwise: withPairs.pairs.isEmpty ? sum.network : withPairs.network]
    }
    let comparison = try folds.map {
      try CrossValidation(
        table, split: $0.rows, names: $0.names, isExact: isExact, threads: threads,
        sums: foldSums
      ) { rows, label in
        guard fitted.isComplete else { return nil }
        let part = try makeFit(rows.copied(), label)
        return part.isComplete ? (part.network, part.line?.fit.line) : nil
      }
    }
    self.comparison = comparison
    self.foldsWithoutPairs = foldsWithoutPairs
    var choice: ModelChoice?
    if let preference, let comparison, comparison.isComplete { choice = ModelChoice(comparison, preference) }
    self.choice = choice
    let chosenSum = choice?.chosen == .additive ? additive : choice?.chosen == .pairwise ? pairwise : nil
    self.chosenSum = chosenSum
    let network = try chosenSum?.network ?? FitAnswer.network(of: choice, table, fitted)
    self.network = network
    if network != fitted.network { try keep(network) }
    sizes = SizeAccuracy.all(fitted, chosen: choice?.chosen)
    linear = LinearRegression(table)
    let exact = isExact ? ExactPredictions(network, on: table) : nil
    let predictions = exact?.values ?? network.predictions(for: table, threads: threads)
    self.predictions = predictions
    let residuals = exact?.residuals ?? zip(table.target, predictions).map { $0 - $1 }
    self.residuals = residuals
    training = Scores(residuals: residuals, for: table)
    linearTraining = Scores(of: linear(table), for: table)
    let isComplete = fitted.isComplete
    diagnostics = FitDiagnostics(
      network, on: table, residuals: residuals, operations: isComplete ? 200_000_000 : 20_000_000)
    stop = isComplete && comparison?.isComplete ?? true ? nil : progress.stop ?? .cancelled
  }

  /// The network of the model that was chosen, where it is no sum.
  private static func network(
    of choice: ModelChoice?, _ table: DataTable, _ fitted: FittedNetwork
  ) throws -> Network {
    switch choice?.chosen {
    case .linear: try Network.linear(table, hasBias: true)
    case .brokenLine:
      try fitted.line?.fit.line.network(inputName: table.inputNames[0], outputName: table.targetName) ?? fitted.network
    case .network, .additive, .pairwise, .mean, nil: fitted.network
    }
  }

  /// How many knots a model has that was fitted to all rows: an oblique hinge, and a hidden unit of a trained network, count as one;
  /// nil for a model that is not there.
  public func knotCount(of method: CrossValidation.Method) -> Int? {
    switch method {
    case .linear, .mean: 0
    case .brokenLine: fitted.line?.knots
    case .additive: additive?.knotCount
    case .pairwise: pairwise.map { $0.knotCount + $0.hingeCount }
    case .network: fitted.isLine ? fitted.line?.knots : fitted.network.layers.dropLast().reduce(0) { $0 + $1.unitCount }
    }
  }

  /// Whether all was done that was asked for.
  public var isComplete: Bool { fitted.isComplete && comparison?.isComplete ?? true && exact?.stop == nil }

  /// What the answer comes to.
  public var ending: Ending {
    if let exact, let stop = exact.stop ?? stop {
      return Ending(
        Outcome(
          stop,
          exact.certificate.isComplete
            ? "the optimum is certified, and what was to be compared with it is missing"
            : "the network is the best so far, and a residual sum from "
              + "\(exact.certificate.lowerBound.short) on is not ruled out (it has \(exact.certificate.optimum.short))")
      )
    }
    if let certificate = exact?.certificate, !certificate.isComplete {
      return Ending(
        .undecided(
          reason:
            "the optimum is not certified: a residual sum from \(certificate.lowerBound.short) on is not ruled out "
            + "(the network has \(certificate.optimum.short))"))
    }
    return Ending(stop.map { Outcome($0, "the network and the figures are those found so far") } ?? .holds)
  }

  /// Σ w (y − ŷ)² of the network.
  public var sumOfSquares: Double {
    exact?.certificate.optimum ?? training.rmse * training.rmse
      * (table.weights?.reduce(0, +) ?? Double(table.rowCount))
  }

  /// Does the bend earn its keep? In a sentence; nil without folds.
  public var verdict: String? {
    guard let comparison, let verdict = comparison.verdict, let network = comparison.summary(of: .network, { $0.rmse }),
      let linear = comparison.summary(of: .linear, { $0.rmse })
    else { return nil }
    let change = 100 * (network.mean / linear.mean - 1)
    // Beside sums of broken lines it is said whose errors these are.
    let trained = additive == nil ? "" : " of the trained network"
    let figures =
      "test RMSE \(network.mean.short(within: network.error))\(trained) against \(linear.mean.short(within: linear.error)) of linear "
      + "regression (\(change < 0 ? "−" : "+")\(change.magnitude.brief) %"
      + (comparison.test(.network, against: .linear).map { ", \($0.p.briefProbabilityOfP)" } ?? "") + ")"
    return switch verdict {
    case .yes: "The bend earns its keep: \(figures)."
    case .no: "The bend does not earn its keep; linear regression predicts better: \(figures)."
    case .undecided:
      "Whether the bend earns its keep is not shown: \(figures), which is within what the folds vary by. "
        + "Linear regression is simpler."
    }
  }
}

extension Outcome {
  /// What work comes to that was stopped, with what is left of it.
  package init(_ stop: TrainingProgress.Stop, _ rest: String) {
    switch stop {
    case .cancelled: self = .interrupted(reason: "stopped early; \(rest)")
    case .timeLimit(let limit): self = .undecided(reason: "the time limit of \(limit.words) was reached; \(rest)")
    }
  }
}
