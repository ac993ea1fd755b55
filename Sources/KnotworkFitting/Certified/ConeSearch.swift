import Knotwork
import KnotworkGeometry

/// Branch and bound over simplicial cones of directions in four homogeneous coordinates, the cone with the least bound first.
///
/// On a cone a row's activation is known, or lies between relu(u · x) and the interpolation of it between the generators. The
/// bound is the minimum of the convex problem with that relaxation (``ConeProblem``), and becomes the truth as cones shrink. A
/// cone whose bound is not reached by the best network is cut at the edge along which the relaxation is loosest.
///
/// - Complexity: O(n) for each cone; data with a clear optimum need some hundreds of them, noise alone some thousands.
struct ConeSearch {
  private let rows: ConeRows
  private let kernels: Kernels
  private(set) var best: ConeCandidate
  private(set) var bestValue: Double
  private(set) var settled: [OptimumCertificate.Reason: Int] = [:]
  private(set) var evaluations = 0
  /// The least bound of what a stop left unsettled.
  private(set) var openBound = Double.infinity
  private var queue = ConeQueue()
  private var flatBounds: [[Int32]: Double] = [:]
  private var deadline: ContinuousClock.Instant?
  private var sums: ConeSums
  private var open: ConeOpenRows

  /// The most cones that are kept waiting, for the sake of memory, and the most bounds, so that an end comes.
  private static let (mostCones, mostEvaluations) = (4_000_000, 10_000_000)

  init(_ rows: ConeRows, kernels: Kernels = .best) {
    (self.rows, self.kernels) = (rows, kernels)
    sums = ConeSums(stride: rows.stride)
    open = ConeOpenRows(stride: rows.stride)
    (bestValue, best) = rows.value(.zero, 1)
  }

  var slack: Double { 1e-9 * bestValue + 1e-10 * rows.totals.z }

  /// The best direction for the rows as given.
  var direction: SIMD4<Double> { rows.direction(best.unit) }

  private var threshold: Double { bestValue - slack }

  /// Settles all cones, or as many as the time allows.
  mutating func run(deadline: ContinuousClock.Instant?) {
    self.deadline = deadline
    prepare()
    for cone in DirectionCone.orthants { look(at: cone, signs: [1, -1], above: -.infinity) }
    while let node = queue.first, node.bound < threshold {
      if let deadline, ContinuousClock.now > deadline { break }
      if queue.count > ConeSearch.mostCones || evaluations > ConeSearch.mostEvaluations { break }
      _ = queue.removeFirst()
      let problem = ConeProblem(rows, node.cone, kernels, &sums)
      let edge = problem.longestEdge()
      guard let (left, right) = node.cone.halves(edge.0, edge.1) else {
        openBound = min(openBound, node.bound)
        continue
      }
      let signs = [1.0, -1].filter { node.signs & ($0 > 0 ? 1 : 2) != 0 }
      for half in [left, right] { look(at: half, signs: signs, above: node.bound) }
    }
    if let node = queue.first {
      if node.bound < threshold {
        openBound = min(openBound, node.bound)
      } else {
        // The best has fallen since these were queued.
        settled[.block, default: 0] += queue.count
      }
    }
  }

  /// Bounds a cone, and queues it where that does not settle it.
  private mutating func look(at cone: DirectionCone, signs: [Double], above parent: Double) {
    let problem = ConeProblem(rows, cone, kernels, &sums)
    var (bound, mask) = (Double.infinity, 0)
    for sign in signs {
      evaluations += 1
      let found = problem.bound(sign, enough: threshold, tolerance: 0.25 * slack, kernels, &open)
      if let direction = found.direction, found.bound < threshold { consider(direction, sign) }
      // A residual sum is not negative.
      var least = max(found.bound, 0)
      if least < threshold, problem.hasNoActiveRow { least = max(least, flatBound(problem)) }
      guard least < threshold else { continue }
      bound = min(bound, max(least, parent))
      mask |= sign > 0 ? 1 : 2
    }
    if mask == 0 {
      settled[problem.openCount > 0 ? .block : .constrained, default: 0] += 1
    } else {
      queue.insert(ConeQueue.Node(cone: cone, signs: mask, bound: bound))
    }
  }

