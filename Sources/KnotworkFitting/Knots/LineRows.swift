import KnotworkGeometry

/// Rows (x, y, w) of one input, sorted and standardised: u = (x − center) / xScale in [−1, 1], v = (y − level) / yScale.
/// Rows of equal x are one row. All that fitting needs of them are prefix sums.
struct LineRows: Sendable {
  /// The distinct positions, ascending.
  let u: [Double]
  /// The same as they were given.
  let positions: [Double]
  /// The least number of different positions in a piece, those at its ends counted; 1 for any.
  var leastCount = 1
  /// Moments of the rows at each position.
  let own: [LineMoments]
  /// Entry k holds the moments of the first k positions, as an unevaluated sum of two numbers.
  private let prefix: [LineMoments]
  private let prefixTail: [LineMoments]
  /// Number of rows with weight, repeated ones counted.
  let rowCount: Int
  let center: Double
  let xScale: Double
  let level: Double
  let yScale: Double
  let meanWeight: Double

  /// - Requires: at least one row has weight.
  init(_ rows: WeightedRows) {
    let kept = (0..<rows.count).filter { rows.weights[$0] > 0 }
    let x = kept.map { rows.inputs[$0, 0] }
    let y = kept.map { rows.targets[$0] }
    let w = kept.map { rows.weights[$0] }
    self.init(x: x, y: y, weights: w)
  }

  /// - Parameter other: rows whose center and scales are taken over, so that costs can be added.
  /// - Requires: as many of each, at least one; all weights positive.
  init(x: [Double], y: [Double], weights: [Double], standardisedAs other: LineRows? = nil) {
    let (low, high) = (x.min() ?? 0, x.max() ?? 0)
    let center = low / 2 + high / 2
    let half = high / 2 - low / 2
    // Powers of two, so that scaling rounds nothing.
    let xScale = half > 0 ? half.binade : 1
    var (sum, total) = (CompensatedSum(), CompensatedSum())
    let top = y.reduce(0) { max($0, $1.magnitude) }
    let size = top > 0 ? top.binade : 1
    for (value, weight) in zip(y, weights) {
      sum.add(value / size * weight)
      total.add(weight)
    }
    let level = sum.value / total.value * size
    let spread = y.reduce(0) { max($0, ($1 - level).magnitude) }
    let yScale = spread > 0 ? spread.binade : 1
    rowCount = x.count
    let mean = other?.meanWeight ?? total.value / Double(x.count)
    meanWeight = mean
    let order = x.indices.sorted { x[$0] < x[$1] }
    (self.center, self.xScale) = (other?.center ?? center, other?.xScale ?? xScale)
    (self.level, self.yScale) = (other?.level ?? level, other?.yScale ?? yScale)
    var positions: [Double] = []
    var originals: [Double] = []
    var own: [LineMoments] = []
    for row in order {
      let position = (x[row] - self.center) / self.xScale
      let (v, w) = ((y[row] - self.level) / self.yScale, weights[row] / mean)
      let moments = w * LineMoments(1, position, position * position, v, position * v, v * v, 0, 0)
      if position == positions.last {
        own[own.count - 1] += moments
      } else {
        positions.append(position)
        originals.append(x[row])
        own.append(moments)
      }
    }
    u = positions
    self.positions = originals
    self.own = own
    (prefix, prefixTail) = LineRows.prefixSums(own)
  }

  private static func prefixSums(_ own: [LineMoments]) -> (high: [LineMoments], low: [LineMoments]) {
    var (high, low) = (LineMoments.zero, LineMoments.zero)
    var sums = (high: [LineMoments.zero], low: [LineMoments.zero])
    sums.high.reserveCapacity(own.count + 1)
    sums.low.reserveCapacity(own.count + 1)
    for moments in own {
      let sum = high + moments
      let part = sum - high
      low += (high - (sum - part)) + (moments - part)
      high = sum
      sums.high.append(high)
      sums.low.append(low)
    }
    return sums
  }

  /// Moments of the positions `first` up to, not including, `last`, with u counted from `origin`; few positions are added one
  /// by one, since the difference of prefix sums loses the digits of a short segment.
  @inline(__always)
  func moments(from first: Int, to last: Int, about origin: Double) -> LineMoments {
    if last &- first > 32 {
      return ((prefix[last] - prefix[first]) + (prefixTail[last] - prefixTail[first])).about(origin)
    }
    var sum = LineMoments.zero
    var index = first
    while index < last {
      let (row, distance) = (own[index], u[index] - origin)
      sum += LineMoments(
        row[0], row[0] * distance, row[0] * distance * distance, row[3], row[3] * distance, row[5], 0, 0)
      index &+= 1
    }
    return sum
  }

  /// Number of distinct positions.
  var count: Int { u.count }

  /// The mean weight of a row, and so the factor between residual sums of the rows as given and of these, is in here.
  func residualSum(_ value: Double, of rows: WeightedRows) -> Double {
    let total = rows.weights.reduce(into: CompensatedSum()) { $0.add($1) }.value
    return value * yScale * yScale * (total / Double(rowCount))
  }

  /// Whether a piece from `start` to `end` has as many positions as it must; `first` and `last` are how many positions are
  /// at most `start` and `end`.
  @inline(__always)
  func isWide(_ start: Double, from first: Int, to last: Int) -> Bool {
    // One piece over all rows is always admitted.
    leastCount <= 1 || (first == 1 && last == count && start == u[0])
      || last - first + (first > 0 && u[first - 1] == start ? 1 : 0) >= leastCount
  }

  /// The most knots that leave each piece as many positions as it must have.
  var mostKnots: Int {
    leastCount <= 1 ? max(0, count - 2) : max(0, (count - 1) / max(1, leastCount - 1) - 1)
  }

  /// The first and last place where knot number `index` of some can be, the others beside it.
  func range(of index: Int, among knots: Int) -> (lower: Double, upper: Double) {
    guard leastCount > 1 else { return (u[0], u[count - 1]) }
    let step = leastCount - 1
    return (u[min(count - 1, (index + 1) * step)], u[max(0, count - 1 - (knots - index) * step)])
  }

  /// How many positions are at most t.
  ///
  /// - Complexity: O(log n).
  @inline(__always)
  func position(after t: Double) -> Int {
    var (low, high) = (0, u.count)
    while low < high {
      let middle = (low &+ high) / 2
      if u[middle] <= t { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// The cost of the rows in (start, end].
  @inline(__always)
  func segment(_ start: Double, _ end: Double) -> SegmentCost {
    segment(start, end, from: position(after: start), to: position(after: end))
  }

  /// The cost of the positions number `first` up to, not including, `last`, on the segment from `start` to `end`.
  @inline(__always)
  func segment(_ start: Double, _ end: Double, from first: Int, to last: Int) -> SegmentCost {
    SegmentCost(moments(from: first, to: last, about: start), length: end - start)
  }

  /// The rows at the first position.
  var startCost: QuadraticCost { QuadraticCost(weight: own[0][0], first: own[0][3], second: own[0][5]) }

  /// Sums of squares of all rows, about 0.
  var total: Double { prefix[count][5] }

  /// The coordinate as given; exactly that of a row where there is one.
  func x(_ t: Double) -> Double {
    let after = position(after: t)
    return after > 0 && u[after - 1] == t ? positions[after - 1] : center + t * xScale
  }

  /// The standardised coordinate.
  func standardised(_ x: Double) -> Double { (x - center) / xScale }
}
