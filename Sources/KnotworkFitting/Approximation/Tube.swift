/// The broken line with the fewest pieces through a tube: between a lower and an upper bound at sampled positions.
///
/// From left to right, each piece is the line that stays in the tube longest; where it must leave, it touches one bound last
/// at some position and crosses the other at a later one, and the next piece may start anywhere between the two. This greedy
/// choice gives the least number of pieces (Imai and Iri 1986; O'Rourke 1981 for the longest line), and knots that touch
/// neither bound: errors of both signs balance.
package struct Tube {
  /// Positions, ascending.
  package let x: [Double]
  /// The middle of the tube.
  package let y: [Double]

  /// A tube by its positions and its middle there.
  package init(x: [Double], y: [Double]) { (self.x, self.y) = (x, y) }

  /// Every so many of the samples, and the last.
  func thinned(by step: Int) -> Tube {
    guard step > 1, x.count > 2 * step else { return self }
    let kept = Array(stride(from: 0, to: x.count - 1, by: step)) + [x.count - 1]
    return Tube(x: kept.map { x[$0] }, y: kept.map { y[$0] })
  }

  /// One piece: a line through a point.
  package struct Line {
    var x: Double
    var y: Double
    var slope: Double

    func callAsFunction(_ t: Double) -> Double { y + slope * (t - x) }

    init(x: Double, y: Double, slope: Double) {
      self.x = x
      self.y = y
      self.slope = slope
    }

    init(_ x: Double, _ y: Double, through u: Double, _ v: Double) {
      self.init(x: x, y: y, slope: (v - y) / (u - x))
    }

    /// Where it crosses another line, kept between two positions.
    func crossing(_ other: Line, between low: Double, _ high: Double) -> Double {
      let (atLow, atHigh) = (self(low) - other(low), self(high) - other(high))
      guard atLow != atHigh else { return low / 2 + high / 2 }
      return min(max(low + (high - low) * (atLow / (atLow - atHigh)), low), high)
    }
  }

  /// A line and the positions between which it may hand over to the next.
  package struct Piece {
    let line: Line
    let touch: Int
    let exit: Int
  }

  /// The pieces for a tube of half width `error`; nil where more than `limit` are needed.
  ///
  /// - Complexity: O(n) but for the positions between touch and exit, which are looked at twice.
  package func pieces(error: Double, limit: Int = .max) -> [Piece]? {
    var pieces: [Piece] = []
    var (lowStart, highStart) = (0, 0)
    while true {
      var run = Run(self, error, lowStart, highStart)
      guard let end = run.advance() else {
        pieces.append(Piece(line: run.middle, touch: x.count - 1, exit: x.count - 1))
        return pieces.count <= limit ? pieces : nil
      }
      pieces.append(end.piece)
      guard pieces.count < limit else { return nil }
      (lowStart, highStart) = end.isAbove ? (end.piece.touch, end.piece.exit) : (end.piece.exit, end.piece.touch)
    }
  }

  /// The broken line of some pieces.
  package func line(_ pieces: [Piece]) -> BrokenLine {
    var nodes = [x[0]]
    var values = [pieces[0].line(x[0])]
    for (piece, next) in zip(pieces, pieces.dropFirst()) {
      let knot = piece.line.crossing(next.line, between: x[piece.touch], x[piece.exit])
      guard knot > nodes[nodes.count - 1], knot < x[x.count - 1] else { continue }
      nodes.append(knot)
      values.append((piece.line(knot) + next.line(knot)) / 2)
    }
    nodes.append(x[x.count - 1])
    values.append(pieces[pieces.count - 1].line(x[x.count - 1]))
    return BrokenLine(nodes: nodes, values: values)
  }

  /// The largest deviation of a broken line from the middle of the tube, at the samples.
  func deviation(of line: BrokenLine) -> Double {
    var (largest, piece) = (0.0, 0)
    for (t, middle) in zip(x, y) {
      while piece < line.nodes.count - 2, line.nodes[piece + 1] < t { piece += 1 }
      let share = (t - line.nodes[piece]) / (line.nodes[piece + 1] - line.nodes[piece])
      let value = line.values[piece] + share * (line.values[piece + 1] - line.values[piece])
      largest = max(largest, (value - middle).magnitude)
    }
    return largest
  }

  /// The search for one longest line, with lower bounds from one position on and upper bounds from another.
  private struct Run {
    private let tube: Tube
    private let error: Double
    private let lowStart: Int
    private let highStart: Int
    /// The steepest line that keeps the bounds so far: it touches a lower bound at `left`, then an upper one at `right`.
    private var steepest: (line: Line, left: Int, right: Int)?
    /// The least steep one: upper first, then lower.
    private var flattest: (line: Line, left: Int, right: Int)?
    /// The lower bounds that a steepest line may touch, and the upper ones that a flattest line may.
    private var lowHull = Hull(isUpper: true)
    private var highHull = Hull(isUpper: false)

    init(_ tube: Tube, _ error: Double, _ lowStart: Int, _ highStart: Int) {
      self.tube = tube
      self.error = error
      self.lowStart = lowStart
      self.highStart = highStart
    }

    private func low(_ i: Int) -> Double { tube.y[i] - error }
    private func high(_ i: Int) -> Double { tube.y[i] + error }

    /// Goes on until the bounds admit no line; nil when they do to the end.
    mutating func advance() -> (piece: Piece, isAbove: Bool)? {
      var i = min(lowStart, highStart)
      while i < tube.x.count {
        let t = tube.x[i]
        if i >= highStart, let flattest, flattest.line(t) > high(i) {
          return (Piece(line: flattest.line, touch: flattest.right, exit: i), true)
        }
        if i >= lowStart, let steepest, steepest.line(t) < low(i) {
          return (Piece(line: steepest.line, touch: steepest.right, exit: i), false)
        }
        if i >= highStart { lowerSteepest(i) }
        if i >= lowStart { raiseFlattest(i) }
        if i >= lowStart { lowHull.append(i, SIMD2(t, low(i))) }
        if i >= highStart { highHull.append(i, SIMD2(t, high(i))) }
        i += 1
      }
      return nil
    }

    private mutating func lowerSteepest(_ i: Int) {
      if let steepest, steepest.line(tube.x[i]) <= high(i) { return }
      guard let (slope, left) = lowHull.tangent(from: SIMD2(tube.x[i], high(i))) else { return }
      steepest = (Line(x: tube.x[i], y: high(i), slope: slope), left, i)
    }

    private mutating func raiseFlattest(_ i: Int) {
      if let flattest, flattest.line(tube.x[i]) >= low(i) { return }
      guard let (slope, left) = highHull.tangent(from: SIMD2(tube.x[i], low(i))) else { return }
      flattest = (Line(x: tube.x[i], y: low(i), slope: slope), left, i)
    }

    /// A line between the two extremes.
    var middle: Line {
      let last = tube.x.count - 1
      let start = tube.x[min(max(lowStart, highStart), last)]
      switch (steepest?.line, flattest?.line) {
      case (let a?, let b?):
        return Line(x: start, y: (a(start) + b(start)) / 2, slope: (a.slope + b.slope) / 2)
      case (let a?, nil): return a
      case (nil, let b?): return b
      case (nil, nil): return Line(x: start, y: tube.y[min(max(lowStart, highStart), last)], slope: 0)
      }
    }
  }
}

/// The upper or lower convex hull of points from left to right, and tangents to it from points further right. What lies
/// before the last point of contact is never touched again.
private struct Hull {
  private let sign: Double
  private var points: [(index: Int, point: SIMD2<Double>)] = []
  private var head = 0

  init(isUpper: Bool) { sign = isUpper ? 1 : -1 }

  mutating func append(_ index: Int, _ point: SIMD2<Double>) {
    while points.count - head >= 2 {
      let (a, b) = (points[points.count - 2].point, points[points.count - 1].point)
      let turn = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
      guard sign * turn >= 0 else { break }
      points.removeLast()
    }
    points.append((index, point))
  }

  /// The slope of the tangent from a point on the right, and where it touches.
  mutating func tangent(from point: SIMD2<Double>) -> (slope: Double, index: Int)? {
    guard head < points.count else { return nil }
    func slope(_ k: Int) -> Double { (point.y - points[k].point.y) / (point.x - points[k].point.x) }
    var best = slope(head)
    while head + 1 < points.count, case let next = slope(head + 1), sign * next <= sign * best {
      head += 1
      best = next
    }
    return (best, points[head].index)
  }
}
