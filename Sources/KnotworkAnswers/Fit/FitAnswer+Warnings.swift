import Knotwork
import KnotworkFitting

extension FitAnswer {
  /// Where the answer deserves doubt, a sentence each.
  public var warnings: [String] { failingFolds + blackBox + unwritten }

  /// Folds on which a method is far worse than on the others: its mean is that of a few rows.
  private var failingFolds: [String] {
    guard let comparison else { return [] }
    return comparison.methods.flatMap { method in
      comparison.failures(of: method).compactMap { number -> String? in
        let fold = comparison.folds[number]
        guard let rmse = fold.scores[method]?.rmse else { return nil }
        let others = comparison.folds.enumerated().filter { $0.offset != number }.compactMap {
          $0.element.scores[method]?.rmse
        }
        let mean = others.reduce(0, +) / Double(max(1, others.count))
        return
          "fold \(fold.name) fails: there \(method.title) has RMSE \(rmse.short), and \(mean.short) on average over the "
          + "others; its mean and standard error rest on this fold"
      }
    }
  }

  /// The best weights are not near any doubles.
  private var unwritten: [String] {
    guard let certificate = exact?.certificate, certificate.isComplete, !certificate.isWritten else { return [] }
    return [
      "the columns are combinations of each other but for rounding, and the best network would fit that rounding, with huge weights that "
        + "nearly cancel; leave a column out (--features)"
    ]
  }

  private var blackBox: [String] {
    guard diagnostics.isBlackBox else { return [] }
    let rows =
      diagnostics.pointCount == diagnostics.rowCount
      ? diagnostics.rowCount.counted("row")
      : "\(diagnostics.pointCount.grouped) different points of \(diagnostics.rowCount.counted("row"))"
    return [
      "the network is a black box, with nearly a formula for every row: \(diagnostics.pieces.count.counted("region")) for "
        + "\(rows). It explains no more than a list of predictions; --small looks for the smallest network that predicts as well"
    ]
  }
}

extension CrossValidation.Method {
  /// What it is called in texts.
  var title: String {
    switch self {
    case .network: "the network"
    case .brokenLine: "the best broken line"
    case .additive: "the sum of broken lines"
    case .pairwise: "the sum of broken lines with pairs"
    case .linear: "linear regression"
    case .mean: "the mean"
    }
  }

  /// The same at the beginning of a line.
  var label: String { title.hasPrefix("the ") && self != .mean ? String(title.dropFirst(4)) : title }
}
