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
  private(set) var best: ProofCandidate
  /// Linear regression as a unit that is active on all rows; nil where there is no bias.
  var linear: ProofCandidate?
  private(set) var tree: ProofTree
  private(set) var evaluations = 0
  private(set) var settled: [OptimumCertificate.Reason: Int] = [:]
  /// The least bound by which a cell was ruled out.
  private(set) var leastBound = Double.infinity
  private(set) var queue = ProofQueue()

  /// The most cells that wait: their generators have some ten bytes for each row.
  private var mostCells: Int { min(50_000, 50_000_000 / (rows.count + 1000)) }

  /// - Parameters:
  ///   - targets, weights: those of the rows, as doubles.
  ///   - start: a network to begin with.
  init(_ rows: ProofRows, targets: [Double], weights: [Double], units: Int, axes: [[Dyadic]], start: ProofCandidate?) {
    (self.rows, self.axes, self.units) = (rows, axes, units)
    (self.targets, self.weights) = (targets, weights)
    let zero = ProofCandidate(
      directions: [[Dyadic]](repeating: [Dyadic](repeating: .zero, count: rows.dimension), count: units),
      signs: [Int](repeating: 1, count: units),
      value: Dyadic.quotient(rows.constantSum.numerator, rows.constantSum.denominator))
    total = zero.value
    best = zero
    tree = ProofTree(roots: 0)
    if let start { take(start.directions, start.signs) }
  }

  /// Takes a network if its residual sum, in exact arithmetic, is below that of the best so far by more than what rounding of
  /// lengths does.
  mutating func take(_ directions: [[Dyadic]], _ signs: [Int]) {
    let value = rows.residualSum(directions, signs: signs)
    guard value < best.value * (1 - 1e-12) else { return }
    best = ProofCandidate(directions: directions, signs: signs, value: value)
  }

  var slack: Double { ProofSearch.slack(best.value, total) / 2 }

  /// How far a proved bound may lie below a residual sum, which is `total` for the best constant.
  static func slack(_ value: Double, _ total: Double) -> Double { 1e-9 * value + 1e-13 * total }

  /// The bound that is to be proved. A search that takes long is content with six digits.
  var threshold: Double { evaluations > ProofSearch.patience ? looseThreshold : max(0, best.value - slack) }

  /// A bound of which six digits are right.
  private var looseThreshold: Double {
    max(0, best.value - 0.9 * OptimumCertificate.digits * best.value - slack)
  }

  private static let patience = 20_000

  /// Whether a cell was given up of which nothing is proved.
  private var hasGivenUp = false

  /// The least bound of what is not ruled out; infinite where all is.
  var openBound: Double { hasGivenUp ? 0 : queue.first?.bound ?? .infinity }

  /// Rules out all cells, or as many as may be until `shouldStop` says so.
  mutating func run(shouldStop: () -> Bool) {
    guard threshold > 0 else { return }
    let roots = ProofRoots.all(units: units, axes: axes, rows)
    tree = ProofTree(roots: roots.count)
    for (number, root) in roots.enumerated() {
      look(at: root.cell, signs: root.signs, node: number, above: 0, staleness: 0)
    }
    while threshold > 0, let entry = queue.first {
      if shouldStop() || queue.count > mostCells { return }
      _ = queue.removeFirst()
      // Kept while it waited, this would take more memory than everything else.
      let view = View(entry, self)
      if entry.bound >= threshold, settle(view, above: threshold) { continue }
      split(view)
    }
  }

  /// A cell with its least-squares problem and what floating point says about it.
  private struct View {
    let entry: ProofQueue.Entry
    let problem: ProofCell.Problem
    let relaxation: CellRelaxation

    init(_ entry: ProofQueue.Entry, _ search: ProofSearch) {
      self.entry = entry
      problem = entry.cell.problem(signs: entry.signs)
      relaxation = CellRelaxation(
        entry.cell, problem, signs: entry.signs, targets: search.targets, weights: search.weights)
    }

    init(_ entry: ProofQueue.Entry, _ view: View) {
      self.entry = entry
      (problem, relaxation) = (view.problem, view.relaxation)
    }
  }

  private mutating func look(at cell: ProofCell, signs: [Int], node: Int, above parent: Double, staleness: Int) {
    evaluations += 1
    let first = View(
      ProofQueue.Entry(node: node, cell: cell, signs: signs, bound: parent, staleness: staleness), self)
    let value = first.relaxation.value
    let entry = ProofQueue.Entry(
      node: node, cell: cell, signs: signs, bound: max(parent, value.isFinite ? value : 0), staleness: staleness)
    let view = View(entry, first)
    if entry.bound < best.value || cell.open.isEmpty { consider(view) }
    if entry.bound >= threshold, settle(view, above: threshold) { return }
    queue.insert(entry)
  }

  /// Rules a cell out, if exact arithmetic agrees: with terms for the open rows as floating point guesses them, or by the decided rows
  /// alone.
  private mutating func settle(_ view: View, above least: Double) -> Bool {
    if !view.entry.cell.open.isEmpty {
      for isKinkLinear in [false, true] {
        for room in [0, 1e-13, 1e-11, 1e-9] {
          let terms = view.relaxation.terms(less: room, isKinkLinear: isKinkLinear)
          if settle(view, terms, above: least) { return true }
        }
      }
    }
    return settle(view, [], above: least)
  }

  private mutating func settle(_ view: View, _ terms: [FitProofStep.Term], above least: Double) -> Bool {
    let entry = view.entry
    let limit = Dyadic(least)
    guard let (problem, factor) = entry.cell.relaxed(signs: entry.signs, view.problem, terms) else { return false }
    // Rounding may have put a length to 0, or not: then another support shows it.
    let expected = view.relaxation.support
    let supports = [expected] + (0..<1 << entry.cell.generatorCount).reversed().filter { $0 != expected }
    for support in supports {
      // A support with lengths below 0 proves a bound too, though not the best.
      guard let found = problem.minimum(on: support) else { continue }
      let denominator = found.denominator * factor
      guard found.value >= limit * denominator else {
        // The minimum itself: no support proves more.
        if found.numerators.allSatisfy({ $0.signum >= 0 }) { return false }
        continue
      }
      leastBound = min(leastBound, Dyadic.quotient(found.value, denominator).nextDown)
      tree.settle(entry.node, support: support, terms: terms)
      settled[entry.cell.open.isEmpty ? .exact : .block, default: 0] += 1
      return true
    }
    return false
  }

  // MARK: Candidates

  private mutating func consider(_ view: View) {
    let (entry, relaxation) = (view.entry, view.relaxation)
    var lengths = relaxation.lengths
    if entry.cell.open.isEmpty, let (problem, _) = entry.cell.withoutIntercept(view.problem),
      let solution = problem.solveIfBounded()
    {
      lengths = relaxation.scaled(solution)
    }
    func found(_ lengths: SIMD4<Double>) -> (value: Double, factor: Double) {
      ProofCandidate.value(
        of: relaxation.outputs(lengths), isSingle: units == 1, hasIntercept: rows.hasIntercept, targets: targets,
        weights: weights)
    }
    let whole = found(lengths)
    guard whole.value < best.value else { return }
    // Along a generator on which no row is active a length only keeps rows inactive, and may be as large as one likes; the smaller it
    // is, the less does rounding of the weights.
    let size = targets.reduce(0) { max($0, $1.magnitude) }
    for power in [0x1p4, 0x1p10, 0x1p20] {
      let short = pointwiseMin(lengths, SIMD4(repeating: size * power))
      guard short != lengths else { break }
      let other = found(short)
      guard other.value <= whole.value * (1 + 1e-12) else { continue }
      take(relaxation.directions(other.factor * short), entry.signs)
      break
    }
    take(relaxation.directions(whole.factor * lengths), entry.signs)
  }

  // MARK: Cuts

  private mutating func split(_ view: View) {
    let entry = view.entry
    guard let (unit, first, second, cut) = cut(view),
      let middle = entry.cell.generator(unit: unit, first, second, at: cut)
    else {
      // It cannot be cut any more, and is not ruled out: only rounding can be the reason. What exact arithmetic shows of it is the bound
      // then, and floating point counts for nothing.
      if !settle(view, above: looseThreshold), !settle(view, above: 0) { hasGivenUp = true }
      return
    }
    let children = tree.split(entry.node, unit: unit, first, second, at: cut)
    let halves = entry.cell.halves(unit: unit, first, second, middle)
    for (place, half) in [halves.0, halves.1].enumerated() {
      let staleness = half.open.count < entry.cell.open.count ? 0 : entry.staleness + 1
      look(at: half, signs: entry.signs, node: children + place, above: entry.bound, staleness: staleness)
    }
  }

  private func cut(_ view: View) -> (unit: Int, first: Int, second: Int, cut: FitProofStep.Cut)? {
    let (cell, d) = (view.entry.cell, rows.dimension)
    // Floating point would have ruled the cell out, and exact arithmetic would not.
    if d > 2, view.entry.bound >= threshold, view.entry.staleness <= 6 * d, let row = view.relaxation.rowAtCrease,
      let cut = rowCut(cell, row, unit: 0)
    {
      return cut
    }
    if d < 3 || cell.open.count <= d || view.entry.staleness > 2 * d { return rowCut(cell) }
    var best = (unit: 0, first: 0, second: 1, size: -1.0)
    for unit in cell.cones.indices {
      for first in 0..<d {
        for second in first + 1..<max(first + 1, d) {
          let size = view.relaxation.looseness(unit: unit, first, second)
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
    guard let unit = cell.cones.indices.max(by: { sides[$0].count < sides[$1].count }), let row = sides[unit].first
    else {
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
    return rowCut(cell, row, unit: unit)
  }

  /// The first edge on which a row changes its activity.
  private func rowCut(_ cell: ProofCell, _ row: Int, unit: Int) -> (
    unit: Int, first: Int, second: Int, cut: FitProofStep.Cut
  )? {
    let generators = cell.cones[unit].generators
    for first in generators.indices {
      for second in generators.indices.dropFirst(first + 1)
      where generators[first].signs[row] * generators[second].signs[row] < 0 {
        return (unit, first, second, .row(row))
      }
    }
    return nil
  }
}
