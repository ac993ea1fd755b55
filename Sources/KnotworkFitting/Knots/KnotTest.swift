import KnotworkGeometry

/// Is there a knot at all? A test of a straight line against one with a knot somewhere.
///
/// Where the knot would be is unknown under the hypothesis of a line, so the largest of the t statistics of a bend over
/// candidate positions has no t distribution. Davies (1987) bounds the probability that their supremum exceeds M by
/// 2 P(Z > M) + V exp(−M² / 2) / √(2 π), where V is the total variation of the statistics over the positions (two-sided).
public struct KnotTest: Equatable, Sendable {
  /// The position with the largest statistic.
  public let position: Double
  /// The largest |t| over the positions, brought to the scale of a standard normal variable.
  public let statistic: Double
  /// The bound on the probability of so large a statistic under a straight line; at most 1.
  public let pValue: Double
  /// Number of candidate positions.
  public let candidates: Int

  /// The test on rows of one input; nil where there are fewer than five rows or four different positions.
  ///
  /// - Throws: as ``KnotFit/init(_:knots:minRows:model:proof:until:)``.
  /// - Complexity: O(n log n).
  public init?(_ rows: WeightedRows, candidates: Int = 200) throws(InvalidRows) {
    let sorted = try KnotFit.sorted(rows)
    guard let setting = Setting(sorted, candidates) else { return nil }
    let (freedom, size, line, straight) = (setting.freedom, setting.size, setting.line, setting.straight)
    var (best, variation) = ((statistic: -1.0, position: 0.0), 0.0)
    var last: Double?
    for number in 0..<size {
      let u = setting.position(number)
      let bent = max(line.cost(u), 0)
      let gain = max(straight - bent, 0)
      // t² = gain / s²; its sign is that of the bend.
      let t = bent > 0 ? (gain * Double(freedom) / bent).squareRoot() : .infinity
      let tail = StudentT(degreesOfFreedom: Double(freedom)).twoSidedP(t) / 2
      let z = tail > 1e-300 ? TailProbability.normalQuantile(min(tail, 0.5)) : 37
      let bend = sorted.fit([u])?.bend ?? 0
      let signed = bend < 0 ? -z : z
      if z > best.statistic { best = (z, u) }
      if let last { variation += (signed - last).magnitude }
      last = signed
    }
    position = sorted.x(best.position)
    statistic = best.statistic
    let m = best.statistic
    pValue = min(
      1, 2 * TailProbability.normal(m) + 2 * variation * Elementary.exp(-m * m / 2) / (8 * Double.pi).squareRoot())
    self.candidates = size
  }

  /// The most that a knot at one of the candidates gains, as a share of what is left then: the largest t² / (n − 3).
  static func largestGain(_ rows: LineRows, candidates: Int = 200) -> Double? {
    guard let setting = Setting(rows, candidates) else { return nil }
    return (0..<setting.size).reduce(0) { largest, number in
      let bent = max(setting.line.cost(setting.position(number)), 0)
      let gain = max(setting.straight - bent, 0)
      return max(largest, bent > 0 ? gain / bent : .infinity)
    }
  }

  /// The line without a knot, and where one is tried.
  private struct Setting {
    let rows: LineRows
    let freedom: Int
    let size: Int
    let straight: Double
    let line: KnotPositionCost

    init?(_ rows: LineRows, _ candidates: Int) {
      self.rows = rows
      freedom = rows.rowCount - 3
      let inner = rows.count - 2
      guard freedom >= 2, inner >= 2, let straight = rows.cost([]), let sides = rows.sides([]) else { return nil }
      self.straight = straight
      size = min(inner, candidates)
      line = KnotPositionCost(
        rows: rows, left: sides.left[0], right: sides.right[1], lower: rows.u[0], upper: rows.u[rows.count - 1])
    }

    func position(_ number: Int) -> Double {
      let inner = rows.count - 2
      return rows.u[1 + (size == inner ? number : (2 * number + 1) * inner / (2 * size))]
    }
  }
}

extension NodeFit {
  /// The jump of the slope at the only knot.
  fileprivate var bend: Double {
    (values[2] - values[1]) / (nodes[2] - nodes[1]) - (values[1] - values[0]) / (nodes[1] - nodes[0])
  }
}
