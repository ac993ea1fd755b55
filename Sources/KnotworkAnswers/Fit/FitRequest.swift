import Knotwork
import KnotworkFitting

/// Which ReLU network explains a table, and does it do so better than linear regression?
public struct FitRequest: Sendable {
  /// How the network is found.
  public enum Method: Sendable {
    /// By training.
    case training
    /// The certified optimum of a small network; gradient training beside it. With its proof where that is wanted.
    case exact(isProved: Bool = false)
  }

  /// How networks are trained.
  public var training: TrainingOptions
  /// How the network is found.
  public var method: Method
  /// On which held-out rows it is compared with linear regression; nil for none.
  public var folds: Folds?

  /// Which of the models that are compared is the answer, where the kind of network is left open.
  public var preference = ModelChoice.Preference.simplest

  /// A request for a network.
  public init(_ training: TrainingOptions = TrainingOptions(), method: Method = .training, folds: Folds? = nil) {
    self.training = training
    self.method = method
    self.folds = folds
  }

  /// Whether the certified optimum is asked for.
  public var isExact: Bool { if case .exact = method { true } else { false } }

  /// Whether the answer may be another model than a trained network: nothing is said about the network, and there are folds.
  public var choosesModel: Bool {
    !isExact && folds != nil && !training.prefersSmall && training.average == nil && FittedNetwork.admitsLine(training)
  }

  /// Says what is wrong with the request for a table.
  ///
  /// - Throws: ``InvalidRequest`` for a certified optimum of a network or table that there is no method for.
  public func validate(for table: DataTable) throws(InvalidRequest) {
    if isExact { try ExactFit.check(table, training) }
    if training.prefersSmall {
      if isExact { throw InvalidRequest("small", "the size of a certified optimum is given; nothing is to be chosen") }
      if training.hidden != nil {
        throw InvalidRequest("small", "chooses the number of units, which hidden gives; expected one of both")
      }
      if training.average ?? 1 > 1 {
        throw InvalidRequest("average", "an average of networks has the units of all; expected 1 with small")
      }
    }
  }

  /// Fits, compares, and looks at what was found.
  ///
  /// - Parameters:
  ///   - table: the rows.
  ///   - progress: where to read, meanwhile, how far the work has come, and to cancel it; when it is cancelled or its time is
  ///     over, what was found by then is the answer.
  ///   - journal: keeps the state of the training.
  ///   - keep: is called with the network as soon as it is there, before the comparison.
  /// - Throws: ``InvalidRequest`` as ``validate(for:)`` does, and what `keep` throws.
  public func answer(
    about table: DataTable, progress: TrainingProgress = TrainingProgress(), journal: (any TrainingJournal)? = nil,
    keep: (Network) throws -> Void = { _ in }
  ) throws -> FitAnswer {
    try validate(for: table)
    let trainer = Trainer(training, progress: progress, journal: journal)
    var optimum: CertifiedFit?
    if !isExact { CrossValidation.expect(table, folds: folds?.names.count ?? 0, options: training, progress: progress) }
    var answer = try FitAnswer(
      table, folds: folds, isExact: isExact, threads: training.threads, seed: training.seed, progress: progress,
      preference: choosesModel ? preference : nil, keep: keep
    ) { rows, label in
      guard case .exact(let isProved) = method else { return try FittedNetwork(trainer, rows, label: label) }
      // The proof is that of all rows.
      let found = try ExactFit.optimum(rows, training, isProved: isProved && optimum == nil, progress)
      optimum = optimum ?? found
      return FittedNetwork(NetworkFit(network: found.network, isComplete: !progress.isCancelled))
    }
    if let optimum {
      answer.exact = try ExactFit(optimum, table, training, starts: training.restarts ?? 200, progress: progress)
    }
    return answer
  }
}
