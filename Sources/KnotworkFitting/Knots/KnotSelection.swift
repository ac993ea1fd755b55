import KnotworkGeometry

/// How many knots the rows call for.
public struct KnotSelection: Equatable, Sendable {
  /// What decides.
  public enum Criterion: Equatable, Sendable {
    /// The least ``KnotFit/searchedBIC``, but no more knots than are best on rows left out: where the spread of the rows is
    /// unequal, or their noise has heavy tails, BIC takes noise for knots, and rows left out do not.
    case bic
    /// The least mean squared error over a number of folds; rows go to folds in turn, in the order of x.
    case crossValidation(folds: Int)
  }

  /// Errors on rows left out.
  public struct Validation: Equatable, Sendable {
    /// The number of folds.
    public let folds: Int
    /// The mean squared error for 0, 1, … knots.
    public let errors: [Double]
    /// The same in each fold: one list for each number of knots.
    public let foldErrors: [[Double]]

    /// The folds, from 0, whose root mean squared error is more than three times the median of all; none where it is rounding.
    ///
    /// - Requires: there is such a number of knots.
    public func failures(knots: Int) -> [Int] {
      let sorted = foldErrors[knots].sorted()
      let median = sorted[sorted.count / 2]
      return foldErrors[knots].indices.filter { foldErrors[knots][$0] > 9 * median && median > 0 }
    }
  }

  /// The fits with 0, 1, 2, … knots.
  public let fits: [KnotFit]
  /// The criterion for each of them; the least decides. BIC is −∞ for a perfect fit.
  public let scores: [Double]
  /// The number of knots chosen.
  public let chosen: Int
  /// The number that BIC alone chooses; nil where cross-validation decides.
  public let chosenByBIC: Int?
  /// Errors on rows left out, for as many knots as they were needed for; nil where there are too few rows.
  public let validation: Validation?

  /// Chooses among 0 … `largest` knots.
  ///
  /// - Parameters:
  ///   - rows: points of one coordinate.
  ///   - largest: the most knots that are tried.
  ///   - criterion: what decides.
  ///   - minRows: the least number of different positions in a piece, those at its ends counted.
  ///   - model: what is known of the line.
  ///   - proof: whether to prove that no knots do better than those chosen.
  ///   - deadline: what was found by then decides; BIC where errors on rows left out are missing.
  /// - Throws: as ``KnotFit/init(_:knots:minRows:model:proof:until:)``, and ``InvalidRows`` when there are fewer than two folds or more
  ///   than rows.
  /// - Complexity: that of fitting with 0 … `largest` knots, once more for each fold, and one proof.
  public init(
    _ rows: WeightedRows, upTo largest: Int, by criterion: Criterion = .bic, minRows: Int = 1,
    model: KnotModel = KnotModel(), proof: KnotFit.Proof = .automatic, until deadline: Deadline = .none
  ) throws(InvalidRows) {
    var fits = try KnotFit.all(
      rows, upTo: largest, minRows: minRows, model: model, proof: .never, until: deadline)
    // What is not admitted leaves the best with fewer knots.
    fits = fits.enumerated().filter { $0.offset == $0.element.knots.count }.map(\.element)
    let positions = try KnotFit.sorted(rows).count
    if fits.count == 1, largest > 0, minRows > 1, (3...4).contains(positions) {
      // Between so few positions no place of a knot is determined.
      for count in 1...min(largest, positions - 2) {
        if let fit = try KnotFit(rows, atRows: count, model: model) { fits.append(fit) }
      }
    }
    // A fit that is perfect but for rounding needs no more knots; what more of them gain is rounding too.
    let total = zip(rows.weights, rows.targets).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    func least(_ scores: [Double]) -> Int {
      var chosen = 0
      for (count, score) in scores.enumerated() where fits[count].degreesOfFreedom > 0 {
        if fits[chosen].residualSum <= 1e-20 * total { break }
        if score < scores[chosen] { chosen = count }
      }
      return chosen
    }
    switch criterion {
    case .bic:
      scores = fits.map(\.searchedBIC)
      let byBIC = least(scores)
      chosenByBIC = byBIC
      if byBIC > 0, fits[byBIC].placement == .estimated, fits[byBIC].residualSum > 1e-20 * total, fits[0].rowCount >= 20
      {
        let validation = try KnotSelection.validation(rows, upTo: byBIC, folds: 10, minRows, model, deadline)
        chosen = validation.map { least($0.errors) } ?? byBIC
        self.validation = validation
      } else {
        (chosen, validation) = (byBIC, nil)
      }
    case .crossValidation(let folds):
      let validation = try KnotSelection.validation(
        rows, upTo: fits.count - 1, folds: folds, minRows, model, deadline)
      scores = validation?.errors ?? fits.map(\.searchedBIC)
      chosen = least(scores)
      (self.validation, chosenByBIC) = (validation, nil)
    }
    fits[chosen] = try fits[chosen].proved(rows, proof, until: deadline)
    self.fits = fits
  }

  /// Mean squared errors on the rows left out, for each number of knots; nil where the time is over before all folds are done.
  private static func validation(
    _ rows: WeightedRows, upTo largest: Int, folds: Int, _ minRows: Int, _ model: KnotModel,
    _ deadline: Deadline
  ) throws(InvalidRows) -> Validation? {
    let order = (0..<rows.count).filter { rows.weights[$0] > 0 }
      .sorted { (rows.inputs[$0, 0], $0) < (rows.inputs[$1, 0], $1) }
    guard folds >= 2, folds <= order.count else {
      throw InvalidRows(
        "\(folds.counted("fold")) for \(order.count.counted("row")); expected at least 2, and no more than rows")
    }
    var sums = [[Double]](repeating: [Double](repeating: 0, count: folds), count: largest + 1)
    var totals = [Double](repeating: 0, count: folds)
    for fold in 0..<folds {
      let kept = order.indices.filter { $0 % folds != fold }.map { order[$0] }
      let part = try WeightedRows(
        inputs: Matrix(kept.map { [rows.inputs[$0, 0]] }), targets: kept.map { rows.targets[$0] },
        weights: kept.map { rows.weights[$0] })
      let fits = try KnotFit.all(
        part, upTo: largest, minRows: minRows, model: model, proof: .never, until: deadline)
      if deadline.hasPassed { return nil }
      for index in order.indices where index % folds == fold {
        let row = order[index]
        totals[fold] += rows.weights[row]
        for count in 0...largest {
          let fit = fits[min(count, fits.count - 1)]
          let residual = rows.targets[row] - fit.line(rows.inputs[row, 0])
          sums[count][fold] += rows.weights[row] * residual * residual
        }
      }
    }
    let total = totals.reduce(0, +)
    return Validation(
      folds: folds, errors: sums.map { $0.reduce(0, +) / total },
      foldErrors: sums.map { sums in zip(sums, totals).map { $0 / $1 } })
  }
}
