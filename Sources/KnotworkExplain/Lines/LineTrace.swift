import KnotworkGeometry

/// What an output does along a straight line: a broken line of the coordinate t, and what it takes along the way.
struct LineTrace: Sendable {
  /// From where to where.
  let range: ClosedRange<Double>
  /// The value at the start, and the slope there.
  let (value, slope): (Double, Double)
  /// Where the slope changes, ascending.
  let knots: [Double]
  /// By how much.
  let bends: [Double]
  /// The number of the unit that makes each change, of several the first, through all layers from 0; none where exact arithmetic was needed.
  let units: [Int]
  /// For each input the integral over t of the output's derivative by it; none unless it was asked for.
  let gradient: [Double]

  /// The integral of the output over t.
  var integral: Double {
    var sum = CompensatedSum()
    var (start, value, slope) = (range.lowerBound, value, slope)
    for (knot, bend) in zip(knots + [range.upperBound], bends + [0]) {
      let length = knot - start
      sum.add(length * (value + slope * length / 2))
      value += slope * length
      slope += bend
      start = knot
    }
    return sum.value
  }

  /// The value at the end.
  var end: Double {
    var (sum, slope, start) = (value, slope, range.lowerBound)
    for (knot, bend) in zip(knots + [range.upperBound], bends + [0]) {
      sum += slope * (knot - start)
      slope += bend
      start = knot
    }
    return sum
  }
}
