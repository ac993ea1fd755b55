/// A part of the domain that is not decided yet.
struct OpenBox: Ordered {
  var lower: [Double]
  var upper: [Double]
  /// What is asked there.
  var question: Question
  /// A bound from below on how far the question is from being met.
  var bound: Double
  /// Those with the least are looked at first.
  var order = -Double.infinity
  /// Its part of the domain's volume.
  var share: Double
  /// How many times it was split.
  var depth = 0
  /// How many times all cases of its units were decided but for some that were too close to call.
  var unclear = 0
  /// Where only some cases of units are open: for each unit the phase in which it is held, 0 where it is not. The other cases are decided, or
  /// others look at them. Nil where all are open.
  var held: [Int8]?
  /// Where one case of all units is open: their phases, 2 and −2 where the box has no other.
  var leaf: [Int8]?
  /// Whether it was given away, so that its volume, all of which is open in it, is that of another box too.
  var isGiven = false
  /// How many times it was looked at although its bound was beyond the values that are known by less than the gap.
  var close = 0

  /// The two halves along an input; nil where no double lies between its bounds.
  func halves(along input: Int) -> [OpenBox]? {
    let middle = lower[input] + (upper[input] - lower[input]) / 2
    guard lower[input] < middle, middle < upper[input] else { return nil }
    var (low, high) = (self, self)
    low.upper[input] = middle
    high.lower[input] = middle
    let part = (middle - lower[input]) / (upper[input] - lower[input])
    low.share *= part
    high.share *= 1 - part
    low.depth += 1
    high.depth += 1
    return [low, high]
  }

  /// Shrinks it to where an affine function that is at least `bound`, at the corner where its slopes put it lowest, may be at most
  /// 0. The slopes start at an index of an array.
  mutating func clip(bound: Double, slopes: [Double], from start: Int) {
    guard bound.isFinite, bound <= 0 else { return }
    for input in lower.indices where lower[input] < upper[input] {
      let slope = slopes[start + input]
      guard slope != 0, slope.isFinite else { continue }
      let reach = (-bound / slope.magnitude) * (1 + 0x1p-50)
      guard reach < upper[input] - lower[input] else { continue }
      let width = upper[input] - lower[input]
      if slope > 0 {
        upper[input] = min(upper[input], (lower[input] + reach).nextUp)
      } else {
        lower[input] = max(lower[input], (upper[input] - reach).nextDown)
      }
      share *= min(1, max(0, (upper[input] - lower[input]) / width * (1 + 0x1p-50)))
    }
  }
}
