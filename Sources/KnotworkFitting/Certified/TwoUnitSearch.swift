import KnotworkGeometry

/// Branch and bound over pairs of arcs: blocks of directions are split until a bound rules them out or one pair is left.
struct TwoUnitSearch {
  typealias Candidate = TwoUnitProblem.Candidate

  let problem: TwoUnitProblem
  private(set) var best = Candidate.zero
  /// The residual sum of the best candidate, over the rows that are not zero.
  private(set) var bestValue: Double
  private(set) var settled: [OptimumCertificate.Reason: Int] = [:]
  private(set) var evaluations = 0
  /// The least bound of what a stop left unsettled.
  private(set) var openBound = Double.infinity
  private lazy var exact = ExactMomentSums(problem.index, problem.points)

  /// Two blocks, and what was known when they were split off.
  private struct Node {
    let first: ArcBlock
    let second: ArcBlock
    let bound: Double

    /// Pairs of arcs, without order.
    var pairs: Int {
      first.start == second.start ? first.count * (first.count + 1) / 2 : first.count * second.count
    }
  }

  init(_ problem: TwoUnitProblem) {
    self.problem = problem
    bestValue = problem.residualSum(.zero)
  }

  /// How far below the best value a bound may lie for the best to count as the optimum; half of it rules a case out.
  var slack: Double { TwoUnitSearch.slack(bestValue, total: problem.sums.total[5]) }

  static func slack(_ value: Double, total: Double) -> Double { 1e-9 * value + 1e-13 * total }

  private var threshold: Double { bestValue - slack / 2 }

  /// Settles all pairs of arcs, or as many as may be until `shouldStop` says so.
  mutating func run(shouldStop: () -> Bool) {
    guard problem.index.arcCount > 0 else { return }
    prepare()
    let whole = ArcBlock(0, problem.index.arcCount - 1, in: problem.index)
    var stack = [Node(first: whole, second: whole, bound: 0)]
    while let node = stack.popLast() {
      if evaluations & 1023 == 1023 || stack.count == 1, shouldStop() {
        stack.append(node)
        break
      }
      if node.first.isArc, node.second.isArc {
        settlePair(node.first, node.second)
        continue
      }
      evaluations += 1
      let bound = problem.bound(node.first, node.second)
      if bound >= threshold {
        settled[.block, default: 0] += node.pairs
      } else {
        split(node, bound, &stack)
      }
    }
    for node in stack { openBound = min(openBound, node.bound) }
  }

  private func split(_ node: Node, _ bound: Double, _ stack: inout [Node]) {
    func halves(_ block: ArcBlock) -> (ArcBlock, ArcBlock) {
      let middle = (block.start + block.last) / 2
      return (
        ArcBlock(block.start, middle, in: problem.index), ArcBlock(middle + 1, block.last, in: problem.index)
      )
    }
    if node.first.start == node.second.start {
      let (left, right) = halves(node.first)
      stack.append(Node(first: left, second: left, bound: bound))
      stack.append(Node(first: right, second: right, bound: bound))
      stack.append(Node(first: left, second: right, bound: bound))
    } else if node.first.count >= node.second.count {
      let (left, right) = halves(node.first)
      stack.append(Node(first: left, second: node.second, bound: bound))
      stack.append(Node(first: right, second: node.second, bound: bound))
    } else {
      let (left, right) = halves(node.second)
      stack.append(Node(first: node.first, second: left, bound: bound))
      stack.append(Node(first: node.first, second: right, bound: bound))
    }
  }

  /// Takes a candidate if it is better than the best.
  mutating func consider(_ candidate: Candidate) {
    let value = problem.residualSum(candidate)
    if value < bestValue {
      best = candidate
      bestValue = value
    }
  }

  // MARK: One pair of arcs

  static let signPairs = [SIMD2(1.0, 1.0), SIMD2(1, -1), SIMD2(-1, 1), SIMD2(-1, -1)]

  /// The bounds of a pair of arcs for the four pairs of signs.
  ///
  /// - Parameter enough: a bound of which no more needs to be known than that it is reached.
  func pairBounds(
    _ first: Int, _ second: Int, _ rows: BlockMoments, _ factor: ShiftedFactor, enough: Double
  ) -> [PairBound] {
    let dual = ConePairDual(problem, first, second, rows, factor)
    return TwoUnitSearch.signPairs.map { dual.bound($0, enough: enough) }
  }

  private mutating func settlePair(_ first: ArcBlock, _ second: ArcBlock) {
    evaluations += 1
    let rows = BlockMoments(first, second, problem.sums)
    let factor = rows.factor(shift: problem.shift)
    if problem.bound(rows, factor) >= threshold {
      settled[.unconstrained, default: 0] += 1
      return
    }
    var open = TwoUnitSearch.signPairs
    if let factor {
      let bounds = pairBounds(first.start, second.start, rows, factor, enough: threshold)
      for bound in bounds where bound.bound < bestValue { consider(bound.candidate) }
      open = bounds.filter { $0.bound < threshold }.map(\.signs)
    }
    guard !open.isEmpty else {
      settled[.constrained, default: 0] += 1
      return
    }
    for signs in open { settleExactly(first.start, second.start, signs) }
    settled[.exact, default: 0] += 1
  }

  private mutating func settleExactly(_ first: Int, _ second: Int, _ signs: SIMD2<Double>) {
    let solution = problem.exactProblem(first, second, signs, exact).solve()
    guard solution.isBelow(Dyadic(bestValue)) else { return }
    consider(problem.candidate(solution, first, second, signs))
    // Rounding the weights may cost more than the slack; the exact minimum then says how much is open.
    if solution.isBelow(Dyadic(threshold)) { openBound = min(openBound, solution.rounded) }
  }

  /// Solves the problem of the best candidate's own arcs once more without rounding.
  mutating func polish() {
    guard let arcs = arcs(of: best) else { return }
    settleExactly(arcs.0, arcs.1, best.signs)
  }
}
