/// Costs of the segments between any two positions, each from sums about its own start, so that nothing cancels.
struct SegmentTable {
  private let rows: LineRows
  private let entries: [SegmentCost]
  private let offsets: [Int]

  /// - Complexity: O(m²) time and memory for m positions.
  init(_ rows: LineRows) {
    self.rows = rows
    var entries: [SegmentCost] = []
    entries.reserveCapacity(rows.count * rows.count / 2)
    var offsets: [Int] = []
    for start in 0..<rows.count {
      offsets.append(entries.count - start - 1)
      var moments = LineMoments.zero
      let origin = rows.u[start]
      for end in start + 1..<max(start + 1, rows.count) {
        let own = rows.own[end]
        let distance = rows.u[end] - origin
        moments += LineMoments(
          own[0], own[0] * distance, own[0] * distance * distance, own[3], own[3] * distance, own[5], 0, 0)
        entries.append(SegmentCost(moments, length: distance))
      }
    }
    self.entries = entries
    self.offsets = offsets
  }

  /// The rows after position `start` up to and including position `end`, on the segment between the two.
  @inline(__always)
  subscript(start: Int, end: Int) -> SegmentCost { entries[offsets[start] + end] }

  /// The segments from a position to each of those after it.
  func segments(from start: Int) -> ArraySlice<SegmentCost> {
    entries[offsets[start] + start + 1..<offsets[start] + rows.count]
  }

  /// The rows at one position, as the beginning of a block.
  @inline(__always)
  func start(_ position: Int) -> QuadraticCost {
    let own = rows.own[position]
    return QuadraticCost(weight: own[0], first: own[3], second: own[5])
  }

  /// The cost of the regression line through positions `first` … `last`.
  @inline(__always)
  func cost(from first: Int, through last: Int) -> Double {
    let begin = start(first)
    guard last > first else { return begin.minimum }
    return begin.step(self[first, last], floor: 0)?.minimum ?? 0
  }

  /// One piece of a block at one of its ends: a line through a point, whose slope is free where the block is one row.
  private struct Piece {
    let u: Double
    let value: Double
    let slope: Double?

    func callAsFunction(_ t: Double, slope free: Double) -> Double { value + (slope ?? free) * (t - u) }
  }

  /// The positions of knots at places (2 r − 1 for position r, 2 r for the gap after it); nil where lines do not cross in
  /// their gaps.
  func knots(at places: [Int]) -> [Double]? {
    var blocks: [[Int]] = [[0]]
    var gaps: [Int] = []
    for place in places {
      let row = (place + 1) / 2
      blocks[blocks.count - 1].append(row)
      if place & 1 == 0 {
        gaps.append(row)
        blocks.append([row + 1])
      }
    }
    blocks[blocks.count - 1].append(rows.count - 1)
    let ends = blocks.map(ends)
    var crossings: [Double] = []
    if !gaps.isEmpty {
      guard let slopes = freeSlopes(ends, gaps) else { return nil }
      for (number, gap) in gaps.enumerated() {
        crossings.append(crossing(ends[number].last, ends[number + 1].first, slopes[number], slopes[number + 1], gap))
      }
    }
    var taken = 0
    return places.map { place in
      if place & 1 == 1 { return rows.u[(place + 1) / 2] }
      taken += 1
      return crossings[taken - 1]
    }
  }

