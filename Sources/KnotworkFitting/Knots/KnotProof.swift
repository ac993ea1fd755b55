import Knotwork
import KnotworkGeometry

/// Branch and bound for the continuous broken line of k knots with the least residual sum.
///
/// A knot lies at a row's position or strictly between two neighbouring ones. Where it lies between, and the optimum is not
/// at the end of that gap, the rows to its left and to its right are fitted independently and the two lines happen to cross
/// in the gap (Hudson 1966). So each placement of the knots, of which there are C(2 m − 3, k) for m different positions, is a
/// chain of blocks that are fitted each on its own, with knots at rows inside a block, and crossings between blocks that
/// must lie in their gaps; where they do not, the optimum is another placement. Placements are extended from left to right;
/// a beginning is ruled out when its cost, and the least that the rest then costs (``RemainingCostBound``), leave too
/// much.
///
/// - Complexity: O(mᵏ) at worst, usually O(k m²); O(m² + k m) memory.
struct KnotProof {
  private let rows: LineRows
  private let count: Int
  private let table: SegmentTable
  /// rest[s][i]: the least cost of rows i … in at most s + 1 pieces that need not meet.
  private let rest: [[Double]]
  /// The same with pieces that meet, where that is worth while: for all knots but the first.
  private var remaining: RemainingCostBound?
  /// The values at both ends of each gap of the line through all rows to its right; nil where that is one row.
  private let lastLines: [SIMD2<Double>?]
  private(set) var knots: [Double]
  private(set) var best: Double
  /// Placements settled, by reason.
  private var (blocks, unconstrained, constrained, excluded) = (0, 0, 0, 0)
  private(set) var evaluations = 0
  private(set) var openBound = Double.infinity
  private let choices: Choices
  private let deadline: Deadline
  private var isStopped = false
  /// The evaluations at which to look at the clock again.
  private var nextLook = 0x1000
  private let kernels = Kernels.best
  /// least[r]: what is added at least to the cost of the rows up to r when the last knot is at r or in the gap after it.
  private var least: [Double] = []
  /// Scratch: the rows that a sweep has left.
  private var found: [Int32] = []
  /// Places of the knots so far: 2 r − 1 for position r, 2 r for the gap after it.
  private var path: [Int] = []

  /// - Parameter start: the best knots known, k of them.
  init(_ rows: LineRows, start: [Double], cost: Double, until deadline: Deadline) {
    self.rows = rows
    count = rows.count
    table = SegmentTable(rows)
    knots = start
    best = cost
    choices = Choices(places: max(0, 2 * rows.count - 3), knots: start.count)
    rest = KnotProof.rest(table, count: rows.count, pieces: start.count)
    lastLines = (0..<rows.count - 1).map { row in
      rows.line(from: row + 1, to: rows.count).map { line in
        SIMD2(line.value + line.slope * rows.u[row], line.value + line.slope * rows.u[row + 1])
      }
    }
    self.deadline = deadline
  }

  /// Number of all placements.
  var cases: Int { choices(from: 0, choosing: knots.count) }

  /// Number of placements of some knots among rows at some number of different positions.
  static func cases(positions: Int, knots: Int) -> Int {
    let places = max(0, 2 * positions - 3)
    return Choices(places: places, knots: knots)(from: 0, choosing: knots)
  }

  /// Placements settled, by reason.
  var settled: [OptimumCertificate.Reason: Int] {
    [.block: blocks, .unconstrained: unconstrained, .constrained: constrained, .excluded: excluded].filter {
      $0.value > 0
    }
  }

  /// How far below the best cost a bound may lie and still rule placements out.
  var slack: Double { 1e-9 * best + 1e-12 * rows.total }

  private var threshold: Double { best - slack }

  private static func rest(_ table: SegmentTable, count: Int, pieces: Int) -> [[Double]] {
    var rest = [(0...count).map { $0 == count ? 0 : table.cost(from: $0, through: count - 1) }]
    for level in 1...max(1, pieces) {
      rest.append(
        (0...count).map { start in
          var least = rest[level - 1][start]
          for end in start..<max(start, count - 1) {
            let later = rest[level - 1][end + 1]
            if later < least { least = min(least, table.cost(from: start, through: end) + later) }
          }
          return least
        })
    }
    return rest
  }

