import Knotwork
import KnotworkGeometry

/// Network, broken line, sums of broken lines, linear regression and the mean, each fitted to some rows and tested on the others,
/// fold by fold.
public struct CrossValidation: Sendable {
  /// What is compared.
  public enum Method: String, CaseIterable, Sendable {
    /// The fitted ReLU network.
    case network
    /// The best broken line, where there is one input.
    case brokenLine = "broken_line"
    /// A sum of broken lines, one for each input that matters, where there are several.
    case additive
    /// Such a sum with oblique hinges of pairs of inputs.
    case pairwise
    /// Linear regression with an intercept.
    case linear
    /// The mean of the training rows for every row.
    case mean
  }

  /// One fold: its rows are predicted by what was fitted to all others.
  public struct Fold: Sendable {
    /// Its name in the split file, or its number.
    public let name: String
    /// Number of rows fitted to.
    public let trainingRows: Int
    /// Number of rows predicted.
    public let testRows: Int
    /// The units of each hidden layer of the network.
    public let hidden: [Int]
    /// The scores on the rows predicted, of each method.
    public let scores: [Method: Scores]
  }

  /// The folds that are done.
  public let folds: [Fold]
  /// Whether all folds are done.
  public let isComplete: Bool

  /// Which fold each row is tested in: `count` parts of about equal size, drawn at random.
  ///
  /// - Requires: 2 ≤ count ≤ rows.
  /// - Complexity: O(rows).
  public static func split(rows: Int, count: Int, seed: UInt64) -> [Int] {
    precondition(count >= 2 && count <= rows, "CrossValidation: \(count) folds of \(rows) rows")
    var generator = SplitMix64(state: seed)
    var result = [Int](repeating: 0, count: rows)
    for (place, row) in Array(0..<rows).shuffled(using: &generator).enumerated() { result[row] = place % count }
    return result
  }

  /// Fits and tests on every fold.
  ///
  /// - Parameters:
  ///   - table: the rows.
  ///   - split: for each row the fold in which it is tested, from 0.
  ///   - names: the names of the folds.
  ///   - isExact: whether networks are evaluated in exact arithmetic.
  ///   - threads: how many share the predictions; the numbers do not depend on it.
  ///   - sums: gives sums of broken lines for the rows that it is handed, none where they are not compared, or nil to stop.
  ///   - fit: gives the network for the rows that it is handed, and perhaps the best broken line, or nil to stop; `label` names
  ///     the fold.
  /// - Requires: one fold per row of the table.
  /// - Throws: what `fit` and `sums` throw.
  /// - Complexity: for each fold that of `fit` and `sums`, and O(n · d²) for the linear regression.
  public init(
    _ table: DataTable, split: [Int], names: [String], isExact: Bool = false, threads: Int = 1,
    sums: (_ rows: TableRows) throws -> [Method: Network]? = { _ in [:] },
    fit: (_ rows: TableRows, _ label: String) throws -> (network: Network, line: BrokenLine?)?
  ) rethrows {
    precondition(split.count == table.rowCount, "CrossValidation: one fold per row expected")
    var folds: [Fold] = []
    for (number, name) in names.enumerated() {
      guard split.contains(number), split.contains(where: { $0 != number }) else { continue }
      let training = TableRows(table, split.indices.filter { split[$0] != number })
      guard let (network, line) = try fit(training, "fold \(number)") else { break }
      guard let sums = try sums(training) else { break }
      let (linear, mean) = CrossValidation.simple(training)
      let test = table.rows(split.indices.filter { split[$0] == number })
      var scores: [Method: Scores] = [
        .network: isExact
          ? Scores(residuals: ExactPredictions(network, on: test).residuals, for: test)
          : Scores(of: network.predictions(for: test, threads: threads), for: test),
        .linear: Scores(of: linear(test), for: test), .mean: Scores(of: mean(test), for: test),
      ]
      if let line { scores[.brokenLine] = Scores(of: test.columns[0].map { line($0) }, for: test) }
      for (method, sum) in sums { scores[method] = Scores(of: sum.predictions(for: test, threads: threads), for: test) }
      folds.append(
        Fold(
          name: name, trainingRows: training.count, testRows: test.rowCount,
          hidden: network.layers.dropLast().map(\.unitCount), scores: scores))
    }
    self.folds = folds
    isComplete = folds.count == names.count
  }

  /// Linear regression and the mean.
  private static func simple(_ rows: TableRows) -> (linear: LinearRegression, mean: LinearRegression) {
    let rows = rows.copied()
    let mean = DataTable(
      inputNames: [], columns: [], targetName: rows.targetName, target: rows.target, weights: rows.weights)
    return (LinearRegression(rows), LinearRegression(mean))
  }

  /// How much work cross-validation is, in rows × epochs, for ``TrainingProgress``.
  public static func expect(_ table: DataTable, folds: Int, options: TrainingOptions, progress: TrainingProgress) {
    let work = Trainer(options).work(for: table)
    progress.expect(work + folds * work * (folds - 1) / max(1, folds))
  }

  /// The methods that were compared on every fold.
  public var methods: [Method] {
    Method.allCases.filter { method in folds.allSatisfy { $0.scores[method] != nil } && !folds.isEmpty }
  }

  /// The folds, by their numbers from 0, on which the root mean squared error of a method is more than three times its median
  /// over all folds; none where that is rounding.
  ///
  /// - Complexity: O(folds · log folds).
  public func failures(of method: Method) -> [Int] {
    let errors = folds.compactMap { $0.scores[method]?.rmse }
    guard errors.count == folds.count, errors.count > 2 else { return [] }
    let median = errors.sorted()[errors.count / 2]
    return median > 0 ? errors.indices.filter { errors[$0] > 3 * median } : []
  }

  /// The mean of a score over the folds and its standard error; nil where a fold does not have it.
  ///
  /// - Complexity: O(folds).
  public func summary(of method: Method, _ score: (Scores) -> Double?) -> (mean: Double, error: Double?)? {
    let values = folds.compactMap { fold in fold.scores[method].flatMap(score) }
    guard values.count == folds.count, !values.isEmpty else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    guard values.count > 1 else { return (mean, nil) }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return (mean, (variance / Double(values.count)).squareRoot())
  }
}
