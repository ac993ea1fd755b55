import Knotwork
import KnotworkFitting

/// How well a size of network predicts rows held out, beside the number of pieces that it has there.
public struct SizeAccuracy: Sendable {
  /// What was fitted.
  public enum Kind: Equatable, Sendable {
    /// A trained network, with the units of its hidden layers.
    case network(hidden: [Int])
    /// A broken line, with its number of knots.
    case brokenLine(knots: Int)
  }

  /// What was fitted.
  public let kind: Kind
  /// In how many regions rows lie, on average over the parts; for a broken line its pieces.
  public let pieces: Double
  /// The error on the rows held out.
  public let error: HeldOutError
  /// Whether it is what the answer's network is.
  public let isChosen: Bool

  /// The sizes that were tried, fewest pieces first: of each size of network the best trial.
  ///
  /// - Parameter chosen: the model that is the answer; nil for the network that was fitted.
  static func all(_ fitted: FittedNetwork, chosen: CrossValidation.Method?) -> [SizeAccuracy] {
    let trained = fitted.trained
    let isLine = chosen == nil || chosen == .network ? fitted.isLine : chosen == .brokenLine || chosen == .linear
    let knots = chosen == .linear ? 0 : fitted.line?.knots
    let isTrained = !isLine && (chosen == nil || chosen == .network)
    let networks = trained.trials.enumerated().compactMap { index, trial in
      trial.pieces.map { pieces in
        SizeAccuracy(
          kind: .network(hidden: trial.hidden), pieces: pieces, error: trial.error,
          isChosen: isTrained && index == trained.chosen)
      }
    }
    let lines = (fitted.line?.trials ?? []).map { trial in
      SizeAccuracy(
        kind: .brokenLine(knots: trial.knots), pieces: Double(trial.knots + 1), error: trial.error,
        isChosen: isLine && trial.knots == knots)
    }
    let all = (networks + lines).filter { $0.error.mean.isFinite }
    let order = all.indices.sorted { (all[$0].pieces, $0) < (all[$1].pieces, $1) }
    return order.map { all[$0] }
  }

  /// "network of 16 units", "broken line, 2 knots".
  var name: String {
    switch kind {
    case .network(let hidden):
      "network of \(hidden.map(\.grouped).joined(separator: " and ")) \(hidden == [1] ? "unit" : "units")"
    case .brokenLine(0): "straight line"
    case .brokenLine(let knots): "broken line, \(knots.counted("knot"))"
    }
  }
}