  /// beginnings[s][i]: the least cost of rows … i in at most s + 1 pieces that need not meet.
  private static func beginnings(_ table: SegmentTable, count: Int, pieces: Int) -> [[Double]] {
    var beginnings = [(0..<count).map { table.cost(from: 0, through: $0) }]
    for level in 1..<max(1, pieces) {
      beginnings.append(
        (0..<count).map { end in
          var least = beginnings[level - 1][end]
          for start in stride(from: end, to: 0, by: -1) {
            let earlier = beginnings[level - 1][start - 1]
            if earlier < least { least = min(least, earlier + table.cost(from: start, through: end)) }
          }
          return least
        })
    }
    return beginnings
  }

  /// Settles all placements, or as many as the time allows.
  mutating func run() {
    guard !knots.isEmpty, cases > 0 else { return }
    if knots.count > 1 {
      remaining = RemainingCostBound(
        rows, table, upTo: knots.count - 2, knots: knots.count, below: threshold,
        beginnings: KnotProof.beginnings(table, count: count, pieces: knots.count)
      ) { isLate }
      if remaining == nil {
        openBound = rest[knots.count][0]
        return
      }
    }
    least = (0..<count - 1).map { row in
      remaining.map { min($0.floor(at: row, knots: 0), $0.free(from: row + 1, knots: 0)) } ?? rest[0][row + 1]
    }
    extend(from: 0, table.start(0), isStart: true, place: 0, left: knots.count)
  }

  /// Places the next of `left` knots at `place` or later; the rows up to `node` are accounted for in `state`.
  private mutating func extend(from node: Int, _ state: QuadraticCost, isStart: Bool, place: Int, left: Int) {
    // Beyond the node the last knot is looked for in one sweep, which leaves few places.
    let end = left == 1 ? min(2 * node + 1, 2 * count - 3) : 2 * count - 3
    for next in place..<max(place, end) {
      if stops(state, at: node, left: left) { return }
      let below = choices(from: next + 1, choosing: left - 1)
      guard below > 0 else { return }
      settle(next, below, from: node, state, isStart: isStart, left: left)
    }
    if left == 1 { sweep(from: node, state) }
  }

  /// Places the last knot at a row beyond `node` or in the gap after that row.
  private mutating func sweep(from node: Int, _ state: QuadraticCost) {
    let last = count - 2
    guard node < last, !stops(state, at: node, left: 1) else { return }
    found.removeAll(keepingCapacity: true)
    // What the kernel rounds otherwise is far less than half of the slack; what it leaves is settled as everywhere else.
    kernels.reach(
      state, over: table.segments(from: node).prefix(last - node), plus: least, from: node + 1,
      below: threshold + slack / 2, into: &found)
    let ruledOut = last - node - found.count
    KnotProof.count(ruledOut, in: &blocks)
    unconstrained += ruledOut
    evaluations += 2 * ruledOut
    for number in found {
      let row = node + 1 + Int(number)
      for next in [2 * row - 1, 2 * row] {
        if stops(state, at: node, left: 1) { return }
        settle(next, 1, from: node, state, isStart: false, left: 1)
      }
    }
  }

  /// Whether time is up; whatever follows, the rest costs no less than pieces that need not meet.
  private mutating func stops(_ state: QuadraticCost, at node: Int, left: Int) -> Bool {
    if evaluations >= nextLook {
      nextLook = evaluations + 0x1000
      isStopped = isStopped || isLate
    }
    if isStopped { openBound = min(openBound, state.minimum + rest[left][min(node + 1, count)]) }
    return isStopped
  }

