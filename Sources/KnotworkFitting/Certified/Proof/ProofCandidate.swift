import KnotworkGeometry

/// Directions and signs of units, with the residual sum that they reach.
struct ProofCandidate: Sendable {
  /// For each unit D exact coordinates, its length included.
  var directions: [[Dyadic]]
  var signs: [Int]
  /// The residual sum with the best intercept, up to rounding.
  var value: Double

  init(directions: [[Dyadic]], signs: [Int], value: Double) {
    (self.directions, self.signs, self.value) = (directions, signs, value)
  }

  /// What outputs reach with the best intercept, and by which factor they are best multiplied: 1 but for a single unit.
  static func value(
    of outputs: [Double], isSingle: Bool, hasIntercept: Bool, targets: [Double], weights: [Double]
  ) -> (value: Double, factor: Double) {
    var sums = SIMD8<Double>.zero
    for row in outputs.indices {
      let (z, y, w) = (outputs[row], targets[row], weights[row])
      sums += w * SIMD8(1, y, 0, z, z * y, z * z, 0, 0)
    }
    let weight = hasIntercept ? sums[0] : .infinity
    let mean = SIMD2(sums[1] / weight, sums[3] / weight)
    var factor = 1.0
    if isSingle {
      let spread = sums[5] - sums[3] * mean.y
      let best = (sums[4] - sums[3] * mean.x) / spread
      // A length that is right already, or that rounding would decide, stays.
      if spread > 1e-12 * sums[5], best.isFinite, best >= 0, (best - 1).magnitude > 1e-9 { factor = best }
    }
    let intercept = mean.x - factor * mean.y
    var sum = CompensatedSum()
    for row in outputs.indices {
      let residual = targets[row] - factor * outputs[row] - intercept
      sum.add(weights[row] * residual * residual)
    }
    return (sum.value.isFinite ? sum.value : .infinity, factor)
  }
}

/// Cells that wait, by their bounds, the least first: a binary heap. Cells that cannot be cut stay at the end of the work.
struct ProofQueue {
  struct Entry {
    let node: Int
    let cell: ProofCell
    let signs: [Int]
    let bound: Double
    /// For how many cuts no row has been decided.
    let staleness: Int
  }

  private var entries: [Entry] = []

  var count: Int { entries.count }
  var first: Entry? { entries.first }

  mutating func insert(_ entry: Entry) {
    var place = entries.count
    entries.append(entry)
    while place > 0, entries[(place - 1) / 2].bound > entry.bound {
      entries[place] = entries[(place - 1) / 2]
      place = (place - 1) / 2
    }
    entries[place] = entry
  }

  mutating func removeFirst() -> Entry? {
    guard let first = entries.first, let last = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return first }
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].bound < entries[child].bound { child += 1 }
      guard entries[child].bound < last.bound else { break }
      entries[place] = entries[child]
      place = child
    }
    entries[place] = last
    return first
  }
}
