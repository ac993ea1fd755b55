import KnotworkGeometry

/// A place between two neighbouring rows where two separate lines fit better than a continuous line: a jump.
public struct Jump: Equatable, Sendable {
  /// The position before it.
  public let left: Double
  /// The position after it.
  public let right: Double
  /// How far the value jumps in the middle between them.
  public let height: Double
  /// The residual sum of the two lines.
  public let residualSum: Double

  /// The best jump, with at least `minRows` different positions on either side; nil where there are too few, or where a
  /// continuous line has no greater criterion (``KnotFit/searchedBIC``) by 6 at least, which is strong evidence (Kass and
  /// Raftery 1995).
  ///
  /// - Throws: as ``KnotFit/init(_:knots:minRows:model:proof:until:)``.
  /// - Complexity: O(n log n).
  public init?(_ rows: WeightedRows, against fit: KnotFit, minRows: Int = 3) throws(InvalidRows) {
    let sorted = try KnotFit.sorted(rows)
    let least = max(2, minRows)
    guard fit.model.isFree, fit.residualSum > 0, sorted.count >= 2 * least else { return nil }
    var best: (index: Int, cost: Double)?
    for index in least...(sorted.count - least) {
      guard let left = sorted.lineCost(from: 0, to: index), let right = sorted.lineCost(from: index, to: sorted.count)
      else { continue }
      if left + right < best?.cost ?? .infinity { best = (index, left + right) }
    }
    guard let best, let first = sorted.line(from: 0, to: best.index),
      let second = sorted.line(from: best.index, to: sorted.count)
    else { return nil }
    residualSum = sorted.residualSum(best.cost, of: rows)
    let n = Double(fit.rowCount)
    let criterion = n * Elementary.log(residualSum / n) + 6 * Elementary.log(n)
    guard criterion < fit.searchedBIC - 6 else { return nil }
    let middle = sorted.u[best.index - 1] / 2 + sorted.u[best.index] / 2
    (left, right) = (sorted.positions[best.index - 1], sorted.positions[best.index])
    height = (second.value - first.value + (second.slope - first.slope) * middle) * sorted.yScale
  }
}

extension LineRows {
  /// The cost of the regression line over positions `first` up to, not including, `last`.
  fileprivate func lineCost(from first: Int, to last: Int) -> Double? {
    guard last - first >= 2 else { return nil }
    let m = moments(from: first, to: last, about: u[first])
    let spread = m[2] - m[1] * m[1] / m[0]
    guard spread > 0 else { return nil }
    let cross = m[4] - m[1] * m[3] / m[0]
    return max(0, m[5] - m[3] * m[3] / m[0] - cross * cross / spread)
  }
}
