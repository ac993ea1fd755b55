/// Consecutive arcs, from `start` through `last`, and what is known of the groups while the direction stays in them.
struct ArcBlock {
  let start: Int
  let last: Int
  /// Groups active on all arcs of the block.
  let active: MomentSums.Range
  /// Groups inactive on all arcs of the block.
  let inactive: MomentSums.Range

  init(_ start: Int, _ last: Int, in index: ArcIndex<Direction>) {
    self.start = start
    self.last = last
    active = MomentSums.Range(start: index.first[last], end: index.end[start])
    inactive = MomentSums.Range(start: index.end[last], end: index.first[start] + index.groups.count)
  }

  var count: Int { last - start + 1 }
  var isArc: Bool { start == last }
}

/// The rows of two blocks, sorted by what is certain of them: the least-squares problem that they leave.
struct BlockMoments {
  /// Rows on which both units are active; only the first; only the second; neither.
  let both: Moments
  let one: Moments
  let other: Moments
  let none: Moments

  @inline(__always)
  init(_ first: ArcBlock, _ second: ArcBlock, _ sums: MomentSums) {
    both = sums.sum(first.active, second.active)
    one = sums.sum(first.active, second.inactive)
    other = sums.sum(first.inactive, second.active)
    none = sums.sum(first.inactive, second.inactive)
  }

  /// Σ y² of all these rows.
  @inline(__always)
  var squares: Double { both[5] + one[5] + other[5] + none[5] }

  /// b of the problem in the four coordinates (g₁, g₂).
  @inline(__always)
  var right: SIMD4<Double> {
    let (first, second) = (both + one, both + other)
    return SIMD4(first[3], first[4], second[3], second[4])
  }

  @inline(__always)
  func factor(shift: SIMD2<Double>) -> ShiftedFactor? {
    ShiftedFactor(both + one, both + other, both: both, shift: shift)
  }
}
