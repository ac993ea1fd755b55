/// Improves knots: one at a time, all at once, and by taking one out and putting it in elsewhere.
struct KnotPolish {
  let rows: LineRows
  private(set) var knots: [Double]
  private(set) var cost: Double

  /// - Parameter knots: ascending, strictly inside the range of the data.
  init?(_ rows: LineRows, knots: [Double]) {
    guard let cost = rows.cost(knots) else { return nil }
    self.rows = rows
    self.knots = knots
    self.cost = cost
  }

  /// How much is tried.
  enum Effort: Comparable {
    /// Exchanges of one knot.
    case single
    /// Exchanges of two at once as well.
    case pairs
  }

  /// Improves until nothing helps any more, within a number of rounds.
  mutating func run(_ effort: Effort, rounds: Int = 30) {
    settle()
    for _ in 0..<rounds {
      if knots.count <= 30, exchange() { continue }
      if effort == .pairs, knots.count <= 10, exchangePair() { continue }
      return
    }
  }

  /// Moves knots one by one and together, until the cost stays.
  ///
  /// - Parameter held: the number of a knot that does not move.
  mutating func settle(holding held: Int? = nil, rounds: Int = 20) {
    for _ in 0..<rounds {
      let before = cost
      for index in knots.indices where index != held { move(index) }
      if held == nil { for _ in 0..<10 where !step() { break } }
      if cost >= before * (1 - 1e-12) { return }
    }
  }

  // MARK: One knot

  /// Moves one knot to its best place between its neighbours.
  private mutating func move(_ index: Int) {
    guard let sides = rows.sides(knots) else { return }
    let lower = index == 0 ? rows.u[0] : knots[index - 1]
    let upper = index == knots.count - 1 ? rows.u[rows.count - 1] : knots[index + 1]
    let line = KnotPositionCost(
      rows: rows, left: sides.left[index], right: sides.right[index + 2], lower: lower, upper: upper)
    let found = line.best(near: knots[index])
    var moved = knots
    moved[index] = found.position
    accept(moved)
  }

  @discardableResult
  private mutating func accept(_ candidate: [Double]) -> Bool {
    guard let value = rows.cost(candidate), value < cost else { return false }
    knots = candidate
    cost = value
    return true
  }

  // MARK: All knots

  /// One step of Gauss and Newton: linearised in the knots, the pieces are free of each other, so each piece's own
  /// regression line is intersected with the next (Hudson 1966; Muggeo 2003). Halved until it helps.
  private mutating func step() -> Bool {
    let nodes = [rows.u[0]] + knots + [rows.u[rows.count - 1]]
    var lines: [(value: Double, slope: Double)] = []
    for (number, (start, end)) in zip(nodes, nodes.dropFirst()).enumerated() {
      let first = number == 0 ? 0 : rows.position(after: start)
      guard let line = rows.line(from: first, to: rows.position(after: end)) else { return false }
      lines.append(line)
    }
    let targets = zip(knots, zip(lines, lines.dropFirst())).map { knot, pair in
      let bend = pair.1.slope - pair.0.slope
      let crossing = (pair.0.value - pair.1.value) / bend
      return crossing.isFinite ? crossing : knot
    }
    var share = 1.0
    for _ in 0..<8 {
      let candidate = zip(knots, targets).map { $0 + share * ($1 - $0) }
      let inside = ([rows.u[0]] + candidate + [rows.u[rows.count - 1]])
      if zip(inside, inside.dropFirst()).allSatisfy({ $0 < $1 }), accept(candidate) { return true }
      share /= 2
    }
    return false
  }

  // MARK: Exchange

  /// Takes each knot out in turn and puts one in where it helps most; whether that led to something better.
  private mutating func exchange() -> Bool {
    guard !knots.isEmpty else { return false }
    for index in knots.indices {
      var rest = knots
      rest.remove(at: index)
      var places = insertions(into: rest)
      places.sort { $0.cost < $1.cost }
      for place in places.prefix(2) where place.cost < cost * 1.3 {
        if takeIfBetter((rest + [place.position]).sorted()) { return true }
      }
    }
    return false
  }

  /// Settles other knots, first roughly, and takes them if they are better.
  private mutating func takeIfBetter(_ candidate: [Double]) -> Bool {
    guard var other = KnotPolish(rows, knots: candidate) else { return false }
    other.settle(rounds: 2)
    guard other.cost < cost * 1.01 else { return false }
    other.settle()
    guard other.cost < cost * (1 - 1e-9) else { return false }
    self = other
    return true
  }

  /// Takes two knots out and puts two in, one after the other, where they help most.
  private mutating func exchangePair() -> Bool {
    for first in knots.indices {
      for second in first + 1..<max(first + 1, knots.count) {
        var rest = knots
        rest.remove(at: second)
        rest.remove(at: first)
        for place in insertions(into: rest).sorted(by: { $0.cost < $1.cost }).prefix(2) {
          let more = (rest + [place.position]).sorted()
          guard let last = insertions(into: more).min(by: { $0.cost < $1.cost }), last.cost < cost * 1.1 else {
            continue
          }
          if takeIfBetter((more + [last.position]).sorted()) { return true }
        }
      }
    }
    return false
  }

  /// The best place of a further knot in each segment.
  func insertions(into knots: [Double]) -> [(position: Double, cost: Double)] {
    guard let sides = rows.sides(knots) else { return [] }
    let nodes = [rows.u[0]] + knots + [rows.u[rows.count - 1]]
    return (0..<nodes.count - 1).compactMap { segment in
      KnotPositionCost(
        rows: rows, left: sides.left[segment], right: sides.right[segment + 1], lower: nodes[segment],
        upper: nodes[segment + 1]
      ).scan()
    }
  }
}

extension LineRows {
  /// The regression line over positions `first` up to, not including, `last`, as value and slope at u = 0; nil without two
  /// different positions.
  func line(from first: Int, to last: Int) -> (value: Double, slope: Double)? {
    guard last - first >= 2 else { return nil }
    let origin = u[first]
    let moments = moments(from: first, to: last, about: origin)
    let mean = moments[1] / moments[0]
    let spread = moments[2] - mean * moments[1]
    guard spread > 0 else { return nil }
    let slope = (moments[4] - mean * moments[3]) / spread
    return (moments[3] / moments[0] - slope * (mean + origin), slope)
  }
}
