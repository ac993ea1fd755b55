import KnotworkGeometry

/// Branch and bound over cones of directions, in which every cone is ruled out in exact arithmetic.
///
/// The cell with the least bound is next. Floating point guesses how a cell can be ruled out and where it is cut; whether it is
/// ruled out, ``ProofCell`` decides. Cells are cut near the middle of an edge until few rows are open on them or cutting no
/// longer helps, then exactly where rows change their activity, so that in the end every row is decided, and the bound exact.
struct ProofSearch {
  let rows: ProofRows
  let axes: [[Dyadic]]
  let units: Int
  let targets: [Double]
  let weights: [Double]
  /// The residual sum of the best constant.
  let total: Double
  var best: ProofCandidate
  private(set) var tree: ProofTree
  private(set) var evaluations = 0
  private(set) var settled: [OptimumCertificate.Reason: Int] = [:]
  /// The least bound by which a cell was ruled out.
  private(set) var leastBound = Double.infinity
  private(set) var queue = ProofQueue()

  /// The most cells that wait, for the sake of memory.
  private static let mostCells = 60_000

  /// - Parameters:
  ///   - targets, weights: those of the rows, as doubles.
  ///   - start: a network to begin with.
  init(_ rows: ProofRows, targets: [Double], weights: [Double], units: Int, axes: [[Dyadic]], start: ProofCandidate?) {
    (self.rows, self.axes, self.units) = (rows, axes, units)
    (self.targets, self.weights) = (targets, weights)
    let zero = ProofCandidate(
      directions: [[Dyadic]](repeating: [Dyadic](repeating: .zero, count: rows.dimension), count: units),
      signs: [Int](repeating: 1, count: units), value: Dyadic.quotient(rows.constantSum.numerator, rows.constantSum.denominator))
    total = zero.value
    best = start.map { $0.value < zero.value ? $0 : zero } ?? zero
    tree = ProofTree(roots: 0)
  }

  var slack: Double { ProofSearch.slack(best.value, total) / 2 }

  /// How far a proved bound may lie below a residual sum, which is `total` for the best constant.
  static func slack(_ value: Double, _ total: Double) -> Double { 1e-9 * value + 1e-13 * total }

  /// The bound that is to be proved.
  var threshold: Double { max(0, best.value - slack) }

  /// The least bound of what is not ruled out; infinite where all is.
  var openBound: Double {
    queue.closed.reduce(queue.first?.bound ?? .infinity) { min($0, $1.bound) }
  }

  /// Rules out all cells, or as many as may be until `shouldStop` says so.
  mutating func run(shouldStop: () -> Bool) {
    guard threshold > 0 else { return }
    let roots = ProofRoots.all(units: units, axes: axes, rows)
    tree = ProofTree(roots: roots.count)
    for (number, root) in roots.enumerated() {
      look(at: root.cell, signs: root.signs, node: number, above: 0, staleness: 0)
    }
    while threshold > 0, let entry = queue.first {
      if shouldStop() || queue.count > ProofSearch.mostCells { return }
      _ = queue.removeFirst()
      if entry.bound >= threshold, settle(entry) { continue }
      split(entry)
    }
  }

  private mutating func look(at cell: ProofCell, signs: [Int], node: Int, above parent: Double, staleness: Int) {
    evaluations += 1
    let problem = cell.problem(signs: signs)
    let relaxation = CellRelaxation(cell, problem, signs: signs, targets: targets, weights: weights)
    let entry = ProofQueue.Entry(
      node: node, cell: cell, signs: signs, problem: problem, relaxation: relaxation,
      bound: max(parent, relaxation.value.isFinite ? relaxation.value : 0), staleness: staleness)
    if entry.bound < best.value || cell.open.isEmpty { consider(entry) }
    if entry.bound >= threshold, settle(entry) { return }
    queue.insert(entry)
  }