  /// The first and the last piece of a block with nodes at some positions.
  private func ends(of nodes: [Int]) -> (first: Piece, last: Piece) {
    var nodes = nodes
    if nodes.count > 1, nodes[nodes.count - 1] == nodes[nodes.count - 2] { nodes.removeLast() }
    var states = [start(nodes[0])]
    for (a, b) in zip(nodes, nodes.dropFirst()) {
      states.append(states[states.count - 1].step(self[a, b], floor: 0) ?? states[states.count - 1])
    }
    var values = [Double](repeating: 0, count: nodes.count)
    values[nodes.count - 1] = states[nodes.count - 1].b / states[nodes.count - 1].a
    for k in (0..<nodes.count - 1).reversed() {
      let segment = self[nodes[k], nodes[k + 1]]
      values[k] = (states[k].b + segment.b1 - segment.a12 * values[k + 1]) / (states[k].a + segment.a11)
    }
    func slope(_ k: Int) -> Double? {
      nodes.count < 2 ? nil : (values[k + 1] - values[k]) / (rows.u[nodes[k + 1]] - rows.u[nodes[k]])
    }
    let last = nodes.count - 1
    return (
      Piece(u: rows.u[nodes[0]], value: values[0], slope: slope(0)),
      Piece(u: rows.u[nodes[last]], value: values[last], slope: slope(max(0, last - 1)))
    )
  }

  /// Slopes of the blocks of one row with which all neighbours cross in their gaps (0 for the others); nil if there are none.
  ///
  /// A crossing in the gap from a to b that bends up means right(a) ≤ left(a) and right(b) ≥ left(b), one that bends down
  /// the reverse. At a only the right piece's slope can be free, and at b only the left one's, so each condition bounds one
  /// slope.
  private func freeSlopes(_ ends: [(first: Piece, last: Piece)], _ gaps: [Int]) -> [Double]? {
    patterns: for pattern in 0..<1 << gaps.count {
      var bounds = ends.map { _ in (lower: -Double.infinity, upper: Double.infinity) }
      for (number, gap) in gaps.enumerated() {
        let sign = pattern >> number & 1 == 0 ? 1.0 : -1
        let (a, b) = (rows.u[gap], rows.u[gap + 1])
        let (left, right) = (ends[number].last, ends[number + 1].first)
        if right.slope == nil {
          // sign (value + slope (a − b) − left(a)) ≤ 0
          let limit = (right.value - left.value) / (b - a)
          bounds[number + 1] = KnotBounds.narrowed(bounds[number + 1], isLower: sign > 0, limit)
        } else if sign * (right(a, slope: 0) - left.value) > 0 {
          continue patterns
        }
        if left.slope == nil {
          // sign (right(b) − value − slope (b − a)) ≥ 0
          let limit = (right.value - left.value) / (b - a)
          bounds[number] = KnotBounds.narrowed(bounds[number], isLower: sign < 0, limit)
        } else if sign * (right.value - left(b, slope: 0)) < 0 {
          continue patterns
        }
      }
      guard bounds.allSatisfy({ $0.lower <= $0.upper }) else { continue }
      return bounds.map(KnotBounds.inner)
    }
    return nil
  }

  private func crossing(_ left: Piece, _ right: Piece, _ leftSlope: Double, _ rightSlope: Double, _ gap: Int) -> Double
  {
    let (a, b) = (rows.u[gap], rows.u[gap + 1])
    let atStart = right(a, slope: rightSlope) - left(a, slope: leftSlope)
    let atEnd = right(b, slope: rightSlope) - left(b, slope: leftSlope)
    let share = atStart == atEnd ? 0.5 : min(1, max(0, atStart / (atStart - atEnd)))
    return a + share * (b - a)
  }
}

/// Intervals of slopes.
private enum KnotBounds {
  static func narrowed(_ bounds: (lower: Double, upper: Double), isLower: Bool, _ limit: Double)
    -> (lower: Double, upper: Double)
  {
    isLower ? (max(bounds.lower, limit), bounds.upper) : (bounds.lower, min(bounds.upper, limit))
  }

  /// A number inside, not far beyond a finite end.
  static func inner(_ bounds: (lower: Double, upper: Double)) -> Double {
    switch (bounds.lower.isFinite, bounds.upper.isFinite) {
    case (true, true): bounds.lower / 2 + bounds.upper / 2
    case (true, false): bounds.lower + max(1, bounds.lower.magnitude)
    case (false, true): bounds.upper - max(1, bounds.upper.magnitude)
    case (false, false): 0
    }
  }
}