  /// Rules out that the next of `left` knots is at a place, or goes on from there; that settles `below` placements.
  private mutating func settle(
    _ next: Int, _ below: Int, from node: Int, _ state: QuadraticCost, isStart: Bool, left: Int
  ) {
    let isGap = next & 1 == 0
    let row = (next + 1) / 2
    guard isWide(next, left: left) else {
      KnotProof.count(below, in: &excluded)
      return
    }
    if row == node, !isStart {
      // Nothing lies between the knot at a row and the gap after it: the same as knots at both of that gap's ends.
      KnotProof.count(below, in: &blocks)
      return
    }
    let reached = row == node ? state : state.step(table[node, row], floor: 0) ?? state
    let minimum = reached.minimum
    evaluations += 1
    guard bound(reached, minimum, at: row, isGap: isGap, left: left - 1) < threshold else {
      if left == 1, isGap { unconstrained += 1 } else { KnotProof.count(below, in: &blocks) }
      return
    }
    if left == 1, isGap, row != node, misses(from: node, state, reached, gap: row) {
      constrained += 1
      return
    }
    path.append(next)
    if isGap {
      var start = table.start(row + 1)
      start.c += minimum
      proceed(from: row + 1, start, isStart: true, place: next + 1, left: left - 1)
    } else {
      proceed(from: row, reached, isStart: false, place: next + 1, left: left - 1)
    }
    path.removeLast()
  }

  /// Whether the piece that ends at a place, and after the last knot the one that begins there, has the rows it must have.
  private func isWide(_ next: Int, left: Int) -> Bool {
    guard rows.leastCount > 1 else { return true }
    let first = path.last.map { $0 / 2 + 1 } ?? 0
    return (next + 1) / 2 - first + 1 >= rows.leastCount
      && (left > 1 || count - 1 - (next / 2 + 1) + 1 >= rows.leastCount)
  }

  private var isLate: Bool { deadline.hasPassed }

  /// What all rows cost at least with a knot at a row or in the gap after it, and `left` more.
  @inline(__always)
  private func bound(_ state: QuadraticCost, _ minimum: Double, at row: Int, isGap: Bool, left: Int) -> Double {
    guard let remaining, left + 1 < knots.count else { return minimum + rest[left][row + 1] }
    if isGap { return minimum + remaining.free(from: row + 1, knots: left) }
    return remaining.bound(state, at: row, knots: left, below: threshold)
  }

  /// Whether the last line and the piece before it, which ends at a row, do not cross in the gap after that row.
  private func misses(from node: Int, _ state: QuadraticCost, _ reached: QuadraticCost, gap row: Int) -> Bool {
    let segment = table[node, row]
    guard let right = lastLines[row], reached.a > 0, state.a + segment.a11 > 0 else { return false }
    let value = reached.b / reached.a
    let before = (state.b + segment.b1 - segment.a12 * value) / (state.a + segment.a11)
    let slope = (value - before) / (rows.u[row] - rows.u[node])
    let difference = right - SIMD2(value, value + slope * (rows.u[row + 1] - rows.u[row]))
    return difference.min() > 0 || difference.max() < 0
  }

  /// Counts cases, up to the largest integer.
  private static func count(_ more: Int, in counter: inout Int) {
    let (sum, overflow) = counter.addingReportingOverflow(more)
    counter = overflow ? .max : sum
  }

  private mutating func proceed(from node: Int, _ state: QuadraticCost, isStart: Bool, place: Int, left: Int) {
    if left > 0 {
      extend(from: node, state, isStart: isStart, place: place, left: left)
      return
    }
    let cost =
      node == count - 1 ? state.minimum : state.step(table[node, count - 1], floor: 0)?.minimum ?? state.minimum
    guard cost < threshold else {
      unconstrained += 1
      return
    }
    constrained += 1
    guard let found = table.knots(at: path) else { return }
    if let value = rows.cost(found), value < best {
      best = value
      knots = found
    }
    if cost < threshold { openBound = min(openBound, cost) }
  }
}

/// Numbers of ways to choose, cut off at the largest integer.
private struct Choices {
  private let table: [[Int]]
  private let places: Int

  init(places: Int, knots: Int) {
    self.places = places
    var table = [[Int](repeating: 1, count: places + 1)]
    for level in 1...max(1, knots) {
      var row = [0]
      for size in 1..<max(1, places + 1) {
        let (sum, overflow) = row[size - 1].addingReportingOverflow(table[level - 1][size - 1])
        row.append(overflow ? .max : sum)
      }
      table.append(row)
    }
    self.table = table
  }

  /// In how many ways a number of further knots can be placed from a place on.
  func callAsFunction(from place: Int, choosing knots: Int) -> Int {
    place > places ? 0 : table[knots][places - place]
  }
}
