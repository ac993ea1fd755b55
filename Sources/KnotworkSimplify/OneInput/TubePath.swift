import KnotworkGeometry

/// A broken line of the fewest pieces through the tube between f − ε and f + ε, for a broken line f, in exact arithmetic.
///
/// From left to right, each piece is the line that stays in the tube longest (Imai and Iri 1986). Where it must leave, it touches one
/// side last at B and crosses the other at Q; the next piece may start anywhere between, and it may where it is above (below) the line
/// at B and below (above) it at Q. Pieces begin between the nodes of f as well as at them. Q is the one number that is no fraction of
/// short numbers: it is rounded so that the path stays in the tube (``Rounding/inner``), or so that no path has fewer pieces
/// (``Rounding/outer``). Where both give the same number of pieces, it is the least; where they do not, Q is kept as the fraction that it
/// is, whose numbers grow from piece to piece.
struct TubePath {
  /// To which side what is not short is rounded.
  enum Rounding {
    case inner
    case outer
    case none
  }

  /// The point (x / w, y / w), w > 0.
  struct Point: Sendable {
    var x: Dyadic
    var y: Dyadic
    var w = Dyadic.one

    /// The point moved up.
    func raised(_ height: Dyadic) -> Point { Point(x: x, y: w == .one ? y + height : y + height * w, w: w) }

    /// Whether the point is on the left of another.
    func isLeft(of other: Point) -> Bool {
      w == .one && other.w == .one ? x < other.x : x * other.w < other.x * w
    }

    /// The point as one with w = 1, to some bits.
    func settled(_ finest: (x: Int, y: Int)) -> Point {
      guard w != .one else { return self }
      return Point(
        x: TubePath.rounded(x, over: w, finest: finest.x, up: false),
        y: TubePath.rounded(y, over: w, finest: finest.y, up: false))
    }
  }

  /// One piece, a line through two points, and the part of it where it may hand over to the next.
  struct Piece: Sendable {
    let first: Point
    let second: Point
    let (from, to): (Dyadic, Dyadic)
  }

  /// The nodes of f.
  let nodes: [Point]
  /// To so many bits below the size of the domain and the values Q is rounded.
  private let (finestX, finestY): (Int, Int)

  private static let bits = 160

  init(nodes: [Point]) {
    self.nodes = nodes
    // The ends are short.
    let sizeX = max(nodes[0].x.magnitude, nodes[nodes.count - 1].x.magnitude)
    let sizeY = nodes.reduce(-2000) { max($0, $1.y.isZero ? -2000 : $1.y.exponent - $1.w.exponent) }
    finestX = sizeX.exponent - TubePath.bits
    finestY = sizeY - TubePath.bits
  }

  /// The pieces for a tube of half width ε; nil where more than `limit` are needed.
  ///
  /// - Complexity: O(nodes) but for those between B and Q, which are looked at twice.
  func pieces(_ error: Dyadic, _ rounding: Rounding, limit: Int = .max) -> [Piece]? {
    var pieces: [Piece] = []
    var start = Start(low: nil, high: nil, lowNode: 0, highNode: 0)
    while true {
      var run = Run(self, error, start)
      guard let exit = run.advance() else {
        let (first, second) = run.middle
        let end = nodes[nodes.count - 1].x
        pieces.append(Piece(first: first, second: second, from: end, to: end))
        return pieces.count <= limit ? pieces : nil
      }
      guard pieces.count + 1 < limit else { return nil }
      let corner = corner(exit, rounding)
      let finest = (x: finestX, y: finestY)
      let (first, second) = (exit.first.settled(finest), exit.second.settled(finest))
      pieces.append(
        Piece(first: first, second: second, from: second.x, to: max(second.x, corner.settled(finest).x)))
      start =
        exit.isAbove
        ? Start(low: exit.second, high: corner, lowNode: exit.touch + 1, highNode: exit.node)
        : Start(low: corner, high: exit.second, lowNode: exit.node, highNode: exit.touch + 1)
    }
  }

