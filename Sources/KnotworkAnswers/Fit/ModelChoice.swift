import Knotwork
import KnotworkFitting

/// Which of the models that were compared on the same rows is the answer: the simplest one within one standard error of the best
/// (Breiman, Friedman, Olshen and Stone 1984), or the best.
public struct ModelChoice: Equatable, Sendable {
  /// What is preferred.
  public enum Preference: Sendable {
    /// The simplest one within one standard error of the best.
    case simplest
    /// The one with the least error on rows held out.
    case best
  }

  /// The model with the least root mean squared error, on average over the folds.
  public let best: CrossValidation.Method
  /// The simplest one that is not worse by more than the standard error of the best.
  public let simplest: CrossValidation.Method
  /// The one that was chosen.
  public let chosen: CrossValidation.Method

  /// From simple to complicated.
  private static let order: [CrossValidation.Method] = [.linear, .brokenLine, .additive, .pairwise, .network]

  /// Chooses; nil where fewer than two folds were compared.
  init?(_ comparison: CrossValidation, _ preference: Preference) {
    let found = ModelChoice.order.compactMap { method in
      comparison.summary(of: method) { $0.rmse }.map { (method: method, mean: $0.mean, error: $0.error) }
    }
    guard let best = found.min(by: { $0.mean < $1.mean }), let error = best.error else { return nil }
    self.best = best.method
    simplest = found.first { $0.mean <= best.mean + error }?.method ?? best.method
    chosen = preference == .simplest ? simplest : best.method
  }

  /// What it comes to.
  var sentence: String {
    let written = chosen == simplest ? "" : "; the answer is the best: \(chosen.title)"
    return simplest == best
      ? "The simplest model within one standard error of the best is \(simplest.title), the best itself\(written)."
      : "The simplest model within one standard error of the best, \(best.title), is \(simplest.title)\(written)."
  }
}