  /// A bound for a cone without an active row whose open rows lie in fewer dimensions, such as those on one side of the rows'
  /// hull: they are fitted by themselves, the others left inactive, whatever the cone.
  ///
  /// Near a ray on which many rows vanish, and no row is active, cones of all sizes look alike; this settles them.
  private mutating func flatBound(_ problem: ConeProblem) -> Double {
    let open = problem.openRows
    if let known = flatBounds[open] { return known }
    var bound = 0.0
    let inactive = problem.inactiveRows()
    let columns = (0..<4).map { column in open.map { rows.points[Int($0)][column] } }
    let independent = ExactRank.independentColumns(columns)
    if independent.count < 4 {
      let points = open.indices.map { place in
        var point = SIMD3<Double>.zero
        for (axis, column) in independent.enumerated() { point[axis] = columns[column][place] }
        return point
      }
      let numbers = open.map(Int.init) + inactive
      var search = OneUnitSearch(
        OneUnitProblem(
          points: points + inactive.map { _ in .zero }, targets: numbers.map { rows.targets[$0] },
          weights: numbers.map { rows.weights[$0] }, hasIntercept: rows.hasIntercept),
        dimension: independent.count)
      if search.run(deadline: deadline) { bound = min(search.openBound, search.bestValue - search.slack / 2) }
    }
    flatBounds[open] = bound
    return bound
  }

  /// Takes a direction if it is better than the best, and goes on from one that is nearly as good.
  private mutating func consider(_ direction: SIMD4<Double>, _ sign: Double) {
    if rows.value(direction, sign).sum < bestValue + 0.01 * bestValue { descend(from: direction, sign) }
  }

  // MARK: Descent

  /// Alternates between active rows and the least-squares solution for them.
  private mutating func descend(from start: SIMD4<Double>, _ sign: Double) {
    var (direction, value) = (start, Double.infinity)
    for _ in 0..<20 {
      let found = rows.value(direction, sign)
      guard found.sum < value else { return }
      value = found.sum
      if value < bestValue { (bestValue, best) = found }
      guard let solved = rows.leastSquares(activeAt: direction) else { return }
      direction = sign * solved
    }
  }

  /// A good start, from many directions.
  private mutating func prepare() {
    var generator = SplitMix64(state: 1)
    for _ in 0..<60 {
      let start = (0..<4).map { _ in Double.random(in: -1...1, using: &generator) }
      for sign in [1.0, -1] { descend(from: SIMD4(start[0], start[1], start[2], start[3]), sign) }
    }
  }
}

/// Cones by their bounds, the least first: a binary heap.
struct ConeQueue {
  /// A cone that is not settled, for the signs in a mask (1 positive, 2 negative).
  struct Node {
    let cone: DirectionCone
    let signs: Int
    let bound: Double
  }

  private var nodes: [Node] = []

  var count: Int { nodes.count }
  var first: Node? { nodes.first }

  mutating func insert(_ node: Node) {
    var place = nodes.count
    nodes.append(node)
    while place > 0, nodes[(place - 1) / 2].bound > node.bound {
      nodes[place] = nodes[(place - 1) / 2]
      place = (place - 1) / 2
    }
    nodes[place] = node
  }

  mutating func removeFirst() -> Node? {
    guard let first = nodes.first, let last = nodes.popLast() else { return nil }
    guard !nodes.isEmpty else { return first }
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < nodes.count else { break }
      if child + 1 < nodes.count, nodes[child + 1].bound < nodes[child].bound { child += 1 }
      guard nodes[child].bound < last.bound else { break }
      nodes[place] = nodes[child]
      place = child
    }
    nodes[place] = last
    return first
  }
}