  /// Where a line that leaves the tube crosses its side, rounded: earlier and further inside, or later and further outside.
  private func corner(_ exit: Exit, _ rounding: Rounding) -> Point {
    guard rounding != .none else { return exactCorner(exit) }
    let isInner = rounding == .inner
    let (a, b, p, q) = (exit.first, exit.second, exit.before, exit.beyond)
    // The line through a and b meets that through p and q at p + t (q − p).
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let (ex, ey) = (q.x - p.x, q.y - p.y)
    let below = dx * ey - dy * ex
    let above = (p.x - a.x) * dy - (p.y - a.y) * dx
    let x = TubePath.rounded(p.x * below + above * ex, over: below, finest: finestX, up: !isInner)
    // On the line there, rounded to the inside or the outside.
    let y = TubePath.rounded(a.y * dx + (x - a.x) * dy, over: dx, finest: finestY, up: exit.isAbove != isInner)
    return Point(x: x, y: y)
  }

  /// The same without rounding: the point on both lines, as the cross product of theirs.
  private func exactCorner(_ exit: Exit) -> Point {
    func line(_ a: Point, _ b: Point) -> [Dyadic] {
      [a.y * b.w - b.y * a.w, b.x * a.w - a.x * b.w, a.x * b.y - b.x * a.y]
    }
    let (l, m) = (line(exit.first, exit.second), line(exit.before, exit.beyond))
    var point = [l[1] * m[2] - m[1] * l[2], m[0] * l[2] - l[0] * m[2], l[0] * m[1] - m[0] * l[1]]
    if point[2].signum < 0 { point = point.map { -$0 } }
    let short = Dyadic.primitive(point)
    return Point(x: short[0], y: short[1], w: short[2])
  }

  /// A quotient rounded down or up to a multiple of 2^finest.
  static func rounded(_ dividend: Dyadic, over divisor: Dyadic, finest: Int, up: Bool) -> Dyadic {
    let (above, below) = divisor.signum < 0 ? (-dividend, -divisor) : (dividend, divisor)
    guard !above.isZero else { return .zero }
    let bits = max(2, above.exponent - below.exponent - finest + 2)
    var value = Dyadic.quotient(above, below, bits: bits)
    let step = Dyadic.one.scaled(by: finest)
    // Rounded towards 0 so far.
    while value * below > above { value -= step }
    if up { while value * below < above { value += step } }
    return value
  }

  /// Where a search begins: points that are not nodes, and the nodes from which on its sides count.
  fileprivate struct Start {
    let low: Point?
    let high: Point?
    let lowNode: Int
    let highNode: Int
  }

  /// Where the longest line leaves the tube.
  fileprivate struct Exit {
    /// The line touches one side at `first`, then the other at `second`.
    let first: Point
    let second: Point
    /// The node of `second`.
    let touch: Int
    /// The first node that it misses, and the side of the tube before and at it.
    let node: Int
    let before: Point
    let beyond: Point
    let isAbove: Bool
  }

  /// The search for one longest line.
  private struct Run {
    private let path: TubePath
    private let error: Dyadic
    private let start: Start
    /// Touches a lower point, then an upper one; the other way round.
    private var steepest: (left: Point, right: Point, node: Int)?
    private var flattest: (left: Point, right: Point, node: Int)?
    private var lowHull = TubeHull(sign: 1)
    private var highHull = TubeHull(sign: -1)
    private var (lastLow, lastHigh): (Point?, Point?)

    init(_ path: TubePath, _ error: Dyadic, _ start: Start) {
      (self.path, self.error, self.start) = (path, error, start)
      (lastLow, lastHigh) = (nil, nil)
    }

    /// Goes on until no line is left; nil when there is one to the end.
    mutating func advance() -> Exit? {
      // The points that are not nodes lie before the nodes from which on their side counts.
      let firsts = [(start.low, true, start.lowNode - 1), (start.high, false, start.highNode - 1)]
        .compactMap { point, isLow, node in point.map { (point: $0, isLow: isLow, node: node) } }
        .sorted { $0.point.isLeft(of: $1.point) }
      var waiting = firsts[...]
      for node in min(start.lowNode, start.highNode)..<path.nodes.count {
        let place = path.nodes[node]
        while let next = waiting.first, !place.isLeft(of: next.point) {
          waiting.removeFirst()
          if let exit = add(low: next.isLow ? next.point : nil, high: next.isLow ? nil : next.point, next.node) {
            return exit
          }
        }
        if let exit = add(
          low: node >= start.lowNode ? place.raised(-error) : nil,
          high: node >= start.highNode ? place.raised(error) : nil, node)
        {
          return exit
        }
      }
      return nil
    }

