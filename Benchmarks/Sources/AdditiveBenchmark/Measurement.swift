import Foundation
import KnotworkFitting

/// Mean and standard error of some numbers.
struct Mean {
  let value: Double
  let error: Double

  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count - 1))
    (value, error) = (mean, (variance / Double(values.count)).squareRoot())
  }
}

/// A fit to each part of a table, tested on the others.
struct Measurement {
  private(set) var errors: [Double] = []
  private(set) var terms: [Double] = []
  private(set) var knots: [Double] = []
  private(set) var shrunk = 0
  private(set) var seconds = 0.0

  /// The fewest terms with which the mean test error is that of a peer, or less: forms by BIC with 0, 1, 2, … knots; nil where 30 knots are
  /// not enough.
  static func terms(_ table: DataTable, _ folds: [Int], reaching error: Double) throws -> Double? {
    var options = AdditiveOptions()
    options.criterion = .bic
    for knots in 0...30 {
      options.mostKnots = knots
      let found = try Measurement(table, folds, options)
      if Mean(found.errors).value <= error { return Mean(found.terms).value }
    }
    return nil
  }

  init(_ table: DataTable, _ folds: [Int], _ options: AdditiveOptions) throws {
    for fold in Set(folds).sorted() {
      let training = table.rows(folds.indices.filter { folds[$0] != fold })
      let test = table.rows(folds.indices.filter { folds[$0] == fold })
      let start = ContinuousClock.now
      let fit = try AdditiveFit(training, options)
      seconds += (ContinuousClock.now - start) / .seconds(1)
      errors.append(Scores(of: fit.network.predictions(for: test), for: test).rmse)
      terms.append(Double(fit.termCount))
      knots.append(Double(fit.knotCount + fit.hingeCount))
      if fit.shrinkage != nil { shrunk += 1 }
    }
  }
}