  /// Rules a cell out, if exact arithmetic agrees.
  private mutating func settle(_ entry: ProofQueue.Entry) -> Bool {
    let limit = Dyadic(threshold)
    let terms = entry.relaxation.terms
    func accept(_ support: Int, _ bound: (value: Dyadic, denominator: Dyadic)?) -> Bool {
      guard let bound, bound.value >= limit * bound.denominator else { return false }
      leastBound = min(leastBound, Dyadic.quotient(bound.value, bound.denominator).nextDown)
      tree.settle(entry.node, support: support, terms: terms)
      settled[entry.cell.open.isEmpty ? .exact : .block, default: 0] += 1
      return true
    }
    let support = entry.relaxation.support
    if accept(support, entry.cell.bound(signs: entry.signs, entry.problem, support: support, terms: terms)) { return true }
    // Rounding may have put a length to 0, or not.
    for other in (0..<1 << entry.cell.generatorCount).reversed() where other != support {
      // A support with lengths below 0 proves a bound too, though not the best.
      let bound = entry.cell.bound(signs: entry.signs, entry.problem, support: other, terms: terms)
      if accept(other, bound) { return true }
    }
    return false
  }

  // MARK: Candidates

  private mutating func consider(_ entry: ProofQueue.Entry) {
    var lengths = entry.relaxation.lengths
    if entry.cell.open.isEmpty, let (problem, _) = entry.cell.withoutIntercept(entry.problem),
      let solution = problem.solveIfBounded()
    {
      lengths = entry.relaxation.scaled(solution)
    }
    let found = ProofCandidate.value(
      of: entry.relaxation.outputs(lengths), isSingle: units == 1, hasIntercept: rows.hasIntercept, targets: targets,
      weights: weights)
    if found.value < best.value {
      best = ProofCandidate(
        directions: entry.relaxation.directions(found.factor * lengths), signs: entry.signs, value: found.value)
    }
  }

  // MARK: Cuts

  private mutating func split(_ entry: ProofQueue.Entry) {
    guard let (unit, first, second, cut) = cut(entry),
      let middle = entry.cell.generator(unit: unit, first, second, at: cut)
    else {
      // Decided, and not ruled out: only rounding of the candidate can be the reason.
      queue.close(entry)
      return
    }
    let children = tree.split(entry.node, unit: unit, first, second, at: cut)
    let halves = entry.cell.halves(unit: unit, first, second, middle)
    for (place, half) in [halves.0, halves.1].enumerated() {
      let staleness = half.open.count < entry.cell.open.count ? 0 : entry.staleness + 1
      look(at: half, signs: entry.signs, node: children + place, above: entry.bound, staleness: staleness)
    }
  }

  private func cut(_ entry: ProofQueue.Entry) -> (unit: Int, first: Int, second: Int, cut: FitProofStep.Cut)? {
    let cell = entry.cell
    let d = rows.dimension
    let isLate = d < 3 || cell.open.count <= d || entry.staleness > 2 * d
    if isLate { return rowCut(cell) }
    var best = (unit: 0, first: 0, second: 1, size: -1.0)
    for unit in cell.cones.indices {
      for first in 0..<d {
        for second in first + 1..<max(first + 1, d) {
          let size = entry.relaxation.looseness(unit: unit, first, second)
          if size > best.size { best = (unit, first, second, size) }
        }
      }
    }
    guard best.size > 0 else { return rowCut(cell) }
    let generators = cell.cones[best.unit].generators
    let shift = generators[best.second].size - generators[best.first].size
    return (
      best.unit, best.first, best.second,
      .weights(Dyadic.one.scaled(by: max(0, shift)), Dyadic.one.scaled(by: max(0, -shift)))
    )
  }

  /// A cut where a row changes its activity: in the plane the row in the middle, elsewhere the first that is open.
  private func rowCut(_ cell: ProofCell) -> (unit: Int, first: Int, second: Int, cut: FitProofStep.Cut)? {
    let d = rows.dimension
    let sides = cell.cones.map { cone in cell.open.filter { cone.side(of: $0) == .open } }
    guard let unit = cell.cones.indices.max(by: { sides[$0].count < sides[$1].count }), let row = sides[unit].first else {
      return nil
    }
    let generators = cell.cones[unit].generators
    if d == 2 {
      func place(_ row: Int) -> Double {
        let (a, b) = (generators[0].approximate[row].magnitude, generators[1].approximate[row].magnitude)
        return a / (a + b)
      }
      let sorted = sides[unit].sorted { place($0) < place($1) }
      return (unit, 0, 1, .row(sorted[sorted.count / 2]))
    }
    for first in 0..<d {
      for second in first + 1..<max(first + 1, d)
      where generators[first].values[row].signum * generators[second].values[row].signum < 0 {
        return (unit, first, second, .row(row))
      }
    }
    return nil
  }
}