    private mutating func add(low: Point?, high: Point?, _ node: Int) -> Exit? {
      if let high, let flattest, high.side(flattest.left, flattest.right) < 0, let lastHigh {
        return Exit(
          first: flattest.left, second: flattest.right, touch: flattest.node, node: node, before: lastHigh,
          beyond: high, isAbove: true)
      }
      if let low, let steepest, low.side(steepest.left, steepest.right) > 0, let lastLow {
        return Exit(
          first: steepest.left, second: steepest.right, touch: steepest.node, node: node, before: lastLow,
          beyond: low, isAbove: false)
      }
      if let high, steepest.map({ high.side($0.left, $0.right) < 0 }) ?? true, let left = lowHull.tangent(from: high) {
        steepest = (left, high, node)
      }
      if let low, flattest.map({ low.side($0.left, $0.right) > 0 }) ?? true, let left = highHull.tangent(from: low) {
        flattest = (left, low, node)
      }
      if let low {
        lowHull.append(low)
        lastLow = low
      }
      if let high {
        highHull.append(high)
        lastHigh = high
      }
      return nil
    }

    /// Two points of a line between the two extremes.
    var middle: (Point, Point) {
      let (x, end) = (path.nodes[0].x, path.nodes[path.nodes.count - 1].x)
      let finest = path.finestY - 8
      func values(_ line: (left: Point, right: Point, node: Int)) -> (Dyadic, Dyadic) {
        let (left, right) = (
          line.left.settled((path.finestX, path.finestY)), line.right.settled((path.finestX, path.finestY))
        )
        let (dx, dy) = (right.x - left.x, right.y - left.y)
        func value(_ t: Dyadic) -> Dyadic {
          TubePath.rounded(left.y * dx + (t - left.x) * dy, over: dx, finest: finest, up: false)
        }
        return (value(x), value(end))
      }
      switch (steepest, flattest) {
      case (let a?, let b?):
        let (first, second) = (values(a), values(b))
        return (
          Point(x: x, y: (first.0 + second.0).half), Point(x: end, y: (first.1 + second.1).half)
        )
      case (let line?, nil), (nil, let line?):
        let ends = values(line)
        return (Point(x: x, y: ends.0), Point(x: end, y: ends.1))
      case (nil, nil):
        // A last stretch between two nodes, on which one side alone counts: level with the point it starts from.
        let y = (lastLow ?? lastHigh ?? path.nodes[path.nodes.count - 1]).settled((path.finestX, path.finestY)).y
        return (Point(x: x, y: y), Point(x: end, y: y))
      }
    }
  }
}

extension TubePath.Point {
  /// The sign of how far the point is above the line through two others, the first on the left.
  func side(_ a: TubePath.Point, _ b: TubePath.Point) -> Int {
    guard w == .one, a.w == .one, b.w == .one else {
      return ((b.x * a.w - a.x * b.w) * (y * a.w - a.y * w) - (b.y * a.w - a.y * b.w) * (x * a.w - a.x * w)).signum
    }
    return ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)).signum
  }
}

/// The upper (sign 1) or lower (sign −1) convex hull of points from left to right, and tangents to it from points further right. What
/// lies before the last point of contact is never touched again.
private struct TubeHull {
  private let sign: Int
  private var points: [TubePath.Point] = []
  private var head = 0

  init(sign: Int) { self.sign = sign }

  mutating func append(_ point: TubePath.Point) {
    while points.count - head >= 2 {
      guard sign * point.side(points[points.count - 2], points[points.count - 1]) >= 0 else { break }
      points.removeLast()
    }
    points.append(point)
  }

  /// Where the tangent from a point on the right touches; nil where no point lies on its left.
  mutating func tangent(from point: TubePath.Point) -> TubePath.Point? {
    guard head < points.count, points[head].isLeft(of: point) else { return nil }
    // The next point is touched where it lies on the line or beyond it, away from the hull.
    while head + 1 < points.count, points[head + 1].isLeft(of: point),
      sign * points[head + 1].side(points[head], point) >= 0
    {
      head += 1
    }
    return points[head]
  }
}
