/// Grows a form that all groups of rows share. Each group has coefficients of its own, so that a column explains in all of them together
/// what it explains in each by itself, and one pass over the rows of each gives all knots of an input exactly.
struct SharedKnotGrowth {
  private(set) var form: AdditiveForm
  private let groups: [AdditiveRows]
  private let limits: [AdditiveLimits]
  private var bases: [OrthogonalRows]
  /// The knots of each input that leave rows on both sides in every group.
  private let knots: [[Double]]

  /// - Parameters:
  ///   - groups: the rows of each group, in the same units.
  ///   - limits: of each group.
  ///   - isCancelled: asked often; what has grown by then is the form.
  /// - Complexity: O(n · d) for each column and what is there, and O(n · d · log n) before.
  init(_ groups: [AdditiveRows], _ limits: [AdditiveLimits], isCancelled: () -> Bool) {
    let inputs = limits[0].inputCount
    (self.groups, self.limits) = (groups, limits)
    form = AdditiveForm(inputCount: inputs)
    bases = groups.map { OrthogonalRows(target: $0.target, factors: $0.factors) }
    let total = bases.reduce(0) { $0 + $1.residualSquares }
    let knots = (0..<inputs).map { input in
      limits[0].admitsKnots(input) ? SharedKnotGrowth.knots(input, groups, limits) : []
    }
    self.knots = knots
    var candidates = (0..<inputs).map { input in
      zip(groups, limits).map { rows, limits in
        KnotCandidates(
          rows.columns[input], factors: rows.factors, minRows: limits.minRows(input), at: knots[input])
      }
    }
    for group in groups.indices { exclude(bases[group].constant, group, &candidates) }
    // No group may have more columns than its rows carry.
    let most = limits.map(\.mostColumns).min() ?? 0
    while form.columnCount < most, !isCancelled() {
      guard let step = best(candidates), step.gain > 1e-9 * total else { break }
      if let lines = step.lines {
        form.curves[step.input].hasSlope = true
        add(lines, &candidates)
      }
      guard let knot = step.knot else { continue }
      for group in groups.indices { candidates[step.input][group].close(around: knot) }
      form.curves[step.input].knots.append(knot)
      form.curves[step.input].knots.sort()
      add(
        groups.indices.map { group in
          bases[group].direction(of: .hinge(groups[group].columns[step.input], knot))
        }, &candidates)
    }
  }

  /// Values of an input with rows of every group on both sides.
  static func knots(_ input: Int, _ groups: [AdditiveRows], _ limits: [AdditiveLimits]) -> [Double] {
    var (low, high) = (-Double.infinity, Double.infinity)
    for (rows, limits) in zip(groups, limits) {
      let (sorted, ends) = (rows.columns[input].sorted(), limits.endRows(input))
      guard sorted.count >= 2 * ends else { return [] }
      low = max(low, sorted[ends - 1])
      high = min(high, sorted[sorted.count - ends])
    }
    let all = Set(groups.flatMap { $0.columns[input] }).filter { $0 >= low && $0 < high }.sorted()
    guard all.count > KnotCandidates.mostPlaces else { return all }
    return (0..<KnotCandidates.mostPlaces).map { all[$0 * all.count / KnotCandidates.mostPlaces] }
  }

  private struct Step {
    var gain: Double
    var input: Int
    /// A direction for each group; nil where it has none.
    var lines: [OrthogonalRows.Direction?]?
    var knot: Double?
  }

  private func best(_ candidates: [[KnotCandidates]]) -> Step? {
    var best: Step?
    let residuals = groups.indices.map { weighted(bases[$0].residual, $0) }
    for input in 0..<limits[0].inputCount where limits[0].isUsed(input) {
      var lines: [OrthogonalRows.Direction?]?
      var beside = [KnotCandidates.Line?](repeating: nil, count: groups.count)
      var own = 0.0
      if !form.curves[input].hasSlope {
        let found = groups.indices.map { bases[$0].direction(of: .line(groups[$0].columns[input])) }
        guard found.contains(where: { $0 != nil }) else { continue }
        for (group, direction) in found.enumerated() {
          guard let direction else { continue }
          let share = lanewiseProduct(direction.vector, bases[group].residual)
          own += share * share
          beside[group] = KnotCandidates.Line(direction: weighted(direction.vector, group), share: share)
        }
        lines = found
        if own > best?.gain ?? 0 { best = Step(gain: own, input: input, lines: lines) }
      }
      var gains = [Double](repeating: own, count: knots[input].count)
      for (group, own) in candidates[input].enumerated() {
        let (open, sign) = (own.open, limits[group].bendSign(input))
        for (index, gain) in own.gains(for: residuals[group], beside: beside[group], sign: sign).enumerated() {
          gains[index] = open[index] ? gains[index] + gain : -.infinity
        }
      }
      for (index, gain) in gains.enumerated() where gain > max(own, best?.gain ?? 0) {
        best = Step(gain: gain, input: input, lines: lines, knot: knots[input][index])
      }
    }
    return best
  }

  private mutating func add(_ directions: [OrthogonalRows.Direction?], _ candidates: inout [[KnotCandidates]]) {
    for (group, direction) in directions.enumerated() {
      guard let direction else { continue }
      bases[group].add(direction)
      exclude(direction.vector, group, &candidates)
    }
  }

  private func exclude(_ direction: [Double], _ group: Int, _ candidates: inout [[KnotCandidates]]) {
    let weighted = weighted(direction, group)
    for input in candidates.indices { candidates[input][group].exclude(weighted) }
  }

  private func weighted(_ vector: [Double], _ group: Int) -> [Double] {
    zip(vector, groups[group].factors).map { $0 * $1 }
  }
}
