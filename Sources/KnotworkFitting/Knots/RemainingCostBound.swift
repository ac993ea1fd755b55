import Knotwork

/// What the rows to the right of a position cost at least, as a function of the value h there, when a number of knots
/// may still be placed beyond it.
///
/// With j knots the next one is at a row, where the function of j − 1 knots goes on, or in a gap between rows, beyond which the
/// rest is fitted on its own (the crossing in the gap is left open, so this is a bound from below); each is a quadratic of h, and
/// the least of all is an envelope of few pieces. Dynamic programmes over such functions find changes of slope exactly
/// (Fearnhead, Maidstone and Letchford 2019); here they rule out beginnings.
///
/// - Complexity: O(m² e) time for each number of knots, for m positions and e pieces of an envelope; O(m e) memory.
struct RemainingCostBound {
  /// One number of knots: the pieces at position r are those of `ranges[r]`.
  private struct Level {
    var pieces = QuadraticList()
    var ranges: [Range<Int>] = []
    /// The least over all h, where h is free: what the rows from a position on cost when they are fitted on their own.
    var free: [Double] = []
    /// The least over the h that matter, without the row at the position itself.
    var floor: [Double] = []
  }

  private var levels: [Level] = []
  private let table: SegmentTable
  private let count: Int
  private let kernels: Kernels
  /// The values at each position with which its own rows alone do not yet exceed what is known.
  private let intervals: [ClosedRange<Double>]
  /// What an envelope loses to rounding at each position: it compares numbers of this size, times the unit.
  private let margins: [Double]

  /// The bounds for 0 … `largest` further knots.
  ///
  /// - Parameters:
  ///   - limit: the cost that a whole fit must stay below.
  ///   - beginnings: `beginnings[s][r]`, what the rows up to and with position r cost at least in s + 1 pieces.
  ///   - knots: how many knots there are altogether.
  init?(
    _ rows: LineRows, _ table: SegmentTable, upTo largest: Int, knots: Int, below limit: Double,
    beginnings: [[Double]], kernels: Kernels = .best, isStopped: () -> Bool
  ) {
    self.table = table
    self.kernels = kernels
    count = rows.count
    intervals = rows.own.map { own in
      let value = own[3] / own[0]
      let spread = max(0, limit - (own[5] - value * own[3]))
      let reach = (spread / own[0]).squareRoot() * (1 + 0x1p-20) + 0x1p-40
      return value - reach...value + reach
    }
    margins = intervals.map { interval in
      let size = max(interval.lowerBound.magnitude, interval.upperBound.magnitude)
      return 0x1p-48 * (Double(rows.rowCount) * size * size + rows.total)
    }
    for level in 0...largest {
      // Positions from the right, each from those to its right.
      var next = Level()
      next.ranges = [Range<Int>](repeating: 0..<0, count: count)
      next.free = [Double](repeating: 0, count: count + 1)
      next.floor = [Double](repeating: 0, count: count)
      for position in (0..<count).reversed() {
        if isStopped() { return nil }
        // The row itself may begin a piece.
        let before = position > 0 ? beginnings[knots - level - 1][position - 1] : 0
        let envelope = envelope(level, at: position, below: limit - before)
        let start = next.pieces.count
        for piece in 0..<envelope.count { next.pieces.append(envelope[piece]) }
        next.ranges[position] = start..<next.pieces.count
        let (range, margin) = (next.ranges[position], margins[position])
        next.free[position] = kernels.least(next.pieces, range, plus: table.start(position)) - margin
        next.floor[position] = kernels.least(next.pieces, range, plus: QuadraticCost(a: 0, b: 0, c: 0)) - margin
      }
      levels.append(next)
    }
  }

  /// A bound on the cost of all rows, from that of the rows up to a position.
  @inline(__always)
  func bound(_ state: QuadraticCost, at position: Int, knots: Int, below limit: Double) -> Double {
    let quick = state.minimum + levels[knots].floor[position]
    guard quick < limit else { return quick }
    return kernels.least(levels[knots].pieces, levels[knots].ranges[position], plus: state) - margins[position]
  }

  /// What the rows from a position on cost at least when they are fitted on their own.
  @inline(__always)
  func free(from position: Int, knots: Int) -> Double { levels[knots].free[position] }

  /// What is added at least to the cost of the rows up to a position.
  func floor(at position: Int, knots: Int) -> Double { levels[knots].floor[position] }

  private func envelope(_ level: Int, at position: Int, below limit: Double) -> QuadraticList {
    var found = QuadraticEnvelope(over: intervals[position], kernels: kernels)
    let last = count - 1
    guard position < last else {
      found.insert(QuadraticCost(a: 0, b: 0, c: 0))
      return found.pieces
    }
    var carried = QuadraticList()
    var none = QuadraticList()
    none.append(QuadraticCost(a: 0, b: 0, c: 0))
    func insert(_ list: QuadraticList, _ range: Range<Int>, _ end: Int, _ more: Double) {
      var segment = table[position, end]
      segment.v += more
      let kept = kernels.carry(list, range, over: segment, in: intervals[position], below: limit, into: &carried)
      for number in 0..<kept { found.insert(carried[number]) }
    }
    insert(none, 0..<1, last, 0)
    guard level > 0 else { return found.pieces }
    let before = levels[level - 1]
    for end in position + 1..<last {
      insert(before.pieces, before.ranges[end], end, 0)
      insert(none, 0..<1, end, before.free[end + 1])
    }
    return found.pieces
  }
}
