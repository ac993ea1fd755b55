import KnotworkGeometry

/// How many knots the rows call for.
public struct KnotSelection: Equatable, Sendable {
  /// What decides.
  public enum Criterion: Equatable, Sendable {
    /// The least n ln(RSS / n) + (2 + 2 k) ln n (Schwarz 1978).
    case bic
    /// The least mean squared error over a number of folds; rows go to folds in turn, in the order of x.
    case crossValidation(folds: Int)
  }

  /// The fits with 0, 1, 2, … knots.
  public let fits: [KnotFit]
  /// The criterion for each of them; the least decides.
  public let scores: [Double]
  /// The number of knots chosen.
  public let chosen: Int

  /// Chooses among 0 … `largest` knots.
  ///
  /// - Throws: as ``KnotFit/init(_:knots:proof:)``, and ``InvalidRows`` when there are fewer than two folds or more
  ///   than rows.
  /// - Complexity: that of fitting with 0 … `largest` knots, once more for each fold, and one proof.
  public init(
    _ rows: WeightedRows, upTo largest: Int, by criterion: Criterion = .bic, proof: KnotFit.Proof = .automatic
  ) throws(InvalidRows) {
    let fits = try KnotFit.all(rows, upTo: largest, proof: .never)
    switch criterion {
    case .bic: scores = fits.map(\.bic)
    case .crossValidation(let folds): scores = try KnotSelection.errors(rows, upTo: fits.count - 1, folds: folds)
    }
    // A fit that is perfect but for rounding needs no more knots; what more of them gain is rounding too.
    let total = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    var chosen = 0
    for (count, score) in scores.enumerated() where fits[count].degreesOfFreedom > 0 {
      if fits[chosen].residualSum <= 1e-20 * total { break }
      if score < scores[chosen] { chosen = count }
    }
    self.chosen = chosen
    var all = fits
    all[chosen] = try fits[chosen].proved(rows, proof)
    self.fits = all
  }

  /// Mean squared errors on the rows left out, for each number of knots.
  private static func errors(_ rows: WeightedRows, upTo largest: Int, folds: Int) throws(InvalidRows) -> [Double] {
    let order = (0..<rows.count).filter { rows.weights[$0] > 0 }
      .sorted { (rows.inputs[$0, 0], $0) < (rows.inputs[$1, 0], $1) }
    guard folds >= 2, folds <= order.count else {
      throw InvalidRows("\(folds) folds for \(order.count) rows; expected at least 2, and no more than rows")
    }
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: largest + 1)
    var total = CompensatedSum()
    for row in order { total.add(rows.weights[row]) }
    for fold in 0..<folds {
      let kept = order.indices.filter { $0 % folds != fold }.map { order[$0] }
      let part = try WeightedRows(
        inputs: Matrix(kept.map { [rows.inputs[$0, 0]] }), targets: kept.map { rows.targets[$0] },
        weights: kept.map { rows.weights[$0] })
      let fits = try KnotFit.all(part, upTo: largest, proof: .never)
      for index in order.indices where index % folds == fold {
        let row = order[index]
        for count in 0...largest {
          let fit = fits[min(count, fits.count - 1)]
          let residual = rows.targets[row] - fit.line(rows.inputs[row, 0])
          sums[count].add(rows.weights[row] * residual * residual)
        }
      }
    }
    return sums.map { $0.value / total.value }
  }
}
