/// The sums that a least-squares problem over some rows of the plane needs: Σ w of x₁², x₁x₂, x₂², x₁y, x₂y, y², in this order.
typealias Moments = SIMD8<Double>

/// Sums of moments over ranges of a cycle of groups, in constant time from prefix sums.
///
/// Prefix sums are accumulated in double-double arithmetic and rounded once, so that the error of a range's sum is a few
/// units of rounding of the total, however many rows there are.
struct MomentSums {
  /// Number of groups in the cycle.
  let count: Int
  /// Entry k holds the sum of the first k groups, for four rounds of the cycle.
  private let prefix: [Moments]
  /// The sum over all groups.
  let total: Moments

  init(_ groups: [Moments]) {
    count = groups.count
    var (high, low) = (Moments.zero, Moments.zero)
    var prefix = [Moments.zero]
    prefix.reserveCapacity(4 * groups.count + 1)
    var total = Moments.zero
    for round in 0..<4 {
      for group in groups {
        // Exact sum of two (Knuth), lane by lane.
        let sum = high + group
        let part = sum - high
        let error = (high - (sum - part)) + (group - part)
        high = sum
        low += error
        prefix.append(high + low)
      }
      if round == 0 { total = high + low }
    }
    self.prefix = prefix
    self.total = total
  }

  /// A range of the cycle: from `start` up to, not including, `end`; empty unless start < end.
  struct Range {
    var start: Int
    var end: Int
  }

  @inline(__always)
  func sum(_ range: Range) -> Moments {
    range.start < range.end ? prefix[range.end] - prefix[range.start] : .zero
  }

  /// The sum over the groups that lie in both of two ranges.
  @inline(__always)
  func sum(_ one: Range, _ other: Range) -> Moments { sum(overlap(one, other)) }

  /// The groups that lie in both of two ranges, of which neither is longer than half a turn of directions.
  @inline(__always)
  func overlap(_ one: Range, _ other: Range) -> Range {
    let (start, end) = (max(one.start, other.start), min(one.end, other.end))
    if start < end { return Range(start: start, end: end) }
    // One of them a round later.
    let (a, b) = (max(one.start + count, other.start), min(one.end + count, other.end))
    if a < b { return Range(start: a, end: b) }
    return Range(start: max(one.start, other.start + count), end: min(one.end, other.end + count))
  }
}
