import KnotworkGeometry

/// A proof that a function on a regular triangulation, as the real function of its network, stays within a distance of a
/// formula: the same enclosures as ``DeviationProof``, over boxes in the cells of the grid.
struct TriangleProof {
  /// Why there is no proof.
  enum Failure: Error, Equatable {
    case exceeded(at: [Double])
    case undefined(at: [Double])
    /// The time is over.
    case stopped
  }

  private let deadline: Deadline

  private let expression: RealExpression
  private let grid: TriangleGrid
  private let domain: Box
  /// What is left of the bound after the rounding of the network's weights.
  private let bound: Double

  init(
    _ expression: RealExpression, _ grid: TriangleGrid, _ domain: Box, bound: Double, until deadline: Deadline = .none
  ) {
    self.deadline = deadline
    self.expression = expression
    self.grid = grid
    self.domain = domain
    self.bound = bound - grid.weightRounding
  }

  private struct Part {
    let lower: SIMD2<Double>
    let upper: SIMD2<Double>
    let depth: Int
  }

  /// One triangle's affine function: value at the cell's corner, slopes.
  private struct Piece {
    let corner: SIMD2<Double>
    let value: Interval
    let slope: (Interval, Interval)

    func callAsFunction(_ x: Interval, _ y: Interval) -> Interval {
      value + slope.0 * (x - Interval(corner.x)) + slope.1 * (y - Interval(corner.y))
    }
  }

  /// - Throws: ``Failure``.
  func run() throws(Failure) {
    for j in 0..<grid.rows {
      for i in 0..<grid.columns { try prove(i, j) }
    }
  }

  private func prove(_ i: Int, _ j: Int) throws(Failure) {
    let (low, high) = (grid.point(i, j), grid.point(i + 1, j + 1))
    let start = SIMD2(max(low.x, domain.lower[0]), max(low.y, domain.lower[1]))
    let end = SIMD2(min(high.x, domain.upper[0]), min(high.y, domain.upper[1]))
    guard start.x <= end.x, start.y <= end.y else { return }
    let pieces = [piece(i, j, isLower: true), piece(i, j, isLower: false)]
    var stack = [Part(lower: start, upper: end, depth: 0)]
    while let part = stack.popLast() {
      if deadline.hasPassed { throw .stopped }
      var undefined: Bool?
      for (number, piece) in pieces.enumerated() where touches(part, low, isLower: number == 0) {
        switch verdict(piece, part, low, isLower: number == 0) {
        case .holds: continue
        case .fails(let place): throw .exceeded(at: place)
        case .open(let isDefined): undefined = undefined ?? false || !isDefined
        }
      }
      guard let undefined else { continue }
      let middle = part.lower / 2 + part.upper / 2
      let size = (part.upper - part.lower) / grid.step
      let isWide = size.x >= size.y
      let canSplit =
        isWide ? middle.x > part.lower.x && middle.x < part.upper.x : middle.y > part.lower.y && middle.y < part.upper.y
      guard part.depth < 44, canSplit else {
        throw undefined ? .undefined(at: [middle.x, middle.y]) : .exceeded(at: [middle.x, middle.y])
      }
      let cut = isWide ? SIMD2(middle.x, part.upper.y) : SIMD2(part.upper.x, middle.y)
      let from = isWide ? SIMD2(middle.x, part.lower.y) : SIMD2(part.lower.x, middle.y)
      stack.append(Part(lower: from, upper: part.upper, depth: part.depth + 1))
      stack.append(Part(lower: part.lower, upper: cut, depth: part.depth + 1))
    }
  }

  private func piece(_ i: Int, _ j: Int, isLower: Bool) -> Piece {
    func value(_ i: Int, _ j: Int) -> Interval { Interval(grid.values[grid.index(i, j)]) }
    let (a, b) = (value(i, j), value(i + 1, j + 1))
    let corner = isLower ? value(i + 1, j) : value(i, j + 1)
    let (x, y) = isLower ? (corner - a, b - corner) : (b - corner, corner - a)
    return Piece(
      corner: grid.point(i, j), value: a, slope: (x / Interval(grid.step.x), y / Interval(grid.step.y)))
  }

  /// Whether a part may hold points of a triangle: below the diagonal t = s for the lower one. In doubt it does.
  private func touches(_ part: Part, _ corner: SIMD2<Double>, isLower: Bool) -> Bool {
    let (low, high) = ((part.lower - corner) / grid.step, (part.upper - corner) / grid.step)
    return isLower ? high.x >= low.y - 1e-9 : high.y >= low.x - 1e-9
  }

  private enum Verdict {
    case holds
    case fails(at: [Double])
    case open(isDefined: Bool)
  }

  private func verdict(_ piece: Piece, _ part: Part, _ corner: SIMD2<Double>, isLower: Bool) -> Verdict {
    let (x, y) = (Interval(part.lower.x, part.upper.x), Interval(part.lower.y, part.upper.y))
    let jet = expression.jet(over: [x, y])
    guard jet.value.isBounded, !jet.value.isPartial else { return .open(isDefined: false) }
    if (jet.value - piece(x, y)).magnitude <= bound { return .holds }
    let middle = part.lower / 2 + part.upper / 2
    let (mx, my) = (Interval(middle.x), Interval(middle.y))
    let point = expression.jet(over: [mx, my])
    let center = point.value - piece(mx, my)
    let share = (middle - corner) / grid.step
    let isInside = isLower ? share.y < share.x - 1e-9 : share.y > share.x + 1e-9
    if isInside, center.lower > bound || center.upper < -bound { return .fails(at: [middle.x, middle.y]) }
    let (dx, dy) = (x - mx, y - my)
    let slope = (jet.first.0 - piece.slope.0, jet.first.1 - piece.slope.1)
    if slope.0.isBounded, slope.1.isBounded, (center + slope.0 * dx + slope.1 * dy).magnitude <= bound { return .holds }
    let second = jet.second
    guard second.0.isBounded, second.1.isBounded, second.2.isBounded, point.first.0.isBounded, point.first.1.isBounded
    else { return .open(isDefined: true) }
    let linear = (point.first.0 - piece.slope.0) * dx + (point.first.1 - piece.slope.1) * dy
    let half = Interval(0.5)
    let bend = half * second.0 * dx.square + second.1 * (dx * dy) + half * second.2 * dy.square
    return (center + linear + bend).magnitude <= bound ? .holds : .open(isDefined: true)
  }
}
