import Knotwork

/// A network for a table: trained, or for one input the best broken line, whichever rows held out speak for.
public struct FittedNetwork: Sendable {
  /// The trained network, and how it was chosen.
  public let trained: NetworkFit
  /// The best broken line; nil unless there is one input.
  public let line: BrokenLineFit?
  /// Whether the network is that of the broken line.
  public let isLine: Bool
  /// The network.
  public let network: Network

  /// Whether all was done that was asked for; false after a stop.
  public var isComplete: Bool { trained.isComplete }

  /// A network that was found by itself.
  public init(_ trained: NetworkFit) { (self.trained, line, isLine, network) = (trained, nil, false, trained.network) }

  /// Trains, and looks for the best broken line where there is one input.
  ///
  /// The broken line is taken where the number of units is left open, and its error on rows held out is no larger than that of the
  /// trained network by more than three in a thousand: it is the simpler one, and the best of its kind. Where the smallest
  /// network is wanted, it is the one with fewer knots among those within one standard error of the best.
  ///
  /// - Requires: the table has rows and inputs.
  /// - Throws: as ``Trainer/fit(_:label:)``.
  /// - Complexity: that of both.
  public init(_ trainer: Trainer, _ table: DataTable, label: String) throws(InvalidNetwork) {
    trained = try trainer.fit(table, label: label)
    let (options, n) = (trainer.options, table.rowCount)
    let found =
      trained.isComplete && table.inputCount == 1
      ? BrokenLineFit(
        table, heldOut: n >= 10 ? trainer.heldOutRows(of: n) : [], prefersSmall: options.prefersSmall,
        isCancelled: { trainer.isCancelled }) : nil
    line = found
    guard let found, found.knots > 0, FittedNetwork.admitsLine(options),
      FittedNetwork.isBetter(found, than: trained, prefersSmall: options.prefersSmall),
      let network = try? found.fit.line.network(inputName: table.inputNames[0], outputName: table.targetName)
    else {
      (isLine, network) = (false, trained.network)
      return
    }
    (isLine, self.network) = (true, network)
  }

  /// Whether a broken line is a network of the kind that is asked for.
  package static func admitsLine(_ options: TrainingOptions) -> Bool {
    options.hidden == nil && options.hasBias && options.activation == .relu && options.l1 == 0 && options.decay == 0
      && options.l2 == nil
  }

  private static func isBetter(_ line: BrokenLineFit, than trained: NetworkFit, prefersSmall: Bool) -> Bool {
    let (own, other) = (line.trials[line.knots].error, HeldOutError(trained.trials[trained.chosen].losses))
    guard own.mean.isFinite, other.mean.isFinite else { return false }
    let units = trained.trials[trained.chosen].hidden.reduce(0, +)
    guard prefersSmall else { return own.mean <= other.limit(isWide: false) }
    // Of both the one within a standard error of the best, with fewer knots.
    let all = line.trials.map(\.error) + trained.trials.map { HeldOutError($0.losses) }
    let limit = all.min { $0.mean < $1.mean }?.limit(isWide: true) ?? .infinity
    if other.mean > limit { return true }
    return own.mean <= limit && line.knots <= units
  }
}
