/// Grows an additive broken line column by column: each step takes the input, or the knot, that explains most of what is left.
///
/// - SeeAlso: Friedman 1991 in Documentation/References.md.
struct AdditiveGrowth {
  private(set) var form: AdditiveForm
  private(set) var rows: AdditiveRows
  private var basis: OrthogonalRows
  private let limits: AdditiveLimits

  /// - Parameter isCancelled: asked often; what has grown by then is the form.
  /// - Complexity: O(n · d) for each column and what is there, and O(n · d · log n) before.
  init(_ rows: AdditiveRows, _ limits: AdditiveLimits, isCancelled: () -> Bool) {
    let inputs = limits.inputCount
    self.rows = rows
    self.limits = limits
    form = AdditiveForm(inputCount: inputs)
    basis = OrthogonalRows(target: rows.target, factors: rows.factors)
    let total = basis.residualSquares
    var candidates = (0..<inputs).map { input in
      KnotCandidates(
        rows.columns[input], factors: rows.factors, minRows: limits.minRows(input),
        endRows: limits.admitsKnots(input) ? limits.endRows(input) : rows.count)
    }
    let constant = weighted(basis.constant)
    for input in 0..<inputs { candidates[input].exclude(constant) }
    while form.columnCount < limits.mostColumns, !isCancelled() {
      guard let step = best(candidates), step.gain > 1e-9 * total else { break }
      if let line = step.line {
        form.curves[step.input].hasSlope = true
        add(line, &candidates)
      }
      guard let knot = step.knot else { continue }
      candidates[step.input].close(around: knot)
      guard let hinge = basis.direction(of: .hinge(rows.columns[step.input], knot)) else { continue }
      form.curves[step.input].knots.append(knot)
      form.curves[step.input].knots.sort()
      add(hinge, &candidates)
    }
  }

  private struct Step {
    var gain: Double
    var input: Int
    var line: OrthogonalRows.Direction?
    var knot: Double?
  }

  private func best(_ candidates: [KnotCandidates]) -> Step? {
    var best: Step?
    let residual = weighted(basis.residual)
    for input in 0..<limits.inputCount where limits.isUsed(input) {
      var line: OrthogonalRows.Direction?
      var own = 0.0
      var beside: KnotCandidates.Line?
      if !form.curves[input].hasSlope {
        // Inputs that are combinations of others have no direction of their own.
        guard let direction = basis.direction(of: .line(rows.columns[input])) else { continue }
        let share = lanewiseProduct(direction.vector, basis.residual)
        line = direction
        own = share * share
        beside = KnotCandidates.Line(direction: weighted(direction.vector), share: share)
        if own > best?.gain ?? 0 { best = Step(gain: own, input: input, line: line) }
      }
      guard
        let (knot, gain) = candidates[input].best(for: residual, beside: beside, sign: limits.bendSign(input)),
        gain + own > best?.gain ?? 0
      else { continue }
      best = Step(gain: gain + own, input: input, line: line, knot: knot)
    }
    return best
  }

  private mutating func add(_ direction: OrthogonalRows.Direction, _ candidates: inout [KnotCandidates]) {
    basis.add(direction)
    let weighted = weighted(direction.vector)
    for input in candidates.indices where limits.isUsed(input) { candidates[input].exclude(weighted) }
  }

  private func weighted(_ vector: [Double]) -> [Double] { zip(vector, rows.factors).map { $0 * $1 } }

  /// Adds oblique hinges of pairs of inputs, each the one that explains most.
  ///
  /// - Complexity: for each hinge O(pairs) searches among a sample of the rows, and some among all.
  mutating func addPairs(isCancelled: () -> Bool) {
    let search = PairSearch(rows, limits)
    let total = basis.residualSquares
    while form.hingeCount < limits.mostHinges, !isCancelled() {
      let pairs = Set(form.directions.map { PairSearch.Pair(first: $0.first, second: $0.second) })
      let admitted = pairs.count < limits.pairs ? nil : pairs
      guard let (direction, knot, gain) = search.best(basis, among: admitted, isCancelled: isCancelled),
        gain > 1e-6 * total
      else { break }
      let column = rows.column(along: direction)
      guard let hinge = basis.direction(of: .hinge(column, knot)) else { break }
      form.directions.append(direction)
      form.curves.append(AdditiveForm.Curve(knots: [knot]))
      rows = rows.with(form.directions, inputCount: limits.inputCount)
      basis.add(hinge)
    }
  }
}
